"""应有数据: which of the datasets that a zone should have are there, and which are missing. Pure.

Here: the targets of ``config/zone_targets.yaml`` as values and their comparison with what the public catalog holds. Not
here: reading the file (``zone_target_rules.py``), which datasets are in a zone (``zones.py``), pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ckanext.gxdata.core.text import key
from ckanext.gxdata.core.wording import Labels

NATIONWIDE = "100000"
OPEN_TYPES = frozenset(("unconditional", "conditional"))
"""A dataset that is listed but not opened does not fill a gap."""


@dataclass(frozen=True, slots=True)
class Target:
    """A dataset that the zone should have, and by which words an existing one is recognised as it.

    ``words``: one of them must occur in title or keywords, and one of ``also`` where there are any; none of ``without``.
    Words are as ``text.key`` writes them.
    """

    id: str
    zone: str
    kind: str
    title: Labels
    why: Labels
    provider: str
    words: tuple[str, ...]
    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    among: str = ""
    """Zone whose datasets are looked at; empty: the own one."""
    national: bool = False
    """Whether figures of the whole country will do."""


@dataclass(frozen=True, slots=True)
class Targets:
    """All targets by sub-zone, in the order of the file. ``goal``: per cent of them that should be there this year."""

    by_zone: Mapping[str, tuple[Target, ...]]
    about: Mapping[str, Labels]
    kinds: Mapping[str, Labels]
    providers: Mapping[str, Labels]
    """Those that are no department of the portal."""
    goal: int
    source: str
    certainty: str

    def of(self, zones: Iterable[str]) -> tuple[Target, ...]:
        """Targets of these zones and sub-zones."""
        return tuple(target for zone in zones for target in self.by_zone.get(zone, ()))


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is compared of a public dataset. ``zones`` are those it is in, with their parents."""

    name: str
    title: str
    zones: frozenset[str]
    open_type: str
    regions: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ()
    text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", key(" ".join((self.title, *self.tags))))


@dataclass(frozen=True, slots=True)
class Cell:
    """A target with the names of the datasets that fill it; none: it is missing.

    ``closed`` are those that would if they were opened.
    """

    target: Target
    datasets: tuple[str, ...]
    closed: tuple[str, ...] = ()

    @property
    def is_filled(self) -> bool:
        return bool(self.datasets)


def coverage(
    targets: Iterable[Target], candidates: Iterable[Candidate], samples: bool = False
) -> tuple[Cell, ...]:
    """One cell a target, in their order. With ``samples`` (a demonstration) national figures stand in for Guangxi's."""
    members: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        for zone in candidate.zones:
            members.setdefault(zone, []).append(candidate)
    return tuple(_cell(target, members.get(_scope(target), ()), samples) for target in targets)


def _cell(target: Target, members: Iterable[Candidate], samples: bool) -> Cell:
    found = [each for each in members if matches(target, each, samples)]
    return Cell(
        target,
        datasets=tuple(each.name for each in found if each.open_type in OPEN_TYPES),
        closed=tuple(each.name for each in found if each.open_type not in OPEN_TYPES),
    )


def matches(target: Target, candidate: Candidate, samples: bool = False) -> bool:
    """Whether the dataset is what the target asks for, open or not."""
    if _scope(target) not in candidate.zones:
        return False
    if candidate.regions == {NATIONWIDE} and not (target.national or samples):
        return False
    return (
        _has_any(candidate.text, target.words)
        and (not target.also or _has_any(candidate.text, target.also))
        and not _has_any(candidate.text, target.without)
    )


def filled(cells: Iterable[Cell]) -> int:
    return sum(cell.is_filled for cell in cells)


def missing(cells: Iterable[Cell]) -> tuple[Target, ...]:
    return tuple(cell.target for cell in cells if not cell.is_filled)


def share(have: int, target: int) -> int:
    """Per cent, rounded down: all is said only of all."""
    return 100 * have // target if target else 0


def _scope(target: Target) -> str:
    return target.among or target.zone


def _has_any(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)
