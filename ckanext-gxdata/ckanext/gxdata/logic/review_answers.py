"""How reviews, reasons and grades are answered by the actions: plain values, Chinese names beside the codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.core import grading, moments
from ckanext.gxdata.core import review as life_cycle
from ckanext.gxdata.core.grading import Grade, Reason
from ckanext.gxdata.core.grading_review import fields_of, grade_of, name_of
from ckanext.gxdata.logic import zone_catalog
from ckanext.gxdata.model import Review

_KEPT = ("id", "name", "data_grade", "general_level", "open_type", "private", "review_state", "reviewer", "review_time")


def of_dataset(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """What a decision left."""
    return {name: dataset.get(name) for name in _KEPT}


def of_grade(grade: Grade) -> dict[str, str]:
    return {**fields_of(grade), "title": name_of(grade)}


def of_item(item: grading.ItemGrade) -> dict[str, Any]:
    return {
        "resource": item.resource,
        "item": item.item,
        "personal_info_kind": item.personal_info_kind,
        **of_grade(item.grade),
        "reasons": [of_reason(reason) for reason in item.reasons],
    }


def of_reason(reason: Reason) -> dict[str, str]:
    named = {"rule": reason.rule, "item": reason.item, "message": reason.message, "source": reason.source}
    return {**named, **of_grade(reason.grade)}


def of_step(step: life_cycle.Step) -> dict[str, Any]:
    return {"to": step.after, "label": step.label, "needs_reason": step.needs_reason}


def state_title(state: str) -> str:
    """In the language of the request."""
    return life_cycle.label(state, zone_catalog.language())


def history(dataset_id: str) -> list[dict[str, Any]]:
    query = model.Session.query(Review, model.User.name, model.User.fullname)
    query = query.outerjoin(model.User, model.User.id == Review.reviewer_id).filter(Review.dataset_id == dataset_id)
    return [_entry(*row) for row in query.order_by(Review.created.desc())]


def _entry(entry: Review, name: str | None, fullname: str | None) -> dict[str, Any]:
    assessed = {key: value for key, value in entry.assessed.items() if key != "seen"}
    return {
        "id": entry.id,
        "kind": entry.kind,
        "reviewer": name or "",
        "reviewer_title": fullname or name or "",
        "reason": entry.reason,
        "before": {**entry.before, "title": _title(entry.before)},
        "after": {**entry.after, "title": _title(entry.after)},
        "assessed": assessed,
        "created": moments.written(entry.created),
    }


def _title(part: Mapping[str, Any]) -> str:
    if "review_state" in part:
        return state_title(str(part["review_state"]))
    if "high_value" in part:
        known = config.rulebook().codelists["high_value_decision"]
        return str(tk._("Leave it to the rules")) if part["high_value"] == "auto" else known.label(str(part["high_value"]))
    return "".join(name_of(grade) for grade in grade_of(part))
