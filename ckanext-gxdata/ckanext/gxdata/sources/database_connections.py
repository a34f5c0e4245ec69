"""Connections to a department's database: the address judged, the session read-only, faults told in Chinese.

The address goes through the same policy as HTTP, and the connection goes to the address that was judged; the name stays
for the certificate. No message repeats what server or driver said: it may hold user, host or password. Not here: what
is asked (``database_catalogs.py``, ``database_rows.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import sqlalchemy
from sqlalchemy.pool import NullPool

from ckanext.gxdata.core.errors import RetriableError
from ckanext.gxdata.sources import database_faults as faults
from ckanext.gxdata.sources import database_mysql, database_postgres
from ckanext.gxdata.sources.connections import permitted_addresses
from ckanext.gxdata.sources.database_access import Access
from ckanext.gxdata.sources.database_watch import Watch

_DRIVERS = {
    "postgresql": ("postgresql+psycopg2://", database_postgres),
    "mysql": ("mysql+pymysql://", database_mysql),
}


@contextmanager
def connected(access: Access) -> Iterator[sqlalchemy.Connection]:
    """One session, in one read-only transaction. Raises ``FatalError`` or ``RetriableError``."""
    driver, watch = _DRIVERS[access.server.dialect], Watch(access.session_seconds)

    def connect() -> Any:
        connection = _connect(access)
        watch.over(driver[1].descriptor(connection))
        return connection

    engine = sqlalchemy.create_engine(driver[0], creator=connect, poolclass=NullPool)
    try:
        with faults.translated(access.server.place), engine.connect() as connection:
            yield connection
    finally:
        watch.end()
        engine.dispose()


def _connect(access: Access) -> Any:
    """The driver's connection to the first address that answers."""
    server = access.server
    try:
        addresses = permitted_addresses(access.policy, server.host, server.port, access.connect_seconds)
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise faults.unreachable(server.place) from error
    connect = _DRIVERS[server.dialect][1].connect
    for address in addresses[:-1]:
        try:
            return connect(access, address)
        except RetriableError:
            continue
    return connect(access, addresses[-1])
