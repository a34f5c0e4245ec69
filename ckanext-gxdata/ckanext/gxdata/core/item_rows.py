"""信息项 as rows of a form: fields named ``schema-2-unit``, and lines of pasted text, to and from a Table Schema.

Pure, and no judge: what a value must be is in ``items``. A row keeps what the form does not show (length, constraints…)
of the item it came from, which ``was`` names by its place. An item whose name is emptied is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

COLUMNS = (
    "name", "item_name_en", "data_type", "unit", "description", "personal_info_kind", "mask_rule", "item_grade", "open",
)  # fmt: skip
LINES = "schema-lines"
"""One item a line; its parts between commas or tabs, in the order of ``LINE_COLUMNS``."""
LINE_COLUMNS = ("name", "item_name_en", "data_type", "unit", "description")
MOST = 60
"""Items that a form shows as rows; Werkzeug takes at most 1,000 fields of a form."""

Row = Mapping[str, str]
_KEY = re.compile(r"schema-(\d{1,4})-(" + "|".join((*COLUMNS, "was")) + ")")
_BETWEEN = re.compile(r"\t|[,，]")


def is_given(form: Mapping[str, Any]) -> bool:
    """Whether a form with rows was sent."""
    return any(_is_ours(name) for name in form)


def taken_out(form: dict[str, Any]) -> tuple[Row, ...]:
    """The rows that say something, in their order; their fields are gone from ``form`` afterwards."""
    rows: dict[int, dict[str, str]] = {}
    lines = str(form.pop(LINES, "") or "")
    for name in [name for name in form if _is_ours(name)]:
        found = _KEY.fullmatch(name)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = str(form.pop(name) or "").strip()
    kept = [rows[number] for number in sorted(rows) if _says_something(rows[number])]
    return (*kept, *_of_lines(lines))


def merged(schema: Mapping[str, Any], rows: Iterable[Row]) -> dict[str, Any]:
    """The schema with its items as the rows have them; keys follow an item that was renamed."""
    known = _items(schema)
    items, renamed = [], {}
    for row in rows:
        old = _origin(row, known)
        items.append(_item(old, row))
        renamed[old.get("name")] = items[-1]["name"]
    keys = schema.get("primaryKey") or []
    left = [renamed[key] for key in ([keys] if isinstance(keys, str) else keys) if key in renamed]
    rest = {name: value for name, value in schema.items() if name not in ("fields", "primaryKey")}
    return {**rest, "fields": items, **({"primaryKey": left} if left else {})}


def shown(schema: Mapping[str, Any]) -> list[dict[str, str]]:
    """The items as rows of a form; ``type`` is what an item without ``data_type`` is."""
    return [
        {
            **{column: _text(item.get(column)) for column in COLUMNS},
            "open": "false" if item.get("open") is False else "",
            "type": _text(item.get("type")),
            "was": str(number),
        }
        for number, item in enumerate(_items(schema))
    ]


def _is_ours(name: Any) -> bool:
    return isinstance(name, str) and (name == LINES or bool(_KEY.fullmatch(name)))


def _says_something(row: Row) -> bool:
    if row.get("was"):
        return bool(row.get("name"))
    return any(value for column, value in row.items() if column != "was")


def _of_lines(text: str) -> list[dict[str, str]]:
    split = ([part.strip() for part in _BETWEEN.split(line, len(LINE_COLUMNS) - 1)] for line in text.splitlines())
    return [dict(zip(LINE_COLUMNS, parts, strict=False)) for parts in split if any(parts)]


def _items(schema: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    fields = schema.get("fields")
    return [item for item in fields if isinstance(item, Mapping)] if isinstance(fields, list) else []


def _origin(row: Row, known: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    place = row.get("was", "")
    return known[int(place)] if place.isascii() and place.isdecimal() and int(place) < len(known) else {}


def _item(old: Mapping[str, Any], row: Row) -> dict[str, Any]:
    item = {name: value for name, value in old.items() if name not in row}
    item.update({column: row[column] for column in COLUMNS if row.get(column)})
    item["name"] = row.get("name", "")
    if "open" in row:
        item["open"] = row["open"] != "false"
    if row.get("data_type") and row["data_type"] != old.get("data_type"):
        item.pop("type", None)  # follows from the data type
    if old.get("title") and old["title"] == old.get("name"):
        item["title"] = item["name"]
    return item if item.get("open") is False or "open" in old else {k: v for k, v in item.items() if k != "open"}


def _text(value: Any) -> str:
    return "" if value is None else str(value)
