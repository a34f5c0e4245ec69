"""CKAN's writing actions with the publish gate before them (docs/decisions/0007 lists every way to write a dataset).

``package_patch``, ``package_revise``, the resource actions, reordering and the bulk actions all end in
``package_update``; chained here beside that one is only what would drop the gate's reasons or stop half-way.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic import fresh_context
from ckan.types import Action, Context

from ckanext.gxdata.logic import derived_fields, gate, given_record, zone_catalog, zone_fields


@tk.chained_action
def package_create(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """As CKAN's, behind the publish gate; ``notices`` in the answer tell what was raised."""
    verdict = given_record.judged(context, data_dict, {})
    with gate.standing(context, verdict):
        return _told(next_action(context, data_dict), verdict)


@tk.chained_action
def package_update(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """As CKAN's, behind the publish gate; ``notices`` in the answer tell what was raised."""
    original = _original(context, data_dict)
    if not original:
        return next_action(context, data_dict)  # CKAN says that there is no such dataset
    context["original_package"] = original
    verdict = given_record.judged(context, data_dict, original)
    with gate.standing(context, verdict):
        return _told(next_action(context, data_dict), verdict)


def _original(context: Context, data: dict[str, Any]) -> dict[str, Any]:
    package = model.Package.get(data.get("id") or data.get("name"))
    if package is None:
        return {}
    known: Any = context.get("original_package")
    if known and known.get("id") == package.id:
        return dict(known)
    shown = tk.get_action("package_show")(fresh_context(context, ignore_auth=True), {"id": package.id})
    return dict(shown)


def _told(answer: Any, verdict: gate.Verdict) -> Any:
    if not isinstance(answer, dict):
        return answer
    answer = answer if zone_fields.REASONS in answer else derived_fields.with_derived(answer, answer, zone_catalog.language())
    notices = [*verdict.notices, *gate.hindrances(verdict, answer)]
    return {**answer, "notices": notices} if notices else answer


# ── resources: CKAN tells only the errors of the resource itself ─────────────────────────────────────────────────────


@tk.chained_action
def resource_create(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """As CKAN's; a refusal names the breaches of the dataset beside the errors of the resource."""
    return _with_all_reasons(next_action, context, data_dict)


@tk.chained_action
def resource_update(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """As CKAN's; a refusal names the breaches of the dataset beside the errors of the resource."""
    return _with_all_reasons(next_action, context, data_dict)


@tk.chained_action
def resource_delete(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """As CKAN's; a refusal names the breaches of the dataset (CKAN's own answers 500 then)."""
    return _with_all_reasons(next_action, context, data_dict)


def _with_all_reasons(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    told: dict[str, list[str]] = {}
    context[gate.TOLD] = told
    try:
        return next_action(context, data_dict)
    except tk.ValidationError as error:
        own = error.error_dict if isinstance(error.error_dict, dict) else {}
        raise tk.ValidationError({**told, **own}) from error
    except KeyError as error:
        if not told:
            raise
        raise tk.ValidationError({**told}) from error


# ── many at once ─────────────────────────────────────────────────────────────────────────────────────────────────────


@tk.chained_action
def bulk_update_public(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """As CKAN's, for all or for none: one dataset that may not be public refuses the whole call, with every reason."""
    tk.check_access("bulk_update_public", context, data_dict)
    told = [text for name in _chosen(data_dict) for text in _obstacles(context, name)]
    if told:
        raise tk.ValidationError({"datasets": told})
    return next_action(context, data_dict)


def _chosen(data: dict[str, Any]) -> list[str]:
    given = data.get("datasets")
    wanted = [each for each in given if isinstance(each, str)] if isinstance(given, (list, tuple)) else []
    query = model.Session.query(model.Package.id).filter(model.Package.id.in_(wanted))
    return [found for (found,) in query.filter(model.Package.owner_org == str(data.get("org_id") or ""))]


def _obstacles(context: Context, dataset_id: str) -> list[str]:
    shown = tk.get_action("package_show")(fresh_context(context, ignore_auth=True, use_cache=False), {"id": dataset_id})
    wanted = {**shown, "private": False}
    verdict = gate.judge(fresh_context(context), wanted, shown)
    reasons = gate.refusals(verdict, {"private": False})
    return [f"{shown['title']}（{shown['name']}）：{text}" for texts in reasons.values() for text in texts]
