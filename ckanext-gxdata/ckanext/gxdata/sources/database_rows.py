"""The rows of a table or view as CSV (UTF-8): streamed from the server, in a stable order, within limits.

NULL is an empty cell, an empty text a quoted one (``""``), as PostgreSQL's own COPY has it. Not here: which tables may
be read (``database.py``).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from decimal import Decimal
from typing import Any

import sqlalchemy

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.sources.database_catalogs import UNORDERED, Relation, base_type

_BATCH = 1000
_QUOTED = frozenset(',"\n\r')


def rows_as_csv(
    connection: sqlalchemy.Connection,
    schema: str,
    relation: Relation,
    *,
    most_rows: int,
    most_bytes: int,
    seconds: float,
) -> bytes:
    """Raises ``RecordError``: ``too-many-rows``, ``too-large``, ``timeout``; and SQLAlchemy's errors."""
    names = [column["name"] for column in relation.columns]
    result = connection.execution_options(stream_results=True, yield_per=_BATCH).execute(
        select_rows(schema, relation, most_rows + 1)
    )
    content = bytearray(_line(names))
    end = time.monotonic() + seconds
    for number, row in enumerate(result, start=1):
        content += _line([cell(value) for value in row])
        if number > most_rows:
            raise _refused(relation, "too-many-rows", f"超过 {most_rows} 行", "请部门提供较小的视图，或调大 max_rows")
        if len(content) > most_bytes:
            limit = f"超过 {most_bytes / 1024 / 1024:g} MiB"
            raise _refused(relation, "too-large", limit, "请部门提供较小的视图，或调大 max_file_mib")
        if number % _BATCH == 0 and time.monotonic() > end:
            hint = "请部门提供较小的视图，或调大 statement_timeout_seconds"
            raise _refused(relation, "timeout", f"在 {seconds:g} 秒内没有读完", hint)
    return bytes(content)


def select_rows(schema: str, relation: Relation, most: int) -> sqlalchemy.Select[Any]:
    """Every identifier is quoted by SQLAlchemy. By primary key, else by every column that has an order."""
    columns: list[Any] = [
        sqlalchemy.column(sqlalchemy.sql.quoted_name(each["name"], quote=True)) for each in relation.columns
    ]
    keys = [column for column, each in zip(columns, relation.columns, strict=True) if each["primary_key"]]
    ordered = [column for column, each in zip(columns, relation.columns, strict=True) if _has_order(each["type"])]
    quoted = sqlalchemy.sql.quoted_name
    table = sqlalchemy.table(quoted(relation.name, True), *columns, schema=quoted(schema, True))
    return sqlalchemy.select(*columns).select_from(table).order_by(*(keys or ordered)).limit(most)


def _has_order(type_: str) -> bool:
    return base_type(type_.removesuffix("[]"))[0] not in UNORDERED


def cell(value: Any) -> str | None:
    """One value as text; None for NULL."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date | time_of_day):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _clock(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=cell)
    return str(value)


def _clock(span: timedelta) -> str:
    """MySQL's TIME, which may be negative and over a day."""
    seconds = round(abs(span).total_seconds())
    sign = "-" if span < timedelta() else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _line(cells: Sequence[str | None] | Iterable[str]) -> bytes:
    written = [_written(each) for each in cells]
    # A lone NULL would be an empty line, which readers leave out.
    return ((",".join(written) if written != [""] else '""') + "\n").encode("utf-8", "replace")


def _written(text: str | None) -> str:
    if text is None:
        return ""
    return '"' + text.replace('"', '""') + '"' if not text or _QUOTED & set(text) else text


def _refused(relation: Relation, rule: str, reason: str, hint: str) -> RecordError:
    return RecordError(f"表“{relation.name[:60]}”{reason}", pointer=relation.name, rule=rule, hint=hint)
