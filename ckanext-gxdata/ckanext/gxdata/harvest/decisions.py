"""What people have decided about datasets that a harvest is about to write again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ckan import model

from ckanext.gxdata.core.grading_review import Decided, GradeReview, grade_of
from ckanext.gxdata.core.review import held
from ckanext.gxdata.model.review import last_grade_review

Findings = Iterable[Mapping[str, Any]]


def about(name: str, findings: Findings) -> tuple[Decided, bool]:
    """The decisions on the dataset of this name, and whether its stored grade was only presumed when it landed.

    ``findings``: what was said of its record then.
    """
    query = model.Session.query(model.Package.id, model.Package.extras).filter(model.Package.name == name)
    found = query.first()
    if found is None:
        return Decided(), False
    identifier, extras = found
    review = last_grade_review(identifier)
    return decided(extras, review, findings)


def decided(extras: Mapping[str, Any], review: GradeReview | None, findings: Findings) -> tuple[Decided, bool]:
    """As ``about``, of a dataset that has been read: its extras, its last review, and what its record was told."""
    presumed = review is None and _presumed(extras, findings)
    stored = () if presumed else grade_of(extras)
    return Decided(stored, review, held(str(extras.get("review_state") or ""))), presumed


def _presumed(extras: Mapping[str, Any], findings: Findings) -> bool:
    """Nobody has said otherwise since the landing rule chose a level (``core/landing``)."""
    levels = [finding.get("value") for finding in findings if finding.get("rule") == "missing-general_level"]
    return extras.get("data_grade") == "general" and extras.get("general_level") in levels
