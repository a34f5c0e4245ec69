"""The rules of a zone as a reader sees them: which words, places, chapters and departments bring a dataset in. Pure.

Not here: what a rule does (``core/zones.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.wording import say
from ckanext.gxdata.core.zone_rules import ZoneRule
from ckanext.gxdata.rulebook import Rulebook

_LISTS = {"region": "region", "industry": "industry", "department": "organization"}


@dataclass(frozen=True, slots=True)
class ShownRule:
    """``kind`` is word, region, industry, hs or department; ``values`` and the others are in the words of the reader."""

    kind: str
    values: tuple[str, ...]
    company: tuple[str, ...]
    unless: tuple[str, ...]
    strong: bool
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class ShownZone:
    id: str
    title: str
    about: str
    rules: tuple[ShownRule, ...]


def of_zone(zone_id: str, rulebook: Rulebook, language: str) -> tuple[ShownZone, ...]:
    """The zone and its sub-zones, those that have rules."""
    known = rulebook.codelists["zone"]
    wanted = (zone_id, *(code.id for code in known.children(zone_id)))
    subjects = (rulebook.zones.by_id[each] for each in wanted if each in rulebook.zones.by_id)
    return tuple(
        ShownZone(
            subject.id,
            say(known[subject.id].labels, language),
            say(subject.about, language),
            tuple(_shown(rule, rulebook, language) for rule in subject.rules),
        )
        for subject in subjects
        if subject.rules
    )


def _shown(rule: ZoneRule, rulebook: Rulebook, language: str) -> ShownRule:
    spelled = rulebook.zones.spellings
    values = tuple(spelled.get(value, value) for value in rule.values)
    if rule.kind in _LISTS:
        values = _names(rule, rulebook.codelists[_LISTS[rule.kind]], language)
    return ShownRule(
        kind=rule.kind,
        values=tuple(sorted(values, key=lambda value: (value.isascii(), value))),
        company=tuple(sorted(spelled.get(word, word) for word in rule.company)),
        unless=tuple(sorted(spelled.get(word, word) for word in (*rule.unless, *rule.lookalikes))),
        strong=rule.strong,
        source=rule.source,
        certainty=rule.certainty,
    )


def _names(rule: ZoneRule, codes: CodeList, language: str) -> tuple[str, ...]:
    """Only the uppermost: a city stands for its counties."""
    top = [code for code in codes.codes if code.id in rule.values and code.parent not in rule.values]
    return tuple(say(code.labels, language) for code in top)
