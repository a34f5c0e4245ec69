"""Temporary tables into which a batch is copied; emptied at the end of each transaction, made once per connection.

Here: COPY and nothing else. Not here: what the rows mean (``writing``).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects import postgresql

from ckanext.gxdata.catalog import columns

Connection = sa.engine.Connection

TABLES = {
    "gxdata_new_package": columns.PACKAGE,
    "gxdata_new_resource": columns.RESOURCE,
    "gxdata_new_tag": ("package_id", "tag_id", "name", "vocabulary_id", "id"),
    "gxdata_new_member": ("package_id", "group_id", "capacity", "id"),
    "gxdata_new_change": ("package_id", "is_new", "seen"),
}
_TYPES = {"is_new": "boolean", "seen": "timestamp"}
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
_ESCAPED = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))
"""Replaced one after the other: ten times as quick as a translation of Chinese text. The backslash comes first."""


def ready(connection: Connection) -> None:
    """Makes the tables where this connection has none yet, and empties what an earlier write of this transaction left."""
    there = connection.exec_driver_sql("SELECT to_regclass('pg_temp.gxdata_new_change') IS NOT NULL").scalar()
    if there:
        connection.exec_driver_sql("; ".join(f"DELETE FROM {name}" for name in TABLES))
        return
    for name, held in TABLES.items():
        fields = ", ".join(f"{column} {_type(name, column)}" for column in held)
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} ({fields}) ON COMMIT DELETE ROWS")


def _type(name: str, column: str) -> str:
    table = {"gxdata_new_package": model.package_table, "gxdata_new_resource": model.resource_table}.get(name)
    if table is None:
        return _TYPES.get(column, "text")
    kind = table.c[column].type
    return "text" if isinstance(kind, sa.types.TypeDecorator) else str(kind.compile(_DIALECT))


def lines(rows: Iterable[Sequence[Any]]) -> str:
    """Of COPY. Values in the order of the table's columns; JSON is given as text."""
    return "".join(["\t".join([_field(value) for value in row]) + "\n" for row in rows])


def fill(connection: Connection, parts: Iterable[Sequence[str]]) -> None:
    """``parts``: for each of ``TABLES`` the lines, in their order."""
    with _raw(connection).cursor() as cursor:
        for name, texts in zip(TABLES, parts, strict=True):
            if text := "".join(texts):
                cursor.copy_expert(f"COPY {name} FROM STDIN", io.StringIO(text))


def _raw(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _escaped(text: str) -> str:
    for plain, escaped in _ESCAPED:
        text = text.replace(plain, escaped)
    return text
