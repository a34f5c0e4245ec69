"""Labels found in one record: what each of them says, and those that nobody has a use for.

A record has labels at its top level and in the part that its mapping names (``labels_at``); that part goes first. Not here:
what a label means (``labels``), what becomes of the value (``mapping``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.gxdata.core.labels import LONGEST, NO_LABELS, Labels, label_key, looks_like
from ckanext.gxdata.core.paths import Path
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.core.text import as_text, is_null

MOST_UNKNOWN = 50
"""Findings of one record: more keys than that are no labels."""


@dataclass(frozen=True, slots=True)
class LabelReading:
    """How a mapping reads labels. ``read``: names of keys that its paths look at, by ``label_key``.

    Without ``at`` it does not read labels, and asks about none.
    """

    labels: Labels = NO_LABELS
    at: Path | None = None
    place: str = ""
    """``at`` as the mapping file writes it."""
    read: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """A label as the record writes it, with its value."""

    label: str
    value: Any


Index = Mapping[str, tuple[Given, ...]]
"""What a record says, by ``label_key``."""


def index(reading: LabelReading, record: Mapping[str, Any]) -> Index:
    """Every label of the record; of one that stands twice, that of ``labels_at`` first."""
    if reading.at is None:
        return {}
    found: dict[str, tuple[Given, ...]] = {}
    for part in (reading.at.search(record), record):
        for label, value in _labels(part):
            plain = label_key(label)
            found[plain] = (*found.get(plain, ()), Given(label, value))
    return found


def of_notion(reading: LabelReading, labels: Index, notion: str) -> Iterator[Given]:
    """What the record says of the notion, in the order of its labels."""
    for plain in reading.labels.of(notion):
        yield from labels.get(plain, ())


def unknown(reading: LabelReading, record: Mapping[str, Any]) -> Iterator[Finding]:
    """A remark for each label that says something, means nothing known and is read by no path."""
    asked = 0
    for label, value in _labels(reading.at.search(record) if reading.at else None):
        if asked == MOST_UNKNOWN:
            return
        if not is_open_question(reading, label, value):
            continue
        asked += 1
        yield _unknown(reading, label, value)


def is_open_question(reading: LabelReading, label: str, value: Any) -> bool:
    """Whether somebody should say what the label means."""
    plain = label_key(label)
    if not plain or plain in reading.read or reading.labels.knows(label):
        return False
    return any(not is_null(as_text(each)) for each in (value if isinstance(value, list) else [value]))


def unlikely(reading: LabelReading, given: Given, notion: str) -> Finding | None:
    """A warning where the value looks like what the label means in other portals, unless the source has said so."""
    plain = label_key(given.label)
    looks = looks_like(given.value)
    if plain in reading.labels.own or notion in looks:
        return None
    for other, portals in reading.labels.elsewhere(given.label).items():
        if other in looks:
            return _unlikely(reading.labels, given.label, notion, other, portals)
    return None


def _labels(part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, Mapping):
        yield from ((str(label), value) for label, value in part.items() if len(str(label)) <= LONGEST)


def _unknown(reading: LabelReading, label: str, value: Any) -> Finding:
    meant = reading.labels.suggest(label, value[0] if isinstance(value, list) else value)
    shown = "、".join(f"{notion.title}（{notion.id}）" for notion in meant)
    line = f"labels: {{{label}: {meant[0].id if meant else '项目'}}}"
    return Finding(
        rule="unknown-label",
        message=f"栏目“{label[:50]}”没有对应的字段，未采用",
        severity="info",
        pointer=reading.place,
        hint=(f"可能是：{shown}；" if shown else "") + f"在映射文件中写 {line}；确实不用的写 labels: {{{label}: ''}}",
        value=label,
    )


def _unlikely(labels: Labels, label: str, notion: str, other: str, portals: tuple[str, ...]) -> Finding:
    here, there = labels.notions[notion].title, labels.notions[other].title
    return Finding(
        rule="unlikely-label",
        message=f"栏目“{label}”按“{here}”读取，但它的值像“{there}”",
        pointer=notion,
        hint=f"{'、'.join(portals)}的“{label}”就是{there}；这里也是的话，在映射文件中写 labels: {{{label}: {other}}}",
        value=label,
    )
