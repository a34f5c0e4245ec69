"""Staged records become tasks for who prepares them: with all that the catalog knows of them, in a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from ckan import model

from ckanext.gxdata.catalog import made, reading
from ckanext.gxdata.catalog.rows import DatasetRows
from ckanext.gxdata.core import identity
from ckanext.gxdata.core.grading_review import GradeReview
from ckanext.gxdata.harvest.preparing import Task
from ckanext.gxdata.harvest.staging import StagedRow
from ckanext.gxdata.model.review import last_grade_reviews


def tasks_of(source_name: str, rows: Sequence[StagedRow], now: datetime) -> list[Task]:
    """In the session's own transaction, dated from ``now`` (aware) on."""
    names = [identity.dataset_name(source_name, row.guid) for row in rows]
    before = reading.by_name(model.Session.connection(), names)
    reviews = last_grade_reviews([rows.id for rows in before.values()])
    moments = made.moments(now.astimezone(timezone.utc).replace(tzinfo=None), len(rows))
    return [
        _task(row, moment, before.get(name), reviews) for row, name, moment in zip(rows, names, moments, strict=True)
    ]


def _task(row: StagedRow, moment: datetime, before: DatasetRows | None, reviews: Mapping[str, GradeReview]) -> Task:
    if before is None:
        return Task(row, moment)
    return Task(row, moment, (before,), (reviews[before.id],) if before.id in reviews else ())
