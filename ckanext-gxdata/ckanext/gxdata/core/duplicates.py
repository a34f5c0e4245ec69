"""Titles that say the same within one department, and such as differ by year only: a series (V10)."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from ckanext.gxdata.core.text import key

_SIGNS = re.compile(r"[\s\-—_.,，、。;；:：()（）\[\]【】《》“”\"'‘’/]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)年?度?")


def normal(title: str) -> str:
    """Without signs, blanks, width and case."""
    return _SIGNS.sub("", key(title))


def stem(title: str) -> str:
    """The normal title without its years; empty when nothing else is left, or when there is no year."""
    return _stem(normal(title))


def _stem(plain: str) -> str:
    rest = _YEAR.sub("", plain)
    return "" if rest == plain else rest


def shared_keys(titles: Iterable[str]) -> frozenset[int]:
    """``keys`` that more than one of the titles has: 16 bytes a title are kept, so that a catalog of 300,000 costs 5 MB.

    Keys are hashes: two titles may share one by chance, so whoever has one is compared in full.
    """
    found = array("q")
    for title in titles:
        found.extend(keys(title))
    return frozenset(one for one, other in pairwise(sorted(found)) if one == other)


def keys(title: str) -> Iterator[int]:
    """Of the normal title, and of its stem where it has one; of this process only."""
    plain = normal(title)
    if plain:
        yield hash(("same", plain))
    if rest := _stem(plain):
        yield hash(("series", rest))


def same(title: str, others: Mapping[str, str]) -> str:
    """The name of the first of ``others`` (title by name) with the same normal title, or empty."""
    plain = normal(title)
    return next((name for name, other in others.items() if plain and normal(other) == plain), "")


def series(title: str, others: Mapping[str, str]) -> tuple[str, ...]:
    """Names of ``others`` whose titles differ from this one by year only."""
    rest, plain = stem(title), normal(title)
    return tuple(name for name, other in others.items() if rest and stem(other) == rest and normal(other) != plain)


class Titles:
    """An index of many titles (by name), for a harvest that asks about every record."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        self._same: dict[str, list[str]] = defaultdict(list)
        self._series: dict[str, list[str]] = defaultdict(list)
        self._titles = titles
        for name, title in titles.items():
            self._same[normal(title)].append(name)
            self._series[stem(title)].append(name)

    def same(self, name: str, title: str) -> tuple[str, ...]:
        """Names of the others with the same normal title."""
        plain = normal(title)
        return tuple(other for other in self._same.get(plain, ()) if plain and other != name)

    def series(self, name: str, title: str) -> tuple[str, ...]:
        """Names of the others whose titles differ from this one by year only."""
        rest = stem(title)
        others = self._series.get(rest, ()) if rest else ()
        return tuple(other for other in others if normal(self._titles[other]) != normal(title))
