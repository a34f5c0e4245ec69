"""A batch with bad datasets in it: each costs itself only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg2  # type: ignore[import-untyped]
import sqlalchemy as sa

from ckanext.gxdata.catalog import writing
from ckanext.gxdata.catalog.entries import Entry
from ckanext.gxdata.catalog.rows import Change

_BAD_DATA = (sa.exc.DataError, sa.exc.IntegrityError, psycopg2.DataError, UnicodeError)
"""What COPY raises does not pass through SQLAlchemy."""


@dataclass(slots=True)
class Outcome:
    refused: dict[str, str] = field(default_factory=dict)
    """Why, by id of the dataset."""
    other_tags: set[str] = field(default_factory=set)
    """Written, but with other tags of the same names (see ``writing.write``)."""


def write_all_that_can_be(connection: sa.engine.Connection, changes: Sequence[Change | Entry]) -> Outcome:
    """In the caller's transaction. What the database refuses without saying of which dataset is found by halving."""
    outcome = Outcome()
    _write(connection, list(changes), outcome)
    return outcome


def _write(connection: sa.engine.Connection, changes: list[Change | Entry], outcome: Outcome) -> None:
    try:
        outcome.other_tags |= writing.write(connection, changes)
    except writing.Refused as refusal:
        outcome.refused |= refusal.reasons
        _write(connection, [each for each in changes if _id(each) not in refusal.reasons], outcome)
    except _BAD_DATA as error:
        if len(changes) == 1:
            outcome.refused[_id(changes[0])] = f"数据库不接受：{_kind(error)}"
            return
        middle = len(changes) // 2
        _write(connection, changes[:middle], outcome)
        _write(connection, changes[middle:], outcome)


def _id(change: Change | Entry) -> str:
    return change.id if isinstance(change, Entry) else change.after.id


def _kind(error: Exception) -> str:
    """Never the values: they may be personal."""
    return type(getattr(error, "orig", error)).__name__
