"""One run per source at a time, and few dry runs, by PostgreSQL advisory locks: they end with the connection, so that a
killed run leaves none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata.core.errors import FatalError

LOCK_SPACE = 0x6778  # "gx": keeps our locks apart from other uses of the same database
CHECK_SPACE = LOCK_SPACE + 1
START_SPACE = LOCK_SPACE + 2
CHECKS_AT_ONCE = 2
"""In all: each holds a thread of the portal for up to a minute, and there are eight."""


def is_held(source_id: str) -> bool:
    """Whether a run of the source is going on anywhere."""
    statement = sa.text(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = :space"
        " AND objid::bigint = hashtext(:source)::bigint & 4294967295"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
    )
    return bool(model.Session.execute(statement, {"space": LOCK_SPACE, "source": source_id}).scalar())


class SourceLock:
    """The lock of one source, on a connection of its own: it is gone when that dies, with the process or with PostgreSQL."""

    def __init__(self, source_id: str) -> None:
        self._arguments = {"space": LOCK_SPACE, "source": source_id}
        self._connection = _apart()

    def take(self) -> bool:
        """Whether nobody else has it."""
        return bool(self.execute(sa.text("SELECT pg_try_advisory_lock(:space, hashtext(:source))"), self._arguments).scalar())

    def take_again(self) -> bool:
        """After the connection died: on a new one. Raises what SQLAlchemy raises while there is no server."""
        self._drop()
        self._connection = _apart()
        return self.take()

    def execute(self, statement: sa.Executable, parameters: dict[str, object]) -> sa.CursorResult[Any]:
        """On the connection that holds the lock: what answers here is asked while the lock is held."""
        return self._connection.execute(statement, parameters)

    def release(self) -> None:
        """Closing hands the connection back to the pool, where it would keep the lock: it is released on purpose."""
        try:
            self.execute(sa.text("SELECT pg_advisory_unlock(:space, hashtext(:source))"), self._arguments)
            self._connection.close()
        except sa.exc.SQLAlchemyError:
            self._drop()  # it died, and the lock with it

    def _drop(self) -> None:
        self._connection.invalidate()
        self._connection.close()


def _apart() -> sa.engine.Connection:
    connection: sa.engine.Connection = model.meta.engine.connect()
    return connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def source_lock(source_id: str, source_name: str) -> Iterator[SourceLock]:
    """Holds the lock for the block. Raises ``FatalError`` (rule ``source-busy``) at once when another run has it."""
    lock = SourceLock(source_id)
    try:
        if not lock.take():
            raise FatalError(
                f"采集源“{source_name}”正在采集，同一时间只能有一次", rule="source-busy", hint="等这一次结束后再试"
            )
        yield lock
    finally:
        lock.release()


def alone_in_starting(source_id: str) -> None:
    """Until the session's transaction is over nobody else gets here for this source: whoever waits sees what was written."""
    statement = sa.text("SELECT pg_advisory_xact_lock(:space, hashtext(:source))")
    model.Session.rollback()
    model.Session.execute(statement, {"space": START_SPACE, "source": source_id})


@contextmanager
def check_lock(*subjects: str) -> Iterator[None]:
    """Holds a place for a dry run. Raises ``FatalError`` (rule ``check-busy``) at once when one of ``subjects`` is being
    tried already, or all places are taken.
    """
    connection = model.meta.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    places = (f"place:{number}" for number in range(CHECKS_AT_ONCE))
    try:
        if not all(_take(connection, subject) for subject in subjects):
            raise FatalError("你正在试读一个采集源，或别人正在试读这一个", rule="check-busy", hint="请等这一次试读结束，稍后再试")
        if not any(_take(connection, place) for place in places):
            raise FatalError(f"平台正在试读 {CHECKS_AT_ONCE} 个采集源，没有空位", rule="check-busy", hint="请稍后再试")
        yield
    finally:
        connection.execute(sa.text("SELECT pg_advisory_unlock_all()"))  # the connection is ours alone
        connection.close()


def _take(connection: sa.engine.Connection, what: str) -> bool:
    statement = sa.text("SELECT pg_try_advisory_lock(:space, hashtext(:what))")
    return bool(connection.execute(statement, {"space": CHECK_SPACE, "what": what}).scalar())
