"""Regions as a question names them: the place, what lies in it, what it lies in. Pure.

A city goes before its counties, these before the region around it; another city's figures are nobody's answer and get nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ckanext.gxdata.core.codelists import CodeList

_OF_A_CITY = 4
"""Digits that a city's code (GB/T 2260) shares with its counties'."""


@dataclass(frozen=True, slots=True)
class Place:
    code: str = ""
    within: tuple[str, ...] = ()
    """Codes of what lies directly in it."""
    around: tuple[str, ...] = ()
    """Codes of what it lies in, the nearest first; the country is left out."""


NOWHERE = Place()


def places(regions: CodeList) -> Mapping[str, Place]:
    """By code. Of a province only itself: every city lies in it, and a question about it wants none of them first."""
    return {code.id: Place(code.id, tuple(_within(code.id, regions)), tuple(_around(code.id, regions))) for code in regions.codes}


def _within(code: str, regions: CodeList) -> Iterator[str]:
    if not _is_province(code):
        yield from (child.id for child in regions.children(code))


def _around(code: str, regions: CodeList) -> Iterator[str]:
    above = (each.id for each in regions.ancestors(regions[code]))
    return (each for each in above if not each.startswith("1"))


def _is_province(code: str) -> bool:
    return code[2:_OF_A_CITY] == "00"


def innermost(found: Iterable[Place]) -> tuple[Place, ...]:
    """Of 桂林市临桂区 the district only: what lies around it is known of it already."""
    known = [place for place in dict.fromkeys(found) if place.code]
    return tuple(place for place in known if not any(place.code in other.around for other in known))
