"""Mobile numbers of the mainland: ``1[3-9]`` and nine digits, with or without +86 and separators.

Eleven digits may as well be a figure (13812345678 元), and there is no check digit. So a number counts when the header
speaks of telephones (and not of how many), when its cell holds more than a number, or when the column does not look
like statistics: its header names no year or quantity, and half of its numbers or more look like mobile numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ckanext.gxdata.core.pii.base import Column, Detector, DetectorRules, digits_of

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z_])(?<!\d\.)(?:(?:tel|phone|mobile)[:. ]?)?"
    r"((?:\+?86[ -]?|\(\+?86\) ?|0)?1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?![0-9A-Za-z_]|\.0*[1-9])",
    re.IGNORECASE,
)
_CANDIDATE = re.compile(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}")
# Addresses are full of long numbers that are not telephones.
_ADDRESS = re.compile(r"[a-z]+://[!-~]+", re.IGNORECASE)
_BARE = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_QUANTITY = re.compile(
    _BARE.pattern + " ?(?:%|‰|元|万元|亿元|美元|吨|万吨|人|万人|户|公里|千米|千瓦时|平方米|立方米|亩)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def find(text: str) -> list[str]:
    """Numbers in normal text, as written."""
    return [match[1] for match in _NUMBER.finditer(_ADDRESS.sub(" ", text))]


def mask(number: str) -> str:
    """138****5678: the first three and the last four."""
    digits = digits_of(number)[-11:]
    return f"{digits[:3]}****{digits[-4:]}"


def _matches(column: Column, rules: DetectorRules) -> Iterator[str]:
    if not _CANDIDATE.search(column.text):
        return
    cells = column.cells
    found = {cell: numbers for cell in set(cells) if (numbers := find(cell))}
    if rules.is_figure(column.name) or not rules.in_context(column.name):
        found = _without_figures(column.name, cells, found, rules)
    for cell in cells:
        yield from found.get(cell, ())


def _without_figures(
    header: str, cells: Sequence[str], found: Mapping[str, list[str]], rules: DetectorRules
) -> dict[str, list[str]]:
    bare_count = not _is_statistics(header, cells, found, rules)
    return {
        cell: numbers
        for cell, numbers in found.items()
        if not _QUANTITY.fullmatch(cell) and (bare_count or not _BARE.fullmatch(cell))
    }


def _is_statistics(header: str, cells: Sequence[str], found: Mapping[str, list[str]], rules: DetectorRules) -> bool:
    if rules.is_figure(header) or _YEAR.search(header):
        return True
    numbers = [cell for cell in cells if _BARE.fullmatch(cell)]
    similar = sum(cell in found for cell in numbers)
    return len(numbers) >= len(cells) / 2 and similar < rules.share * len(numbers)


DETECTOR = Detector("mobile", "手机号码", _matches, mask)
