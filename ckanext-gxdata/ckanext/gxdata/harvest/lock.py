"""One run per source at a time, by a PostgreSQL advisory lock: it ends with the connection, so a killed run leaves none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata.core.errors import FatalError

LOCK_SPACE = 0x6778  # "gx": keeps our locks apart from other uses of the same database


def is_held(source_id: str) -> bool:
    """Whether a run of the source is going on anywhere."""
    statement = sa.text(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = :space"
        " AND objid::bigint = hashtext(:source)::bigint & 4294967295"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
    )
    return bool(model.Session.execute(statement, {"space": LOCK_SPACE, "source": source_id}).scalar())


@contextmanager
def source_lock(source_id: str, source_name: str) -> Iterator[None]:
    """Holds the lock for the block. Raises ``FatalError`` (rule ``source-busy``) at once when another run has it."""
    connection = model.meta.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    arguments = {"space": LOCK_SPACE, "source": source_id}
    try:
        if not connection.execute(sa.text("SELECT pg_try_advisory_lock(:space, hashtext(:source))"), arguments).scalar():
            raise FatalError(
                f"采集源“{source_name}”正在采集，同一时间只能有一次", rule="source-busy", hint="等这一次结束后再试"
            )
        yield
    finally:
        # Closing hands the connection back to the pool, where it would keep the lock: release it on purpose.
        connection.execute(sa.text("SELECT pg_advisory_unlock(:space, hashtext(:source))"), arguments)
        connection.close()
