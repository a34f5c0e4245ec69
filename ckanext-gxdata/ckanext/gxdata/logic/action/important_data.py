"""The internal register of core and important data (重要数据目录), with its risk assessments. Never in a public answer.

A keeper of one organization sees and writes that organization's entries; an entry of another one does not exist for him.
"""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata.core import important_data as rules
from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.logic import arguments, rights, schema
from ckanext.gxdata.logic.auth.important_data import KEEPER
from ckanext.gxdata.model import ImportantData, RiskAssessment

FIELDS = (
    "title",
    "data_grade",
    "description",
    "legal_basis",
    "organization",
    "dataset",
    "responsible_person",
    "responsible_unit",
    "contact",
    "assessment_due",
)
ACTIVE, REMOVED = "active", "removed"


def today() -> date:
    return datetime.now(SHANGHAI).date()


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@tk.side_effect_free
def gxdata_important_data_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """``{"entries": […], "unregistered": [{"name", "title", "data_grade"}]}``, the most urgent assessment first.

    ``unregistered`` are datasets of the portal graded core or important that no entry names.
    """
    tk.check_access("gxdata_important_data_list", context, data_dict)
    held = rights.organizations_of(context["user"], KEEPER)
    query = model.Session.query(ImportantData).filter(ImportantData.state == ACTIVE)
    if "" not in held:
        query = query.filter(ImportantData.organization_id.in_(held))
    entries = query.order_by(ImportantData.assessment_due, ImportantData.title).all()
    return {"entries": [_shown(entry) for entry in entries], "unregistered": _unregistered(held)}


@tk.side_effect_free
def gxdata_important_data_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One entry (``id``) with its ``assessments``, the newest first."""
    tk.check_access("gxdata_important_data_show", context, data_dict)
    entry = _find(context, data_dict)
    query = model.Session.query(RiskAssessment).filter_by(entry_id=entry.id)
    newest = query.order_by(RiskAssessment.assessed_on.desc(), RiskAssessment.created.desc())
    return {**_shown(entry), "assessments": [_assessment(item) for item in newest]}


def _find(context: Context, data_dict: dict[str, Any], name: str = "id") -> ImportantData:
    entry_id = arguments.text(data_dict, name)
    entry = model.Session.query(ImportantData).filter_by(id=entry_id).first()
    if entry is None or not rights.holds(context["user"], KEEPER, entry.organization_id):
        raise tk.ObjectNotFound(tk._("There is no entry “{id}” in the register").format(id=entry_id))
    return entry


def _shown(entry: ImportantData) -> dict[str, Any]:
    names = ("id", "title", "data_grade", "description", "legal_basis", "responsible_person", "responsible_unit", "contact")
    organization = model.Group.get(entry.organization_id)
    return {
        **{name: getattr(entry, name) for name in (*names, "state")},
        "organization": organization.name if organization else "",
        "organization_title": organization.title if organization else "",
        "dataset": entry.dataset_id,
        "assessment_due": entry.assessment_due.isoformat(),
        "due_state": rules.due_state(entry.assessment_due, today()),
        "modified": entry.modified.isoformat(),
    }


def _assessment(item: RiskAssessment) -> dict[str, Any]:
    return {
        "assessed_on": item.assessed_on.isoformat(),
        "assessor": item.assessor,
        "conclusion": item.conclusion,
        "measures": item.measures,
        "next_due": item.next_due.isoformat(),
    }


def _unregistered(held: frozenset[str]) -> list[dict[str, Any]]:
    grade = model.Package.extras["data_grade"].astext
    registered = model.Session.query(ImportantData.dataset_id).filter(ImportantData.state == ACTIVE)
    query = model.Session.query(model.Package.name, model.Package.title, grade).filter(
        model.Package.state != "deleted", grade.in_(rules.GRADES), model.Package.id.notin_(registered)
    )
    if "" not in held:
        query = query.filter(model.Package.owner_org.in_(held))
    return [{"name": name, "title": title, "data_grade": of} for name, title, of in query.order_by(model.Package.name)]


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def gxdata_important_data_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """A new entry: ``title data_grade organization responsible_person`` and optionally the other fields."""
    tk.check_access("gxdata_important_data_create", context, data_dict)
    entry = ImportantData(created_by=_user_id(context), **_checked(context, data_dict))
    model.Session.add(entry)
    model.Session.commit()
    return _shown(entry)


def gxdata_important_data_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Changes an entry (``id``); what is not given stays."""
    tk.check_access("gxdata_important_data_update", context, data_dict)
    entry = _find(context, data_dict)
    kept = {name: value for name, value in _shown(entry).items() if name in FIELDS}
    for name, value in _checked(context, {**kept, **data_dict}).items():
        setattr(entry, name, value)
    entry.modified = datetime.now(timezone.utc)
    model.Session.commit()
    return _shown(entry)


def gxdata_important_data_delete(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Takes an entry (``id``) out of the list; it and its assessments stay in the database."""
    tk.check_access("gxdata_important_data_delete", context, data_dict)
    entry = _find(context, data_dict)
    entry.state = REMOVED
    entry.modified = datetime.now(timezone.utc)
    model.Session.commit()
    return _shown(entry)


def gxdata_risk_assessment_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Records an assessment of ``entry``: ``assessed_on assessor conclusion``, optionally ``measures next_due``.

    The entry is due again on ``next_due``, at the latest after a year.
    """
    tk.check_access("gxdata_risk_assessment_create", context, data_dict)
    entry = _find(context, data_dict, "entry")
    data = schema.validate(data_dict, schema.risk_assessment())
    due = data["next_due"] or rules.next_due(data["assessed_on"])
    fault = rules.fault_of_assessment(data["assessed_on"], due, today())
    if fault:
        raise tk.ValidationError({"assessed_on" if data["assessed_on"] > today() else "next_due": [fault]})
    texts = {name: data[name] for name in ("assessed_on", "assessor", "conclusion", "measures")}
    item = RiskAssessment(entry_id=entry.id, next_due=due, recorded_by=_user_id(context), **texts)
    model.Session.add(item)
    entry.assessment_due = max(due, entry.assessment_due) if data["assessed_on"] < _last(entry) else due
    entry.modified = datetime.now(timezone.utc)
    model.Session.commit()
    return gxdata_important_data_show(context, {"id": entry.id})


def _last(entry: ImportantData) -> date:
    query = model.Session.query(RiskAssessment.assessed_on).filter_by(entry_id=entry.id)
    return max((day for (day,) in query), default=date.min)


def _user_id(context: Context) -> str:
    return str(model.User.get(context["user"]).id)


def _checked(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Columns of an entry. Raises ``ValidationError`` with every problem at once."""
    data, errors = schema.check(data_dict, schema.important_data())
    organization = model.Group.get(data["organization"]) if data.get("organization") else None
    dataset = model.Package.get(data["dataset"]) if data.get("dataset") else None
    for field, fault in (
        ("organization", _fault_of_organization(context, data.get("organization"), organization)),
        ("dataset", _fault_of_dataset(data.get("dataset"), dataset)),
    ):
        if fault and field not in errors:
            errors[field] = [fault]
    if errors:
        raise tk.ValidationError(errors)
    columns = {name: data[name] for name in FIELDS if name not in ("organization", "dataset", "assessment_due")}
    return {
        **columns,
        "organization_id": organization.id if organization else "",
        "dataset_id": dataset.id if dataset else "",
        "assessment_due": data["assessment_due"] or rules.next_due(today()),
    }


def _fault_of_organization(context: Context, name: Any, group: model.Group | None) -> str:
    if not name:
        return ""  # the schema says so
    if group is None or not group.is_organization:
        return str(tk._("There is no department “{name}”")).format(name=name)
    if not rights.holds(context["user"], KEEPER, group.id):
        return str(tk._("You keep the register of other departments, not of “{name}”")).format(name=group.title)
    return ""


def _fault_of_dataset(name: Any, dataset: model.Package | None) -> str:
    """Only what is graded core or important, and so out of the catalog, can be what an entry is about."""
    if not name:
        return ""
    if dataset is None:
        return str(tk._("There is no dataset “{name}”")).format(name=name)
    if dataset.extras.get("data_grade") not in rules.GRADES:
        message = tk._("The dataset “{name}” is graded general: have a reviewer raise its grade first")
        return str(message).format(name=dataset.title)
    return ""
