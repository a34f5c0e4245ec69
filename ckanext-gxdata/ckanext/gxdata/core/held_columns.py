"""Columns that a resource really holds, in its file or its DataStore table, whatever its 信息项 say.

They are kept beside the schema, so that leaving a column out of it, or dropping it later, hides nothing from grading.
Pure. Not here: reading files and tables (``logic/uploads``, ``logic/table_columns``), grades (``grading``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ckanext.gxdata.core.records import Table
from ckanext.gxdata.core.text import as_text, key

FILE, TABLE = "grading_file", "grading_table"
"""Keys of a resource: JSON lists of ``{"name", "type", "title", "sheet", "personal_info_kind"}``, the last three optional."""
Column = Mapping[str, Any]


class Found(str):
    """The JSON text of columns that the portal itself has found. What a client sends is a plain ``str``, and ignored."""

    __slots__ = ()


def found(columns: Iterable[Column]) -> Found:
    listed = [dict(column) for column in columns]
    return Found(json.dumps(listed, ensure_ascii=False) if listed else "")


def columns_in(value: Any) -> list[Column]:
    """The columns of a stored text; what is none holds none."""
    try:
        listed = json.loads(value) if isinstance(value, str) and value else []
    except (ValueError, RecursionError):
        return []
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []


def beside(resource: Mapping[str, Any], fields: Sequence[Column]) -> Iterator[tuple[str, Column]]:
    """Sheet and column of everything held that the 信息项 (``fields``) do not name; what stands in it is never covered."""
    held = (*columns_in(resource.get(FILE)), *columns_in(resource.get(TABLE)))
    named = held and {
        key(as_text(field.get(part))) for field in fields for part in ("name", "item_name", "title", "item_name_en")
    }
    for column in held:
        sheet = as_text(column.get("sheet"))
        if sheet or column.get("personal_info_kind") or key(as_text(column.get("name"))) not in named:
            yield sheet, column


def of_file(table: Table, schema: Mapping[str, Any]) -> list[Column]:
    """The columns of a file's table, as ``schema`` types them, then those of its other sheets."""
    others: list[Column] = [{"name": name, "sheet": other.sheet} for other in table.beside for name in other.header]
    return [*({"name": field["name"], "type": field["type"]} for field in schema["fields"]), *others]
