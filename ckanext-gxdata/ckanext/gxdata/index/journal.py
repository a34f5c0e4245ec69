"""While the index is rebuilt: what changes meanwhile is remembered for the new core, and what a killed rebuild left is put right.

A row of the outbox marks a rebuild; while it stands, rows that are settled stay (``outbox.DONE``). A lock of the rebuilding session
tells whether the rebuild still lives. Not here: the rebuild itself.
"""

from __future__ import annotations

import time

import sqlalchemy as sa

from ckanext.gxdata.index.outbox import DONE, REBUILD, TABLE, Connection

_REBUILDING = 0x67785F7265
_SWAPPING = 0x67785F7377
"""Advisory locks: held by a rebuild as long as it lives; held, shared, by who posts, so that a swap waits for him."""
_PAUSE = 0.2


def begin(connection: Connection, patience: float) -> bool:
    """Whether this session may rebuild: one at a time. From here on everything that is settled is kept. Commits.

    For ``patience`` seconds it tries again: who buries a killed rebuild holds the lock for a moment, and the database may learn
    only now that the killed one is gone.
    """
    until = time.monotonic() + patience
    while not connection.execute(sa.func.pg_try_advisory_lock(_REBUILDING).select()).scalar_one():
        connection.rollback()
        if time.monotonic() >= until:
            return False
        time.sleep(_PAUSE)
    _end(connection)
    connection.execute(sa.insert(TABLE).values(dataset_id=REBUILD, tries=DONE))
    connection.commit()
    return True


def take(connection: Connection, limit: int) -> list[str]:
    """Datasets that changed since, and are in the present core; each once, then forgotten when the caller commits."""
    some = sa.select(TABLE.c.id).where(_kept()).order_by(TABLE.c.id).limit(limit)
    gone = sa.delete(TABLE).where(TABLE.c.id.in_(some)).returning(TABLE.c.dataset_id)
    return list(dict.fromkeys(connection.execute(gone).scalars()))


def pending(connection: Connection, after: int = 0) -> dict[str, int]:
    """Datasets that changed, and may be in the present core or not, with their rows behind ``after``."""
    rows = sa.select(TABLE.c.dataset_id, TABLE.c.id).where(TABLE.c.dataset_id != REBUILD, TABLE.c.tries != DONE)
    found = connection.execute(rows.where(TABLE.c.id > after).order_by(TABLE.c.id))
    return {row[0]: row[1] for row in found}


def hold(connection: Connection, wait: bool) -> bool:
    """Who posts holds this in his transaction, so that the core is not swapped in between. False: it is being swapped now."""
    if wait:
        connection.execute(sa.func.pg_advisory_xact_lock_shared(_SWAPPING).select())
        return True
    return bool(connection.execute(sa.func.pg_try_advisory_xact_lock_shared(_SWAPPING).select()).scalar_one())


def stop_posts(connection: Connection) -> None:
    """Until the transaction ends nobody posts through ``drain``; who does already is waited for."""
    connection.execute(sa.func.pg_advisory_xact_lock(_SWAPPING).select())


def close(connection: Connection) -> None:
    """Nothing more is remembered; the lock is kept. Commits."""
    _end(connection)
    connection.commit()


def end(connection: Connection) -> None:
    """The rebuild is over, well or not: what may be in the other core only is due again. Commits and gives the lock back."""
    _end(connection)
    connection.execute(sa.func.pg_advisory_unlock(_REBUILDING).select())
    connection.commit()


def bury(connection: Connection) -> bool:
    """Whether a killed rebuild was found and its journal closed. Commits."""
    if not connection.execute(sa.select(sa.exists().where(TABLE.c.tries == DONE))).scalar_one():
        connection.rollback()
        return False
    if not connection.execute(sa.func.pg_try_advisory_lock(_REBUILDING).select()).scalar_one():
        connection.rollback()
        return False
    end(connection)
    return True


def _end(connection: Connection) -> None:
    """Who posts right now without holding on (a loader) has a row that is not settled: a second one makes sure."""
    again = sa.select(TABLE.c.dataset_id).where(TABLE.c.dataset_id != REBUILD).distinct()
    found = connection.execute(sa.select(sa.exists().where(TABLE.c.dataset_id == REBUILD))).scalar_one()
    connection.execute(sa.delete(TABLE).where(TABLE.c.dataset_id == REBUILD))
    if found:
        connection.execute(sa.insert(TABLE).from_select(["dataset_id"], again))
    connection.execute(sa.delete(TABLE).where(_kept()))


def _kept() -> sa.ColumnElement[bool]:
    return sa.and_(TABLE.c.dataset_id != REBUILD, TABLE.c.tries == DONE)
