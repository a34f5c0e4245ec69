"""Writing into CKAN's tables is only for the CKAN whose tables are known: anything else is refused before the first row.

Not here: the loader through the action API, which needs none of this (``harvest/action_loader``).
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from ckanext.gxdata.catalog import columns
from ckanext.gxdata.core.errors import FatalError

Connection = sa.engine.Connection

REVISIONS = frozenset(("9445ce34fc23",))
"""The last migration of CKAN 2.12.0."""
WAY_OUT = "请设置 ckanext.gxdata.load_mode = action，改由 CKAN 的接口逐条写入（较慢）"

TABLES = {
    "package": frozenset(columns.PACKAGE),
    "resource": frozenset(columns.RESOURCE),
    "tag": frozenset(("id", "name", "vocabulary_id")),
    "package_tag": frozenset(("id", "package_id", "tag_id", "state")),
    "member": frozenset(("id", "table_name", "table_id", "capacity", "group_id", "state")),
}
_COLUMNS = (
    "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
    " WHERE pg_class.oid = ANY(ARRAY[{}]::regclass[]) AND attnum > 0 AND NOT attisdropped"
)
_TRIGGERS = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ANY(ARRAY[{}]::regclass[])"


class UnknownSchema(FatalError):
    """This database is not one that is written in sets."""

    def __init__(self, difference: str) -> None:
        super().__init__(f"成批写入不认识这个 CKAN 数据库：{difference}", rule="unknown-schema", hint=WAY_OUT)


def check(connection: Connection) -> None:
    """Raises ``UnknownSchema`` with what differs and the way out."""
    if difference := _difference(connection):
        raise UnknownSchema(difference)


def _difference(connection: Connection) -> str:
    found = set(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())
    if not found or not found <= REVISIONS:
        return f"数据库版本是 {_list(found)}，已知的是 CKAN 2.12.0 的 {_list(REVISIONS)}"
    names = ", ".join(f"'{name}'" for name in TABLES)
    held: dict[str, set[str]] = {name: set() for name in TABLES}
    for table, column in connection.exec_driver_sql(_COLUMNS.format(names)):
        held[table].add(column)
    for table, expected in TABLES.items():
        if held[table] != expected:
            return f"表 {table} 的列与已知的不同：{_list(held[table] ^ expected)}"
    triggers = set(connection.exec_driver_sql(_TRIGGERS.format(names)).scalars())
    return f"表 {_list(triggers)} 带有触发器" if triggers else ""


def _list(names: Iterable[str]) -> str:
    return "、".join(sorted(names)) or "（无）"
