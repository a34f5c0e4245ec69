"""Rows as CSV that a spreadsheet opens right: UTF-8 with a mark, and no cell that it would run as a formula. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

MARK = "\ufeff"
"""Without it Excel reads UTF-8 as the computer's old code page."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def line(cells: Iterable[object]) -> str:
    """One row, ended as RFC 4180 says."""
    written = io.StringIO()
    csv.writer(written).writerow([cell(each) for each in cells])
    return written.getvalue()


def cell(value: object) -> str:
    """An apostrophe before what begins like a formula: spreadsheets then show it as text."""
    text = "" if value is None else str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
