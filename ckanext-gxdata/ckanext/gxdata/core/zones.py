"""Membership of zones (专区) by rule, explained. Pure.

Here: which zones and sub-zones a dataset belongs to, and why, from the rules of ``config/zones.yaml``, what its
department declared (``zone``) and what a person decided (``zone_override``). Not here: counting, pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from ckanext.gxdata.core.search_document import item_names
from ckanext.gxdata.core.solr_values import listed, loaded
from ckanext.gxdata.core.zone_explanation import explain
from ckanext.gxdata.core.zone_rules import TEXT_FIELDS, ZoneRule, ZoneRules, places_named
from ckanext.gxdata.core.zone_scanner import Span, covered

__all__ = ["DECIDED", "DECLARED", "Evidence", "Membership", "explain", "memberships"]

DECLARED, DECIDED = "declared", "decided"
_PLACES = {"title": "title", "tags": "tags", "items": "contents", "notes": "contents"}
"""A summary mostly tells the 信息项 once more: together they are one witness."""
_CodeOf = tuple[str, str, str]
"""Kind, field and code."""
_DATASETS_KEPT = 8_192
"""Some 8 MB: on a page of hits every dataset is asked for its zones."""
LONGEST_TEXT = 20_000
"""Of one field; what a text of that length has not said by then it is not about."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What spoke for it: ``kind`` is word, region, industry, hs, department, declared or decided.

    ``field`` is where it was found (title, items, tags, notes, owner_org …), ``value`` the word, code or name.
    """

    kind: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Membership:
    """``zone`` is an id of the code list ``zone``: a zone or a sub-zone; its parents are members of their own."""

    zone: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Signal:
    points: int
    slot: str
    """Signals of one slot do not add up: the best of them counts. A word that is repeated is no second witness."""
    evidence: Evidence


def memberships(dataset: Mapping[str, Any], rules: ZoneRules) -> tuple[Membership, ...]:
    """Effective membership of a dataset as ``package_show`` answers it for update; lists may be JSON text.

    A person's exclusion wins over everything and takes the sub-zones along; an inclusion wins over the rules.
    """
    override = loaded(dataset.get("zone_override"))
    override = override if isinstance(override, Mapping) else {}
    excluded = set(listed(override.get("exclude")))
    found: dict[str, dict[Evidence, None]] = defaultdict(dict)
    for zone, evidence in _all_evidence(dataset, override, rules):
        chain = (zone, *rules.ancestors(zone))
        if excluded.isdisjoint(chain):
            for member in chain:
                found[member][evidence] = None
    known = [zone for zone in rules.by_id if zone in found] if found else []
    others = [zone for zone in found if zone not in rules.by_id]
    return tuple(Membership(zone, tuple(found[zone])) for zone in (*known, *others))


def _all_evidence(
    dataset: Mapping[str, Any], override: Mapping[str, Any], rules: ZoneRules
) -> Iterator[tuple[str, Evidence]]:
    reasons = override.get("reasons")
    for zone in listed(override.get("include")):
        reason = str(reasons.get(zone) or "") if isinstance(reasons, Mapping) else ""
        yield zone, Evidence(DECIDED, "zone_override", reason)
    for zone in listed(dataset.get("zone")):
        yield zone, Evidence(DECLARED, "zone", zone)
    yield from _remembered(_texts(dataset), tuple(_codes(dataset, rules)), rules)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _remembered(
    texts: Mapping[str, str], codes: tuple[_CodeOf, ...], rules: ZoneRules
) -> tuple[tuple[str, Evidence], ...]:
    """``_by_rules``, worked out once for what is packed, indexed, marked and listed one after the other."""
    told = "\0".join((*texts.values(), *map(":".join, codes))).encode("utf-8", "surrogatepass")
    told = blake2b(told, digest_size=16).digest()
    found: tuple[tuple[str, Evidence], ...] | None = rules.remembered.get(told)
    if found is None:
        if len(rules.remembered) >= _DATASETS_KEPT:
            rules.remembered.clear()
        rules.remembered[told] = found = tuple(_by_rules(texts, codes, rules))
    return found


def _by_rules(
    texts: Mapping[str, str], codes: Iterable[_CodeOf], rules: ZoneRules
) -> Iterator[tuple[str, Evidence]]:
    signals: dict[str, list[_Signal]] = defaultdict(list)
    for zone, signal in (*_text_signals(texts, rules), *_code_signals(codes, rules)):
        signals[zone].append(signal)
    for zone, given in signals.items():
        for evidence in _enough(given, rules.points.threshold):
            yield zone, evidence


def _enough(signals: Iterable[_Signal], threshold: int) -> tuple[Evidence, ...]:
    """The fewest signals, strongest first, that reach the threshold; none when all together do not."""
    total, taken, slots = 0, [], set()
    for signal in sorted(signals, key=_strongest_first):
        if signal.slot not in slots:
            slots.add(signal.slot)
            taken.append(signal.evidence)
            total += signal.points
        if total >= threshold:
            return tuple(taken)
    return ()


def _strongest_first(signal: _Signal) -> tuple[int, bool, int]:
    """Of equal ones a Chinese word, for the Chinese title is the dataset's own; then the longer: 北部湾港 before 北部湾."""
    word = signal.evidence.value
    return -signal.points, bool(word) and word[0] < "\u2e80", -len(word)


def _text_signals(texts: Mapping[str, str], rules: ZoneRules) -> Iterator[tuple[str, _Signal]]:
    in_title: Mapping[str, list[Span]] = {}
    closed: frozenset[str] = frozenset()
    for field, text in texts.items():
        folded, hits = rules.heard(text[:LONGEST_TEXT])
        if field == "title":
            in_title, closed = hits, _closed_elsewhere(hits, folded, rules)
            if _is_paperwork(hits, rules):
                return
        for word, spans in hits.items():
            for rule in rules.by_word.get(word, ()):
                if rule.zone not in closed and _counts(rule, field, spans, hits, in_title):
                    yield rule.zone, _text_signal(rule, field, word, rules)


def _is_paperwork(in_title: Mapping[str, list[Span]], rules: ZoneRules) -> bool:
    """The office's own business: a word it is about stands in its title, and yet it says nothing of the trade."""
    known = rules.paperwork
    return known is not None and not known.words.isdisjoint(in_title) and known.unless.isdisjoint(in_title)


def _closed_elsewhere(in_title: Mapping[str, list[Span]], title: str, rules: ZoneRules) -> frozenset[str]:
    """Zones for which the words of this dataset say nothing: it is of another province."""
    at_home = not rules.home.isdisjoint(in_title)
    closed = [
        part.zones
        for part in rules.elsewhere
        if places_named(part.places, in_title, title)
        and (not part.records.isdisjoint(in_title) if part.records else not at_home)
    ]
    return frozenset().union(*closed)


def _counts(
    rule: ZoneRule, field: str, spans: list[Span], hits: Mapping[str, list[Span]], in_title: Mapping[str, list[Span]]
) -> bool:
    if field not in rule.fields or not rule.unless.isdisjoint(hits) or not rule.unless.isdisjoint(in_title):
        return False
    if rule.company and rule.company.isdisjoint(hits) and rule.company.isdisjoint(in_title):
        return False
    longer = [span for word in rule.lookalikes for span in hits.get(word, ())]
    return not longer or not all(covered(span, longer) for span in spans)


def _text_signal(rule: ZoneRule, field: str, word: str, rules: ZoneRules) -> _Signal:
    points = rules.points
    evidence = Evidence(rule.kind, field, rules.spellings.get(word, word))
    if rule.kind != "word":
        return _Signal(points.codes[rule.kind], rule.kind, evidence)
    counted = points.strong if rule.strong else points.weak
    return _Signal(counted[field], _PLACES[field], evidence)


def _code_signals(codes: Iterable[_CodeOf], rules: ZoneRules) -> Iterator[tuple[str, _Signal]]:
    for kind, field, code in codes:
        for rule in rules.by_code.get((kind, code), ()):
            points = rules.points.threshold if rule.strong else rules.points.codes[kind]
            yield rule.zone, _Signal(points, kind, Evidence(kind, field, code))


# ── the dataset ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _texts(dataset: Mapping[str, Any]) -> dict[str, str]:
    """By field; the title is first because a word's company may stand there."""
    translated = loaded(dataset.get("title_translated"))
    titles = [dataset.get("title"), *(translated.values() if isinstance(translated, Mapping) else ())]
    tags = (tag.get("name") if isinstance(tag, Mapping) else tag for tag in dataset.get("tags") or ())
    parts: tuple[Iterable[Any], ...] = (titles, tags, item_names(dataset), [dataset.get("notes")])
    return {
        field: "\n".join(str(part) for part in given if part) for field, given in zip(TEXT_FIELDS, parts, strict=True)
    }


def _codes(dataset: Mapping[str, Any], rules: ZoneRules) -> Iterator[_CodeOf]:
    department = department_name(dataset)
    yield "department", "owner_org", department
    if department in rules.seats:
        yield "region", "owner_org", rules.seats[department]
    for kind, field in (("region", "region"), ("industry", "industry"), ("hs", "hs_chapters")):
        for code in listed(dataset.get(field)):
            yield kind, field, code


def department_name(dataset: Mapping[str, Any]) -> str:
    """The name of the owner; ``owner_org`` alone may be its internal id."""
    organization = dataset.get("organization")
    name = organization.get("name") if isinstance(organization, Mapping) else ""
    return str(name or dataset.get("owner_org") or "")
