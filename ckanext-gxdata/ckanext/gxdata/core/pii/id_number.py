"""居民身份证号 (GB 11643-1999): region, date of birth, check digit; the 15-digit form of before 2000 by context only.

With full-width digits, blanks or hyphens between them, and a small x. Regions are tested by province: a list of all
divisions, abolished ones included, would only lose people born in a county that is not on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ckanext.gxdata.core.pii.base import Column, Detector, DetectorRules, digits_of

# First two digits (GB/T 2260): 81–83 are the residence permits of Hong Kong, Macao and Taiwan.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()  # noqa: SIM905
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
# Look-ahead, so that a number is found too where a wrong reading would begin before it (序号 1 4501…).
_NOW = re.compile(r"(?=((?<!\d)[1-8](?:[ -]?\d){16}[ -]?(?:\d(?!\d)|[Xx](?![0-9A-Za-z]))))")
_BEFORE_2000 = re.compile(r"(?=((?<!\d)[1-8](?:[ -]?\d){14}(?![0-9Xx])))")
_CANDIDATE = re.compile(r"\d(?:[ -]?\d){14}")


def find(text: str, context: bool = False) -> list[str]:
    """Numbers in normal text; in context a wrong check digit does not excuse, and 15 digits count."""
    found = [match[1] for match in _NOW.finditer(text) if _is_number(digits_of(match[1]), context)]
    if context and not found:
        found = [match[1] for match in _BEFORE_2000.finditer(text) if _is_old_number(digits_of(match[1]))]
    return found


def mask(number: str) -> str:
    """Four digits of the region, two of the end."""
    digits = digits_of(number)
    return f"{digits[:4]}{'*' * (len(digits) - 6)}{digits[-2:]}"


def _matches(column: Column, rules: DetectorRules) -> Iterator[str]:
    if not _CANDIDATE.search(column.text):
        return
    context = rules.in_context(column.name)
    for cell in column.cells:
        if _CANDIDATE.search(cell):
            yield from find(cell, context or rules.in_context(cell))


def _is_number(digits: str, context: bool) -> bool:
    return _is_person(digits[:6], digits[6:14]) and (context or _check_digit(digits) == digits[17])


def _is_old_number(digits: str) -> bool:
    return _is_person(digits[:6], f"19{digits[6:12]}")


def _is_person(region: str, birth: str) -> bool:
    # The year is bounded loosely, without a clock: this decides what is kept back, not whether a person exists.
    if region[:2] not in _PROVINCES or not "1900" <= birth[:4] <= "2099":
        return False
    try:
        date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    except ValueError:
        return False
    return True


def _check_digit(digits: str) -> str:
    return _CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11]


DETECTOR = Detector("id_number", "身份证号", _matches, mask)
