"""高价值数据 and badges: the rules, how much of the public catalog is of high value, and the decision of a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core.badge_rules import HIGH_VALUE
from ckanext.gxdata.core.badges import SHORTEST_REASON
from ckanext.gxdata.logic import arguments, badge_rule_list, high_value_shares, value_fields
from ckanext.gxdata.logic import zone_catalog as catalog
from ckanext.gxdata.model import Review

AUTO = "auto"


@tk.side_effect_free
def gxdata_badge_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The rules, 高价值 and 基础目录 first: ``[{"id", "title", "about", "source", "certainty", "conditions", "count", "query"}]``.

    ``conditions`` are ``{"text", "source"}`` or ``{"kind": any | all | none, "members": [the same]}``; every one must
    hold. ``count`` is of the public catalog, ``query`` what ``package_search`` is asked for it as ``q``. ``machine_translated``
    says that a machine wrote the words in the language of the request and nobody has read them over.
    """
    tk.check_access("gxdata_badge_list", context, data_dict)
    rules, language = config.rulebook().badges, catalog.language()
    counts = high_value_shares.badge_counts(rules)
    return [
        {
            **badge_rule_list.answered(rule, language),
            "kind": {rules.high.id: "high", rules.basic.id: "basic"}.get(rule.id, "badge"),
            "count": counts[rule.id],
            "query": high_value_shares.query(rule, rules),
        }
        for rule in rules.all
    ]


@tk.side_effect_free
def gxdata_high_value_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Shares of 高价值 and 基础目录 in the public catalog: ``{"total", "departments", "zones", "baseline"}``.

    ``total`` is ``{"high", "basic", "all", "share", "basic_share"}`` (shares from 0 to 1, of ``all``), the lists have
    the same with ``id`` and ``title``; ``zones`` has every zone and sub-zone, those below with their ``parent``.
    """
    tk.check_access("gxdata_high_value_list", context, data_dict)
    return high_value_shares.shares(catalog.language())


def gxdata_high_value_decide(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Decides for a dataset (``id``) what the rules would decide otherwise: ``decision`` confirmed | declined | auto.

    ``reason`` (public) needs five characters. ``auto`` gives it back to the rules. Answers ``{"id", "name", "high_value",
    "high_value_reason", "badges"}``.
    """
    name = arguments.text(data_dict, "id")
    dataset = _stored(context, name)
    tk.check_access("gxdata_high_value_decide", context, {"id": dataset["id"]})
    decision, reason = _decision(data_dict)
    after = {} if decision == AUTO else {"high_value": decision, "high_value_reason": reason}
    before = {field: str(dataset.get(field) or "") for field in value_fields.FIELDS}
    entry = {"before": before, "after": {"high_value": decision, "high_value_reason": reason}}
    model.Session.add(
        Review(dataset_id=dataset["id"], kind=HIGH_VALUE, reviewer_id=_user_id(context), reason=reason, **entry)
    )
    # What a form demands must not keep a person from deciding about a harvested dataset that lacks it.
    inner: Any = {"user": context["user"], "ignore_auth": True, "gxdata_landing": True, value_fields.DECIDED: after}
    tk.get_action("package_patch")(inner, {"id": dataset["id"]})
    model.Session.commit()
    shown = tk.get_action("package_show")(catalog.reader(context), {"id": dataset["id"]})
    kept = {field: shown.get(field) or "" for field in value_fields.FIELDS}
    return {"id": shown["id"], "name": shown["name"], **kept, "badges": shown["badges"]}


def _stored(context: Context, name: str) -> dict[str, Any]:
    """The dataset of this id or name; one that the person may not see does not exist for him."""
    tk.get_action("package_show")(catalog.reader(context), {"id": name})
    inner: Any = {"ignore_auth": True, "for_update": True}
    return dict(tk.get_action("package_show")(inner, {"id": name}))


def _decision(data: Mapping[str, Any]) -> tuple[str, str]:
    """Decision and reason. Raises ``ValidationError`` with both problems at once."""
    known = [code.id for code in config.rulebook().codelists["high_value_decision"].codes]
    choices, errors = [*known, AUTO], {}
    decision, reason = data.get("decision"), data.get("reason")
    if decision not in choices:
        message = tk._("“{value}” is no decision; choose one of: {choices}")
        errors["decision"] = [message.format(value=decision, choices=catalog.comma().join(choices))]
    text = str(reason).strip() if arguments.is_text(reason) else ""
    if len(text) < SHORTEST_REASON:
        message = tk._("Give a reason of at least {count} characters; it is shown to everybody")
        errors["reason"] = [message.format(count=SHORTEST_REASON)]
    if errors:
        raise tk.ValidationError(errors)
    return str(decision), text


def _user_id(context: Context) -> str:
    user = model.User.get(context["user"])
    return str(user.id) if user else ""
