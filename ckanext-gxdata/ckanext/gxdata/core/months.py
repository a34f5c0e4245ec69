"""Months as ``2026-11``: which come before, and their first and last day. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def last(today: date, number: int) -> list[str]:
    """That many months up to and with this one, oldest first."""
    place = today.year * 12 + today.month - 1
    return [f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(place - number + 1, place + 1)]


def between(first: str, final: str) -> list[str]:
    """Every month from one to the other, both with it."""
    start, end = (int(each[:4]) * 12 + int(each[5:7]) - 1 for each in (first, final))
    return [f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(start, end + 1)]


def days(month: str) -> tuple[str, str]:
    """First and last day, as addresses have them."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{month}-01", f"{month}-{monthrange(year, number)[1]:02d}"
