"""Rules over a whole dataset: what follows from it (before validation), and how its fields agree (after).

The judging is in ``core/derived.py`` and ``core/agreement.py``; here is what they need to know of the portal: the
department, the day, the other titles.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ckan import model
from ckan.lib.navl.dictization_functions import missing, unflatten
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

from ckanext.gxdata import config
from ckanext.gxdata.catalog import plan_lookups
from ckanext.gxdata.catalog.plan_lookups import answered
from ckanext.gxdata.core import agreement, cross_border, derived, duplicates
from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.core.text import as_text
from ckanext.gxdata.core.values import moment
from ckanext.gxdata.logic.fields import is_empty, is_form, is_landing

__all__ = ["gxdata_agreement", "gxdata_derive"]

SHORTEST_NOTES = 10
_CONTACTS = ("contact_phone", "contact_email")


@answered
def gxdata_derive(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """``before_validators``: fills empty fields with what follows from the others."""
    given = _top(data)
    known = derived.derive(given, _owner(given, context), config.rulebook().codelists)
    for field, value in known.items():
        data[(field,)] = value
    data.update(_cross_border(given, data))
    if not given.get("issued") and not is_landing(context) and _is_public(given):
        data[("issued",)] = _first_issued(given, context)


@answered
def gxdata_agreement(key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context) -> None:
    """``after_validators``: everything that does not agree, at its field. Harvests report it as findings instead."""
    if is_landing(context):
        return
    fields = {name: value for name, value in _top(data).items() if not errors.get((name,))}  # a wrong value agrees with none
    faults = [*agreement.disagreements(fields, _today()), *_of_owner(fields, context)]
    if is_form(context):
        faults.extend([*agreement.gaps(fields), *_of_forms(fields, context)])
    for fault in faults:
        told = errors.setdefault((fault.field,), [])
        if not told:  # a wrong value has been named already
            told.append(fault.message)


def _cross_border(given: dict[str, Any], data: FlattenDataDict) -> dict[tuple[str], str]:
    """Judged where the rules ask for it. A limit arises by itself; that there is none may be said by a person."""
    rules = config.rulebook().cross_border
    if not cross_border.concerns(given, rules):
        return {}  # most datasets: what their resources are like is not asked
    resources = unflatten({key: value for key, value in data.items() if key[0] == "resources" and len(key) == 3})
    reviews = cross_border.cross_border_reviews({**given, **resources}, rules)
    if not cross_border.is_restricted(reviews, rules):
        return {("cross_border_sensitive",): "false"} if reviews and "cross_border_sensitive" not in given else {}
    note = f"{reviews[0].message['zh']}（{reviews[0].source}）"
    return {("cross_border_sensitive",): "true", ("cross_border_note",): str(given.get("cross_border_note") or note)}


def _top(data: FlattenDataDict) -> dict[str, Any]:
    return {
        key[0]: value
        for key, value in data.items()
        if len(key) == 1 and value is not missing and value is not None and not is_empty(value)
    }


def _today() -> str:
    return datetime.now(SHANGHAI).date().isoformat()


def _is_public(given: dict[str, Any]) -> bool:
    private = given.get("private", False)
    return str(private).lower() not in ("true", "1", "yes", "on") and given.get("state", "active") == "active"


def _first_issued(given: dict[str, Any], context: Context) -> str:
    package = context.get("package")
    stored = (package.extras or {}).get("issued") if package is not None else ""
    try:
        modified = moment(given.get("modified", ""))
    except ValueError:
        modified = ""
    return str(stored or derived.issued(modified, _today()))


# ── the department ───────────────────────────────────────────────────────────────────────────────────────────────────


def _group(fields: dict[str, Any], context: Context) -> model.Group | plan_lookups.Group | None:
    reference = fields.get("owner_org")
    if not (isinstance(reference, str) and reference):
        return None
    known = plan_lookups.of(context)
    return known.groups.get(reference) if known else model.Group.get(reference)


def _owner(fields: dict[str, Any], context: Context) -> derived.Owner:
    group = _group(fields, context)
    if group is None:
        return derived.Owner()
    listed = config.rulebook().codelists["organization"]
    facts = listed[group.name].extra if group.name in listed else {}
    extras = group.extras
    code = str(extras.get("provider_code") or facts.get("uscc") or "")
    return derived.Owner(group.name, str(extras.get("region") or facts.get("region") or ""), code)


def _of_owner(fields: dict[str, Any], context: Context) -> list[agreement.Disagreement]:
    level = derived.level_of(_owner(fields, context), config.rulebook().codelists)
    given = as_text(fields.get("admin_level"))
    levels = config.rulebook().codelists["admin_level"]
    if not level or not given or given == level or given not in levels:
        return []
    message = f"层级“{given}（{levels.label(given)}）”与数源部门的层级“{level}（{levels.label(level)}）”不一致，请改为 {level} 或留空"
    return [agreement.Disagreement("level-of-owner", "admin_level", message)]


# ── what only a form asks for ────────────────────────────────────────────────────────────────────────────────────────


def _of_forms(fields: dict[str, Any], context: Context) -> list[agreement.Disagreement]:
    found: list[agreement.Disagreement] = []
    group = _group(fields, context)
    if not any(fields.get(name) or (group and group.extras.get(name)) for name in _CONTACTS):
        message = "请填写联系电话或联系邮箱，至少一项；也可在部门资料中填写，供本部门的数据集共用"
        found.append(agreement.Disagreement("missing-contact", "contact_phone", message))
    title, notes = as_text(fields.get("title")), as_text(fields.get("notes"))
    if notes and (len(notes) < SHORTEST_NOTES or notes == title):
        why = "与名称相同" if notes == title else f"只有 {len(notes)} 个字"
        message = f"摘要“{notes[:50]}”{why}；请写明数据的内容、范围和用途，{SHORTEST_NOTES} 至 2000 字"
        found.append(agreement.Disagreement("short-notes", "notes", message))
    if group is not None and title:
        found.extend(_same_title(title, group, context))
    return found


def _same_title(title: str, group: model.Group | plan_lookups.Group, context: Context) -> list[agreement.Disagreement]:
    package = context.get("package")
    rows = model.Session.query(model.Package.id, model.Package.name, model.Package.title).filter(
        model.Package.owner_org == group.id, model.Package.state == "active"
    )
    others = {row.name: row.title or "" for row in rows if package is None or row.id != package.id}
    double = duplicates.same(title, others)
    if not double:
        return []
    message = (
        f"本部门已有同名的数据集“{others[double]}”（{double}）；请更新那一个，或在名称中写明区别（范围、年份、口径）"
    )
    return [agreement.Disagreement("duplicate-title", "title", message)]
