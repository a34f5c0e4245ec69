"""What a dataset is like, as far as the rules of badges ask: codes, counts, words. Pure.

A fact is worked out when a rule first asks for it. Not here: the rules (``badge_rules.py``), what they make of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from ckanext.gxdata.core import access, freshness
from ckanext.gxdata.core.badge_rules import Rules
from ckanext.gxdata.core.search_document import item_names
from ckanext.gxdata.core.solr_values import listed, loaded
from ckanext.gxdata.core.text import key
from ckanext.gxdata.core.zone_coverage import Candidate, Target, matches
from ckanext.gxdata.core.zones import memberships

NOT_SAID = frozenset({"notspecified", "unknown", "other"})
"""Codes that fill a field without saying anything."""

_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?\s*(?:[—–~～-]+|至|到)\s*((?:19|20)\d\d)(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Facts:
    """Of one dataset as ``package_show`` answers it. Only what everybody may read is looked at."""

    def __init__(self, dataset: Mapping[str, Any], rules: Rules, today: date) -> None:
        self._dataset = access.readable({name: value for name, value in dataset.items() if name not in rules.unasked})
        self._rules, self._today = rules, today
        self._texts: dict[str, str] = {}
        self._codes: dict[str, frozenset[str]] = {}
        self._numbers: dict[str, tuple[int, tuple[str, ...]]] = {}

    def codes(self, fact: str) -> list[str]:
        """Values of a coded fact or a state."""
        special = _SPECIAL.get(fact)
        return special(self) if special else listed(self._dataset.get(fact))

    def codes_of(self, fact: str) -> frozenset[str]:
        """As ``codes``, for who only asks whether one is among them."""
        found = self._codes.get(fact)
        if found is None:
            found = self._codes[fact] = frozenset(self.codes(fact))
        return found

    def number(self, fact: str) -> tuple[int, tuple[str, ...]]:
        """A count, and what was counted in words (formats, a span of years) where there is more to say."""
        found = self._numbers.get(fact)
        if found is None:
            counted = {"stars": self._stars, "items": self._items, "rows": self._rows, "years": self._years}[fact]
            found = self._numbers[fact] = counted()
        return found

    def text(self, fact: str) -> str:
        """As ``text.key`` writes it."""
        if fact not in self._texts:
            self._texts[fact] = self._text(fact)
        return self._texts[fact]

    def _text(self, fact: str) -> str:
        parts = [str(self._dataset.get("title") or "")]
        if fact == "item_names":
            parts = item_names(self._dataset)
        elif fact == "subject":
            parts += [
                str(tag.get("name") if isinstance(tag, Mapping) else tag) for tag in self._dataset.get("tags") or ()
            ]
        return key("\n".join(parts))

    def has(self, field: str) -> bool:
        """Whether a field says something."""
        given = listed(self._dataset.get(field))
        return bool(given) and not NOT_SAID.issuperset(given)

    @cached_property
    def wanted(self) -> tuple[Target, ...]:
        """应有数据 of the zones that this dataset is."""
        possible = self._rules.targets.looked_for_in(self._members)
        return tuple(target for target in possible if matches(target, self._candidate))

    # ── one fact each ────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _members(self) -> list[str]:
        return [member.zone for member in memberships(self._dataset, self._rules.zones)]

    @cached_property
    def _candidate(self) -> Candidate:
        dataset = self._dataset
        tags = (tag.get("name") if isinstance(tag, Mapping) else tag for tag in dataset.get("tags") or ())
        return Candidate(
            name=str(dataset.get("name") or ""),
            title=str(dataset.get("title") or ""),
            zones=frozenset(self._members),
            open_type=str(dataset.get("open_type") or ""),
            regions=frozenset(listed(dataset.get("region"))),
            tags=tuple(str(tag) for tag in tags),
            update_frequency=str(dataset.get("update_frequency") or ""),
            resources=len(dataset.get("resources") or ()),
            elsewhere=self._rules.zones.names_elsewhere(str(dataset.get("title") or "")),
        )

    def _zones(self) -> list[str]:
        return self._members

    def _resources(self) -> Iterator[Mapping[str, Any]]:
        yield from self._dataset.get("resources") or ()

    def _formats(self) -> list[str]:
        known = self._rules.codelists["format"]
        found = (known.resolve(str(resource.get("format") or "")) for resource in self._resources())
        return list(dict.fromkeys(code.id for code in found if code))

    def _resource_types(self) -> list[str]:
        return _each(str(resource.get("resource_type") or "") for resource in self._resources())

    def _freshness(self) -> list[str]:
        return [judged(self._dataset, self._rules, self._today).state]

    def _translated(self) -> list[str]:
        titles = loaded(self._dataset.get("title_translated"))
        return [language for language, text in titles.items() if text] if isinstance(titles, Mapping) else []

    def _stars(self) -> tuple[int, tuple[str, ...]]:
        known = self._rules.codelists["format"]
        scored = [(int(known[id_].extra.get("open_data_score") or 0), id_) for id_ in self._formats()]
        best = max((score for score, _id in scored), default=0)
        return best, tuple(id_ for score, id_ in scored if score == best and best)

    def _items(self) -> tuple[int, tuple[str, ...]]:
        """Of the resource that has most: several files of one table are one table."""
        return max((_fields(resource) for resource in self._resources()), default=0), ()

    def _rows(self) -> tuple[int, tuple[str, ...]]:
        if not access.is_open(self._dataset):
            return 0, ()  # counts of what is not open are kept back
        each = [_whole(resource.get("row_count")) for resource in self._resources()]
        return max([_whole(self._dataset.get("record_count")), *each]), ()

    def _years(self) -> tuple[int, tuple[str, ...]]:
        declared = [str(self._dataset.get(name) or "")[:4] for name in ("temporal_start", "temporal_end")]
        spans = [tuple(declared)] if all(_YEAR.fullmatch(year) for year in declared) else []
        spans += _SPAN.findall(f"{self._dataset.get('title')}\n{self._dataset.get('notes')}")
        years, span = max(((int(end) - int(start) + 1, f"{start}—{end}") for start, end in spans), default=(0, ""))
        return (years, (span,)) if years > 0 else (0, ())


_SPECIAL: Mapping[str, Callable[[Facts], list[str]]] = {
    "zone": Facts._zones,
    "format": Facts._formats,
    "resource_type": Facts._resource_types,
    "freshness": Facts._freshness,
    "translated": Facts._translated,
}
"""Codes that are no field of the dataset."""


def judged(dataset: Mapping[str, Any], rules: Rules, today: date) -> freshness.Freshness:
    """Against the promised 更新周期."""
    return freshness.judge(freshness.parse_day(dataset.get("modified")), promised_lag(dataset, rules), today)


def promised_lag(dataset: Mapping[str, Any], rules: Rules) -> int | None:
    """Days after which the data must be newer; None where nothing regular was promised."""
    known, promise = rules.codelists["update_frequency"], str(dataset.get("update_frequency") or "")
    return known[promise].extra.get("max_lag_days") if promise in known else None


def _fields(resource: Mapping[str, Any]) -> int:
    schema = loaded(resource.get("schema"))
    fields = schema.get("fields") if isinstance(schema, Mapping) else None
    return len(fields) if isinstance(fields, list) else 0


def _each(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


def _whole(value: Any) -> int:
    text = str(value if value is not None else "")
    return int(text) if text.isdecimal() else 0
