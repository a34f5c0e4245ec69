"""Takes datasets out of the catalog and brings them back, in sets: what ``package_delete`` leaves, and its opposite.

In the caller's transaction, never committed here. Not here: which ones, and when (``harvest``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone

import sqlalchemy as sa

from ckanext.gxdata.catalog import statements

Connection = sa.engine.Connection

_LOCK = "SELECT id FROM package WHERE id = ANY(%s) AND state {} 'deleted' ORDER BY id FOR UPDATE"
_DELETE = (
    "DELETE FROM member WHERE table_id = ANY(%s) AND table_name = 'package' AND state = 'deleted'",
    "UPDATE member SET state = 'deleted' WHERE table_id = ANY(%s) AND table_name = 'package' AND state = 'active'",
    "DELETE FROM package_member WHERE package_id = ANY(%s)",
    "UPDATE package SET state = 'deleted' WHERE id = ANY(%s)",
)
"""Memberships that were over before are forgotten: those that now end are the ones to come back."""
_RESTORE_PACKAGES = (
    "UPDATE package SET state = 'active', metadata_modified = moved.moment"
    " FROM (SELECT id, %s::timestamp + (place - 1) * interval '1 microsecond' AS moment"
    " FROM unnest(%s::text[]) WITH ORDINALITY AS given(id, place)) AS moved WHERE package.id = moved.id"
)
_RESTORE_MEMBERS = (
    "UPDATE member SET state = 'active' FROM package WHERE package.id = ANY(%s) AND member.table_id = package.id"
    " AND member.table_name = 'package' AND (member.capacity <> 'organization' OR member.group_id = package.owner_org)"
)


def delete(connection: Connection, ids: Iterable[str]) -> list[str]:
    """Answers those that were not deleted before. No time moves when CKAN deletes."""
    wanted = _locked(connection, ids, "<>")
    for statement in (*_DELETE, statements.OUTBOX_OF) if wanted else ():
        connection.exec_driver_sql(statement, (wanted,))
    return wanted


def restore(connection: Connection, ids: Iterable[str], now: datetime) -> list[str]:
    """Answers those that were deleted; each is as it was before, but for the time of its change."""
    wanted = _locked(connection, ids, "=")
    if wanted:
        moment = now.astimezone(timezone.utc).replace(tzinfo=None) if now.tzinfo else now
        moment = moment.replace(microsecond=max(moment.microsecond, 1000))
        connection.exec_driver_sql(_RESTORE_PACKAGES, (moment, wanted))
        connection.exec_driver_sql(_RESTORE_MEMBERS, (wanted,))
        connection.exec_driver_sql(statements.OUTBOX_OF, (wanted,))
    return wanted


def _locked(connection: Connection, ids: Iterable[str], comparison: str) -> list[str]:
    return list(connection.exec_driver_sql(_LOCK.format(comparison), (list(ids),)).scalars())
