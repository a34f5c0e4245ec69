"""What a department's database says about its tables and views: comments, columns, types, keys, and our own rights.

One constant query per matter and kind of database; names from options are bound parameters or quoted by SQLAlchemy.
Only what the role may read is seen: the rest of a department's database is nobody's business. Not here: rows
(``database_rows.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy

from ckanext.gxdata.core.errors import FatalError

_POSTGRES_RELATIONS = """
SELECT c.relname AS name, c.relkind::text AS kind, obj_description(c.oid, 'pg_class') AS comment,
       has_table_privilege(c.oid, 'SELECT') AS readable,
       has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') AS writable
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
ORDER BY c.relname COLLATE "C"
"""
_POSTGRES_COLUMNS = """
SELECT c.relname AS relation, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
       col_description(c.oid, a.attnum) AS comment, NOT a.attnotnull AS nullable,
       EXISTS (SELECT 1 FROM pg_catalog.pg_index i
               WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)) AS primary_key
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :schema AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND a.attnum > 0 AND NOT a.attisdropped AND has_table_privilege(c.oid, 'SELECT')
ORDER BY c.relname COLLATE "C", a.attnum
"""
_POSTGRES_SCHEMA = (
    "SELECT has_schema_privilege(oid, 'USAGE') AS usable FROM pg_catalog.pg_namespace WHERE nspname = :schema"
)

_MYSQL_RELATIONS = """
SELECT table_name AS name, table_type AS kind, table_comment AS comment, 1 AS readable, 0 AS writable
FROM information_schema.tables WHERE table_schema = :schema AND table_type IN ('BASE TABLE', 'VIEW')
ORDER BY BINARY table_name
"""
_MYSQL_COLUMNS = """
SELECT table_name AS relation, column_name AS name, column_type AS type, column_comment AS comment,
       is_nullable = 'YES' AS nullable, column_key = 'PRI' AS primary_key
FROM information_schema.columns WHERE table_schema = :schema
ORDER BY BINARY table_name, ordinal_position
"""
_MYSQL_SCHEMA = "SELECT 1 AS usable FROM information_schema.schemata WHERE schema_name = :schema"
_MYSQL_WRITING = """
SELECT privilege_type FROM (
  SELECT grantee, privilege_type FROM information_schema.user_privileges
  UNION ALL SELECT grantee, privilege_type FROM information_schema.schema_privileges WHERE :schema LIKE table_schema
  UNION ALL SELECT grantee, privilege_type FROM information_schema.table_privileges WHERE table_schema = :schema
) AS rights
WHERE grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')
  AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'CREATE', 'SUPER', 'FILE')
"""

# A role that was granted single tables cannot see that one of them is closed to it now; one with all of the schema can.
_MYSQL_SEES_ALL = """
SELECT 1 FROM (
  SELECT grantee, privilege_type FROM information_schema.user_privileges
  UNION ALL SELECT grantee, privilege_type FROM information_schema.schema_privileges WHERE :schema LIKE table_schema
) AS rights
WHERE grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''') AND privilege_type = 'SELECT'
"""

_KINDS = {"r": "表", "p": "表", "f": "外部表", "v": "视图", "m": "物化视图", "BASE TABLE": "表", "VIEW": "视图"}

# Code of the portal's list of item data types by the database's own name; what is missing is text.
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("smallint", "integer", "int", "bigint", "tinyint", "mediumint", "year", "serial", "oid"), "I"),
    **dict.fromkeys(("numeric", "decimal"), "N"),
    **dict.fromkeys(("real", "float"), "F"),
    **dict.fromkeys(("double precision", "double"), "B"),
    **dict.fromkeys(("money",), "Y"),
    **dict.fromkeys(("date",), "D"),
    **dict.fromkeys(("timestamp", "timestamp without time zone", "timestamp with time zone", "datetime"), "T"),
    **dict.fromkeys(("boolean",), "L"),
    **dict.fromkeys(("mediumtext", "longtext"), "M"),
    **dict.fromkeys(("json", "jsonb", "xml", "bytea", "blob", "tinyblob", "mediumblob", "longblob", "binary"), "G"),
    **dict.fromkeys(("varbinary", "geometry", "geography", "point", "line", "polygon", "path", "box", "circle"), "G"),
}
UNORDERED = frozenset(("json", "xml", "geometry", "geography", "point", "line", "polygon", "path", "box", "circle"))
"""Types without an order, in one of the databases at least."""


@dataclass(slots=True)
class Relation:
    """A table or view. ``columns`` are JSON-compatible, as the payload has them."""

    name: str
    kind: str
    comment: str
    columns: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Schema:
    """What the role sees; ``writable`` says that it may do more than look, with an example."""

    relations: Mapping[str, Relation]
    writable: str
    closed: tuple[str, ...] = ()
    """Tables that are there, but not to be read by the role."""
    all_seen: bool = True
    """Whether a table that is in neither is not there at all."""


def read_schema(connection: sqlalchemy.Connection, name: str) -> Schema:
    """Raises ``FatalError`` (``no-such-schema``)."""
    postgres = connection.dialect.name == "postgresql"
    usable = _rows(connection, _POSTGRES_SCHEMA if postgres else _MYSQL_SCHEMA, name)
    if not usable or not usable[0].usable:
        hint = "核对选项 schema；PostgreSQL 要 GRANT USAGE ON SCHEMA，MySQL 的 schema 就是库名"
        message = f"没有名为“{name[:60]}”的模式，或账户无权使用"
        raise FatalError(message, pointer="schema", rule="no-such-schema", hint=hint)
    found = _rows(connection, _POSTGRES_RELATIONS if postgres else _MYSQL_RELATIONS, name)
    relations = {row.name: Relation(row.name, _KINDS[row.kind], _comment(row)) for row in found if row.readable}
    for row in _rows(connection, _POSTGRES_COLUMNS if postgres else _MYSQL_COLUMNS, name):
        if row.relation in relations:
            relations[row.relation].columns.append(_column(row))
    writable = _writable_postgres(found) if postgres else _writable_mysql(connection, name)
    all_seen = postgres or bool(_rows(connection, _MYSQL_SEES_ALL, name))
    return Schema(relations, writable, tuple(row.name for row in found if not row.readable), all_seen)


def _rows(connection: sqlalchemy.Connection, statement: str, schema: str) -> list[Any]:
    return list(connection.execute(sqlalchemy.text(statement), {"schema": schema}))


def _comment(row: Any) -> str:
    """MySQL answers the word VIEW where a view can have no comment."""
    return "" if row.kind == "VIEW" else str(row.comment or "").strip()


def _writable_postgres(found: list[Any]) -> str:
    return next((row.name for row in found if row.writable), "")


def _writable_mysql(connection: sqlalchemy.Connection, name: str) -> str:
    return "、".join(sorted({row.privilege_type for row in _rows(connection, _MYSQL_WRITING, name)}))


def _column(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "comment": str(row.comment or "").strip(),
        "type": row.type,
        "nullable": bool(row.nullable),
        "primary_key": bool(row.primary_key),
        **data_type(row.type),
    }


def data_type(type_: str) -> dict[str, Any]:
    """Our data type, and length and precision where the type has them: ``numeric(10,2)`` has both."""
    base, size = base_type(type_)
    sizes = [int(part) for part in re.findall(r"\d+", size)]
    if (base, sizes) == ("tinyint", [1]):  # how MySQL keeps BOOLEAN
        return {"data_type": "L"}
    code = "G" if type_.endswith("[]") else _TYPES.get(base, "C")
    sized = code in ("C", "N") and bool(sizes) and sizes[0] > 0
    names = ("length", "precision") if code == "N" else ("length",)
    return {"data_type": code, **(dict(zip(names, sizes, strict=False)) if sized else {})}


def base_type(type_: str) -> tuple[str, str]:
    """``timestamp(6) with time zone`` → ``timestamp with time zone`` and ``6``; ``int(10) unsigned`` → ``int``, ``10``."""
    base, _, after = type_.lower().partition("(")
    size, _, rest = after.partition(")")
    if base in ("enum", "set"):
        return base, ""
    words = [word for word in f"{base} {rest}".split() if word not in ("unsigned", "zerofill")]
    return " ".join(words), size
