"""What a person decides about a dataset: who is asking, the decision in force, and its line in the history.

A decision and its history are one transaction: either both are stored or neither. Not here: arguments and answers of
the actions (``action/review.py``), the rules themselves (``core/grading_review``, ``core/review``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core import grading, moments
from ckanext.gxdata.core import review as life_cycle
from ckanext.gxdata.core.grading_review import LOWEST, grade_of
from ckanext.gxdata.logic import arguments, gate, gate_record, rights
from ckanext.gxdata.logic.clock import clock
from ckanext.gxdata.model import Review


def person(context: Context) -> model.User:
    """Who decides. Raises ``NotAuthorized`` unless it is somebody with a name: no site user, no anonymous caller."""
    user = model.User.get(str(context.get("user") or ""))
    if user is None or user.state != "active" or user.name == tk.config["ckan.site_id"]:
        raise tk.NotAuthorized(tk._("Only a person with an account of his own can review: log in first"))
    return user


def dataset_of(dataset_id: str) -> dict[str, Any]:
    """The dataset as stored, whole. Raises ``ObjectNotFound``."""
    package = model.Package.get(dataset_id)
    if package is None:
        raise tk.ObjectNotFound(tk._("There is no dataset “{id}”").format(id=dataset_id))
    shown = tk.get_action("package_show")({"user": "", "ignore_auth": True}, {"id": package.id})
    return gate_record.fresh(shown)


def state_of(dataset: Mapping[str, Any]) -> str:
    """Its place in the life cycle; datasets from before there was one have none stored."""
    stored, private = str(dataset.get("review_state") or ""), gate_record.is_true(dataset.get("private"))
    return life_cycle.state_after_write(stored, private)


def parties(user_name: str, dataset: Mapping[str, Any]) -> frozenset[life_cycle.Party]:
    """What this person is to this dataset."""
    if not user_name:
        return frozenset()
    if authz.is_sysadmin(user_name):
        return frozenset(("editor", "unit", "reviewer"))
    owner = str(dataset.get("owner_org") or "")
    found: dict[life_cycle.Party, bool] = {
        "editor": _may_update(user_name, dataset),
        "unit": bool(owner) and bool(authz.has_user_permission_for_group_or_org(owner, user_name, "update")),
        "reviewer": bool(owner) and rights.holds(user_name, rights.REVIEWER, owner),
    }
    return frozenset(party for party, holds in found.items() if holds)


def _may_update(user_name: str, dataset: Mapping[str, Any]) -> bool:
    try:
        return bool(tk.check_access("package_update", {"user": user_name}, {"id": dataset["id"]}))
    except tk.NotAuthorized:
        return False


def assessed(dataset: Mapping[str, Any]) -> grading.Assessment:
    """What the rules say of the stored dataset; flags that the rules may have set themselves are not asked again."""
    plain = {**dataset, **dict.fromkeys(gate.FLAGS, False)}
    return grading.assess(plain, config.rulebook().grading)


def grade_stored(dataset: Mapping[str, Any]) -> grading.Grade:
    return max((LOWEST, *grade_of(dataset)))


def decide(context: Context, dataset: Mapping[str, Any], decided: Mapping[str, Any], entry: Review) -> dict[str, Any]:
    """Stores the fields decided about and the entry of the history. Raises ``ValidationError`` with every reason."""
    user = person(context)
    now = clock()
    entry.dataset_id, entry.reviewer_id, entry.created = dataset["id"], user.id, now
    fields = {**decided, "reviewer": user.name, "review_time": moments.written(now)}
    model.Session.add(entry)
    inner: Any = {"user": user.name, "ignore_auth": True, gate.DECIDED: fields}
    if life_cycle.is_private(str(fields.get("review_state", "")) or state_of(dataset)) or entry.kind == "grade":
        inner["gxdata_landing"] = True  # to protect must be possible though the dataset lacks what a form demands
    answer = tk.get_action("package_patch")(inner, {"id": dataset["id"], **fields})
    model.Session.commit()
    return dict(answer)


def reason_of(data: Mapping[str, Any], errors: dict[str, list[str]]) -> str:
    """The reason given; too short a one is added to the errors."""
    given = data.get("reason")
    reason = given.strip() if isinstance(given, str) and arguments.is_text(given) else ""
    if len(reason) < life_cycle.SHORTEST_REASON:
        message = tk._("Give a reason of at least {count} characters; the history shows it with your name")
        errors["reason"] = [str(message).format(count=life_cycle.SHORTEST_REASON)]
    return reason
