"""What people have decided about a dataset that a harvest is about to write again. One or two queries a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan import model

from ckanext.gxdata.core.grading_review import Decided, grade_of
from ckanext.gxdata.core.review import held
from ckanext.gxdata.model import HarvestRecord
from ckanext.gxdata.model.review import last_grade_review


def about(name: str, record: HarvestRecord) -> tuple[Decided, bool]:
    """The decisions on the dataset of this name, and whether its stored grade was only presumed when it landed."""
    query = model.Session.query(model.Package.id, model.Package.extras).filter(model.Package.name == name)
    found = query.first()
    if found is None:
        return Decided(), False
    identifier, extras = found
    review = last_grade_review(identifier)
    presumed = review is None and _presumed(extras, record)
    stored = () if presumed else grade_of(extras)
    return Decided(stored, review, held(str(extras.get("review_state") or ""))), presumed


def _presumed(extras: Mapping[str, Any], record: HarvestRecord) -> bool:
    """Nobody has said otherwise since the landing rule chose a level (``core/landing``)."""
    levels = [
        finding.get("value") for finding in record.findings or () if finding.get("rule") == "missing-general_level"
    ]
    return extras.get("data_grade") == "general" and extras.get("general_level") in levels
