"""The rules of ``config/zones.yaml`` as values, made ready for fast use. Pure.

Here: what a rule is, what a hit counts, and the tables that lead from a word or code to its rules. Not here: reading
the file and judging it (``gxdata/zone_rules.py``), applying the rules (``zones.py``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ckanext.gxdata.core.sign_table import SignTable
from ckanext.gxdata.core.text import nfkc
from ckanext.gxdata.core.zone_scanner import Scanner, Span

_STREET = re.compile("[东西南北中]?(?:路|街|大道|大街|巷|社区)")
_SHORT, _TEXTS_KEPT = 200, 4_096
Heard = tuple[str, Mapping[str, list[Span]]]
TEXT_FIELDS = ("title", "tags", "items", "notes")


@dataclass(frozen=True, slots=True)
class Points:
    """What a hit counts; a dataset is in a zone from ``threshold`` on."""

    threshold: int
    strong: Mapping[str, int]
    """By field: of a word that names the thing itself."""
    weak: Mapping[str, int]
    """By field: of a word that may mean something else; it never suffices without company."""
    codes: Mapping[str, int]
    """By kind: region, industry, hs, department."""


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """``kind`` is word, region, industry, hs or department; ``values`` are folded words, or codes with all below."""

    id: str
    zone: str
    kind: str
    values: frozenset[str]
    strong: bool
    source: str
    certainty: str
    fields: frozenset[str] = frozenset(TEXT_FIELDS)
    company: frozenset[str] = frozenset()
    """A word counts only where one of these stands in the same field or in the title."""
    lookalikes: frozenset[str] = frozenset()
    """Longer words inside which an occurrence does not count (玉米粉 for 米粉)."""
    unless: frozenset[str] = frozenset()
    """Where one of these stands in the field or in the title, the rule says nothing."""
    names: frozenset[str] = frozenset()
    """Of a region: what its places are called in a text; looked for in the title only."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A title with one of ``places`` and one of ``records`` is another province's paperwork: no words for ``zones``.

    Without ``records`` whatever is of another province stays out; a title that names a place of ours is ours.
    """

    places: frozenset[str]
    records: frozenset[str]
    zones: frozenset[str]
    """With their sub-zones."""


@dataclass(frozen=True, slots=True)
class Paperwork:
    """A title with one of ``words`` and none of ``unless`` is about running an office (采购公告, 食堂): no data of a trade."""

    words: frozenset[str]
    unless: frozenset[str]


@dataclass(frozen=True, slots=True)
class ZoneSubject:
    """A zone or sub-zone: ``parent`` is empty for a zone; ``about`` says in words what belongs to it (zh, en, vi)."""

    id: str
    parent: str
    about: Mapping[str, str]
    rules: tuple[ZoneRule, ...]


@dataclass(frozen=True, slots=True)
class ZoneRules:
    """All subjects, a zone before its sub-zones, and the look-up tables made of them."""

    subjects: tuple[ZoneSubject, ...]
    points: Points
    simplified: Mapping[int, str] = field(default_factory=dict)
    """Traditional → Simplified, as ``str.translate`` takes it."""
    seats: Mapping[str, str] = field(default_factory=dict)
    """Department → the division it belongs to."""
    elsewhere: tuple[Elsewhere, ...] = ()
    home: frozenset[str] = frozenset()
    """Names of Guangxi and its places, folded: a title with one of them is not of another province."""
    paperwork: Paperwork | None = None
    spellings: Mapping[str, str] = field(default_factory=dict)
    """Folded word → as the file writes it."""
    by_id: Mapping[str, ZoneSubject] = field(init=False, repr=False, compare=False)
    by_word: Mapping[str, tuple[ZoneRule, ...]] = field(init=False, repr=False, compare=False)
    by_code: Mapping[tuple[str, str], tuple[ZoneRule, ...]] = field(init=False, repr=False, compare=False)
    scanner: Scanner = field(init=False, repr=False, compare=False)
    remembered: dict[Any, Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What ``zones`` found before, by all that it looked at: one dataset is asked about when packed, indexed and marked."""
    _signs: SignTable = field(init=False, repr=False, compare=False)
    _read: dict[str, Heard] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        rules = [rule for subject in self.subjects for rule in subject.rules]
        words = [rule for rule in rules if rule.kind == "word"]
        codes = [rule for rule in rules if rule.kind != "word"]
        made: dict[str, Any] = {
            "_signs": SignTable(self.simplified),
            "by_id": {subject.id: subject for subject in self.subjects},
            "by_word": _table(
                [*((word, rule) for rule in words for word in rule.values)]
                + [(name, rule) for rule in codes for name in rule.names]
            ),
            "by_code": _table((rule.kind, code, rule) for rule in codes for code in rule.values),
            "scanner": Scanner(
                [
                    *(word for rule in rules for word in _vocabulary(rule)),
                    *(word for part in self.elsewhere for word in (*part.places, *part.records)),
                    *self.home,
                    *((*self.paperwork.words, *self.paperwork.unless) if self.paperwork else ()),
                ]
            ),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def heard(self, text: str) -> Heard:
        """The folded text and the words in it; short ones are remembered, for keywords recur and titles are asked twice."""
        if len(text) > _SHORT:
            return self._listened(text)
        found = self._read.get(text)
        if found is None:
            if len(self._read) >= _TEXTS_KEPT:
                self._read.clear()
            self._read[text] = found = self._listened(text)
        return found

    def _listened(self, text: str) -> Heard:
        plain = text if text.isascii() else self._signs.exchanged(nfkc(text))
        folded = plain.lower()
        return folded, self.scanner.scan(folded)

    def names_elsewhere(self, title: str) -> bool:
        """Whether a title names another province and no place of ours."""
        text, hits = self.heard(title)
        return self.home.isdisjoint(hits) and any(places_named(part.places, hits, text) for part in self.elsewhere)

    def ancestors(self, zone: str) -> tuple[str, ...]:
        """Ids above this one; none for an id without rules."""
        parent = self.by_id[zone].parent if zone in self.by_id else ""
        return (parent, *self.ancestors(parent)) if parent else ()


def fold(text: str, simplified: Mapping[int, str]) -> str:
    """NFKC, lower case, Simplified: the form in which words are compared."""
    plain = text if text.isascii() else nfkc(text).translate(simplified)
    return plain.lower()


def places_named(places: frozenset[str], hits: Mapping[str, list[Span]], text: str) -> bool:
    """Whether one of the places stands in the text and not as the name of a street (北京路)."""
    return any(not _STREET.match(text, end) for place in hits if place in places for _, end in hits[place])


def _vocabulary(rule: ZoneRule) -> Iterable[str]:
    own = rule.values if rule.kind == "word" else rule.names
    return (*own, *rule.company, *rule.lookalikes, *rule.unless)


def _table(rows: Iterable[tuple[Any, ...]]) -> dict[Any, tuple[ZoneRule, ...]]:
    found: dict[Any, dict[ZoneRule, None]] = defaultdict(dict)
    for *key, rule in rows:
        found[key[0] if len(key) == 1 else tuple(key)][rule] = None
    return {key: tuple(rules) for key, rules in found.items()}
