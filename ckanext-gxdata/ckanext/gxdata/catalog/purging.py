"""Takes datasets out of the database for good, in sets: afterwards it is as ``dataset_purge`` leaves it.

In the caller's transaction, never committed here. Not here: which ones, and the files of their resources.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from ckanext.gxdata.index import outbox

_LOCK = "SELECT id FROM package WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE"
_PURGE = (
    "DELETE FROM member WHERE table_id = ANY(%(ids)s) AND table_name = 'package'",
    "DELETE FROM package_relationship WHERE subject_package_id = ANY(%(ids)s) OR object_package_id = ANY(%(ids)s)",
    "DELETE FROM package_tag WHERE package_id = ANY(%(ids)s)",
    "DELETE FROM package_member WHERE package_id = ANY(%(ids)s)",
)
_RESOURCES = "DELETE FROM resource WHERE package_id = ANY(%(ids)s) RETURNING id"
_PACKAGES = "DELETE FROM package WHERE id = ANY(%(ids)s)"


class Purged(NamedTuple):
    """Ids of what is there no more."""

    datasets: list[str]
    resources: list[str]


def purge(connection: sa.engine.Connection, ids: Iterable[str]) -> Purged:
    """Of these datasets those that there are; the index is told by its outbox."""
    there = {"ids": list(connection.exec_driver_sql(_LOCK, {"ids": list(ids)}).scalars())}
    for statement in _PURGE:
        connection.exec_driver_sql(statement, there)
    resources = list(connection.exec_driver_sql(_RESOURCES, there).scalars())
    connection.exec_driver_sql(_PACKAGES, there)
    outbox.enqueue(connection, there["ids"])
    return Purged(there["ids"], resources)
