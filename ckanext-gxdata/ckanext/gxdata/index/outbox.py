"""Which documents are older than the database: rows written in the transaction that changes a dataset.

Two may post the same dataset at once, and the older post may arrive last. Therefore who has posted *settles*: rows that he knew of
go, and where anything else moved meanwhile (another row, one held or taken by somebody else) a new row says: post again. So after the
last row is gone the last post was of the last change. Not here: reading and posting (``drain``).

A row waits (``not_before``) where a post failed or its fate is unknown: it may still arrive, so nobody but the wait ends it. While
the index is rebuilt (``rebuild``), a row that is done stays, marked, and the new core gets it too.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from ckanext.gxdata.model import IndexOutbox

Connection = sa.engine.Connection

TABLE = IndexOutbox.__table__
PARKED: sa.ColumnElement[datetime] = sa.literal_column("timestamptz '9999-01-01'")
"""``not_before`` of a document that Solr refuses as it is: until the dataset changes, or ``repair`` tries it again."""

REBUILD = ""
"""The ``dataset_id`` of the row that says: the index is being rebuilt."""
DONE = -1
"""``tries`` of a row that is done in the present core, kept for the new one."""
LONGEST_WAIT = 60.0
_MESSAGE = 1000
_FRESH = sa.text("interval '10 seconds'")

_pending = sa.and_(TABLE.c.dataset_id != REBUILD, TABLE.c.tries != DONE)
_due = sa.or_(TABLE.c.not_before.is_(None), TABLE.c.not_before <= sa.func.now())
_parked = TABLE.c.not_before >= PARKED


def enqueue(connection: Connection, ids: Iterable[str]) -> None:
    """Rows for these datasets, in the caller's transaction: after the rows of the datasets themselves are written."""
    rows = [{"dataset_id": each} for each in dict.fromkeys(ids) if each]
    if rows:
        connection.execute(sa.insert(TABLE), rows)


def standing(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """The highest row of each dataset that has one: asked before the documents are made, given to ``settle`` afterwards."""
    chosen = TABLE.c.dataset_id == _any(ids, sa.Text)
    highest = sa.select(TABLE.c.dataset_id, sa.func.max(TABLE.c.id)).where(_pending, chosen)
    return {row[0]: row[1] for row in connection.execute(highest.group_by(TABLE.c.dataset_id))}


def claim(
    connection: Connection, limit: int, ids: Iterable[str] = (), *, patient: bool = True, old: bool = False
) -> dict[str, int]:
    """Datasets that are due, oldest first, each with its highest row; held until the transaction ends, skipped by others.

    ``ids``: of these only. Without ``patient`` those that wait or are parked are taken too. ``old``: not those of the last
    seconds, which their writer is posting himself.
    """
    wanted = _pending if not patient else sa.and_(_pending, _due)
    if old:
        wanted = sa.and_(wanted, TABLE.c.created < sa.func.now() - _FRESH)
    given = list(ids)
    if given:
        wanted = sa.and_(wanted, TABLE.c.dataset_id.in_(given))
    first = sa.select(TABLE.c.dataset_id).where(wanted).order_by(TABLE.c.id).limit(limit)
    wanted = sa.and_(wanted, TABLE.c.dataset_id.in_(first))
    rows = sa.select(TABLE.c.dataset_id, TABLE.c.id).where(wanted).order_by(TABLE.c.id)
    return {row[0]: row[1] for row in connection.execute(rows.with_for_update(skip_locked=True))}


def settle(connection: Connection, ids_with_highest_outbox_id: Mapping[str, int]) -> None:
    """To be called when these are posted or removed, by whoever did it; commits nothing."""
    if not ids_with_highest_outbox_id:
        return
    taken = _take(connection, ids_with_highest_outbox_id)
    mine = {(dataset, row) for row, dataset in taken}
    moved = {dataset for dataset, row in ids_with_highest_outbox_id.items() if (dataset, row) not in mine}
    _close(connection, [row for row, _dataset in taken])
    enqueue(connection, sorted(moved | _remaining(connection, ids_with_highest_outbox_id)))


def postpone(connection: Connection, claimed: Mapping[str, int], why: str) -> None:
    """After a post of which nobody knows whether it arrived: tried again after a wait that grows, and is never the same for all."""
    wait = sa.func.least(sa.func.power(2, sa.func.least(TABLE.c.tries, 10)) * 2, LONGEST_WAIT) * (
        0.75 + random.random() / 2
    )
    later = sa.func.clock_timestamp() + wait * sa.text("interval '1 second'")
    _mark(connection, claimed, not_before=later, tries=TABLE.c.tries + 1, message=why[:_MESSAGE])


def park(connection: Connection, claimed: Mapping[str, int], refused: Mapping[str, str]) -> None:
    """Datasets that cannot be indexed as they are, each with its reason."""
    for dataset, why in refused.items():
        row = {dataset: claimed[dataset]}
        _mark(connection, row, not_before=PARKED, tries=TABLE.c.tries + 1, message=why[:_MESSAGE])


def waiting(connection: Connection) -> int:
    """How many datasets are due now or later; the parked ones do not count."""
    counted = sa.select(sa.func.count(sa.distinct(TABLE.c.dataset_id))).where(
        _pending, sa.not_(sa.func.coalesce(_parked, False))
    )
    return int(connection.execute(counted).scalar_one())


def due(connection: Connection) -> bool:
    """Whether anything can be posted now."""
    return bool(connection.execute(sa.select(sa.exists().where(_pending, _due))).scalar_one())


def parked(connection: Connection) -> dict[str, str]:
    """Why each dataset that cannot be indexed cannot."""
    rows = sa.select(TABLE.c.dataset_id, TABLE.c.message).where(_pending, _parked).order_by(TABLE.c.id)
    return {row[0]: row[1] for row in connection.execute(rows)}


# ── how a row ends ───────────────────────────────────────────────────────────────────────────────────────────────────


def _take(connection: Connection, highest: Mapping[str, int]) -> list[tuple[int, str]]:
    """Rows up to the highest known one that nobody else holds. Those that wait stay: a late post may still arrive."""
    own = TABLE.c.id == _any(highest.values(), sa.BigInteger)
    rows = sa.select(TABLE.c.id, TABLE.c.dataset_id).where(
        _pending, TABLE.c.dataset_id == _any(highest, sa.Text), sa.or_(own, _due, _parked)
    )
    found = connection.execute(rows.with_for_update(skip_locked=True)).all()
    return [(row, dataset) for row, dataset in found if row <= highest[dataset]]


def _close(connection: Connection, rows: list[int]) -> None:
    rebuilding = connection.execute(sa.select(sa.exists().where(TABLE.c.dataset_id == REBUILD))).scalar_one()
    chosen = TABLE.c.id == _any(rows, sa.BigInteger)
    if rebuilding:
        connection.execute(sa.update(TABLE).where(chosen).values(tries=DONE, not_before=None, message=""))
    else:
        connection.execute(sa.delete(TABLE).where(chosen))


def _any(values: Iterable[object], kind: type[sa.types.TypeEngine[Any]]) -> Any:
    """One of these, as one parameter: a list of hundreds is else put into the statement anew each time."""
    return sa.any_(sa.literal(list(values), postgresql.ARRAY(kind)))


def _remaining(connection: Connection, ids: Iterable[str]) -> set[str]:
    rows = sa.select(TABLE.c.dataset_id).where(_pending, _due, TABLE.c.dataset_id == _any(ids, sa.Text))
    return set(connection.execute(rows.distinct()).scalars())


def _mark(connection: Connection, claimed: Mapping[str, int], **values: object) -> None:
    chosen = sa.and_(_pending, TABLE.c.id <= max(claimed.values()), TABLE.c.dataset_id.in_(list(claimed)))
    held = sa.select(TABLE.c.id).where(chosen).with_for_update(skip_locked=True)
    connection.execute(sa.update(TABLE).where(TABLE.c.id.in_(held.scalar_subquery())).values(**values))
