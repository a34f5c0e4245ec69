"""What the columns of a table are, as a Frictionless Table Schema. A type is given only if every filled cell has it.

Codes stay text: leading zeros and more than 15 digits (what a spreadsheet can hold) make a column a string, as do
full-width digits and dates that do not exist. Not here: converting values (``loader.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from ckanext.gxdata.core.records import Table

NULL_TOKENS = ("", "…", "……", "...", "-", "--", "—", "——", "/", "无", "空", "N/A")
"""What departments write for "no value" (metadata model, 信息项)."""

MOST_DIGITS = 15
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")
_YEAR = re.compile(r"(1[0-9]|20)[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}")


def table_schema(table: Table) -> dict[str, Any]:
    """``{"fields": [{"name", "type"}], "missingValues": […]}``; of the null tokens, those met in typed columns."""
    columns = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.header)
    named = zip(table.header, columns, strict=True)
    fields = [{"name": name, "type": column_type(cells, name)} for name, cells in named]
    typed = [cells for cells, field in zip(columns, fields, strict=True) if field["type"] != "string"]
    met = {cell.strip() for cells in typed for cell in cells}
    return {"fields": fields, "missingValues": [token for token in NULL_TOKENS if token == "" or token in met]}


def column_type(cells: Iterable[str], name: str = "") -> str:
    """``integer``, ``number``, ``year``, ``date``, ``datetime`` or ``string``. A year needs 年 in the column's name."""
    filled = {text for cell in cells if (text := cell.strip()) not in NULL_TOKENS}
    if not filled:
        return "string"
    if "年" in name and all(_YEAR.fullmatch(text) for text in filled):
        return "year"
    return next((kind for kind, fits in _KINDS if all(fits(text) for text in filled)), "string")


def _is_integer(text: str) -> bool:
    return bool(_INTEGER.fullmatch(text)) and len(text.lstrip("+-")) <= MOST_DIGITS


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and len(text.split(".")[0].lstrip("+-")) <= MOST_DIGITS


def _is_date(text: str) -> bool:
    return bool(_DATE.fullmatch(text)) and _parses(date.fromisoformat, text)


def _is_datetime(text: str) -> bool:
    return bool(_DATETIME.fullmatch(text)) and _parses(datetime.fromisoformat, text)


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


_KINDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("integer", _is_integer),
    ("number", _is_number),
    ("date", _is_date),
    ("datetime", _is_datetime),
)
