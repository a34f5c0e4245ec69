"""What a named reviewer decided about a dataset, and why; never changed, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckan.model.types import make_uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.gxdata.core.grading_review import GradeReview, review_of
from ckanext.gxdata.model.source import utc_now


class Review(tk.BaseModel):  # type: ignore[misc]
    """``kind`` is ``grade`` (a grade set) or ``state`` (a step of the life cycle).

    ``before``, ``after`` and ``assessed`` (what the engine said at that moment) are ``{"data_grade", "general_level"}``
    for a grade, ``{"review_state"}`` for a step.
    """

    __tablename__ = "gxdata_review"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=make_uuid)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    reviewer_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    reason: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, default=dict)
    assessed: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, default=dict)
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=utc_now)


def last_grade_review(dataset_id: str) -> GradeReview | None:
    """What a reviewer last decided about this dataset's grade, if anybody ever did; one query."""
    query = model.Session.query(Review.before, Review.after, Review.assessed)
    found = query.filter_by(dataset_id=dataset_id, kind="grade").order_by(Review.created.desc()).first()
    return review_of(*found) if found else None


def last_grade_reviews(dataset_ids: Sequence[str]) -> dict[str, GradeReview]:
    """``last_grade_review`` of many, by dataset, without those that nobody reviewed; one query."""
    if not dataset_ids:
        return {}
    query = model.Session.query(Review.dataset_id, Review.before, Review.after, Review.assessed)
    rows = query.filter(Review.kind == "grade", Review.dataset_id.in_(dataset_ids)).order_by(Review.created)
    return {dataset_id: review_of(*decided) for dataset_id, *decided in rows}
