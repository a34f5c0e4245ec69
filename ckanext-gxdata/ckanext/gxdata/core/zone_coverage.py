"""应有数据: which of the datasets that a zone should have are there, and which are missing. Pure.

Here: the targets of ``config/zone_targets.yaml`` as values and their comparison with what the public catalog holds. Not
here: reading the file (``zone_target_rules.py``), which datasets are in a zone (``zones.py``), pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ckanext.gxdata.core.text import key
from ckanext.gxdata.core.wording import Labels

NATIONWIDE = "100000"
GUANGXI = "45"
REGISTERS = tuple(
    map(key, ("名录", "名单", "名册", "清单", "台账", "目录", "一览表", "登记信息", "基本信息", "花名册"))
)
"""A title with one of these says that it lists who or what there is."""
_FREQUENT = ("realtime", "daily", "weekly", "tenday", "monthly", "quarterly", "half_yearly", "yearly", "biennial")
"""Of the code list ``update_frequency``, the most frequent first; the others promise nothing."""
_PERIODS = {
    **{"实时": "realtime", "日": "daily", "周": "weekly", "旬": "tenday", "月": "monthly"},
    **{"季": "quarterly", "半年": "half_yearly", "年": "yearly"},
}
_BRACKET = re.compile("（([^（）]*)）")
_SEPARATOR = re.compile("[，、]")
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
    period: str = ""
    """Update frequency that its title names: what fills it is brought up to date as often, or more often."""
    register: bool = False
    """A list of who or what there is: what fills it says in its title that it is one."""


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
    _by_scope: Mapping[str, tuple[tuple[int, Target], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[tuple[int, Target]]] = {}
        every = (target for targets in self.by_zone.values() for target in targets)
        for place, target in enumerate(every):
            found.setdefault(_scope(target), []).append((place, target))
        object.__setattr__(self, "_by_scope", {scope: tuple(targets) for scope, targets in found.items()})

    def looked_for_in(self, zones: Iterable[str]) -> tuple[Target, ...]:
        """Targets that a dataset of these zones may fill, in the order of the file."""
        placed = [each for zone in set(zones) for each in self._by_scope.get(zone, ())]
        return tuple(target for _place, target in sorted(placed, key=lambda each: each[0]))

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
    update_frequency: str = ""
    resources: int = 0
    """Files and interfaces that are described, whether the reader may take them or not."""
    elsewhere: bool = False
    """Whether its title names another province."""
    text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", key(" ".join((self.title, *self.tags))))


Lack = Literal["resources", "register", "period", "national"]


@dataclass(frozen=True, slots=True)
class Near:
    """A dataset that is of the subject and does not fill the target: ``lack`` says why."""

    name: str
    lack: Lack


@dataclass(frozen=True, slots=True)
class Cell:
    """A target with the names of the datasets that fill it; none: it is missing.

    ``closed`` are those that would if they were opened; ``near`` open ones that nearly do.
    """

    target: Target
    datasets: tuple[str, ...]
    closed: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()

    @property
    def is_filled(self) -> bool:
        return bool(self.datasets)


def coverage(targets: Iterable[Target], candidates: Iterable[Candidate], samples: bool = False) -> tuple[Cell, ...]:
    """One cell a target, in their order. With ``samples`` (a demonstration) national figures stand in for Guangxi's."""
    members: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        for zone in candidate.zones:
            members.setdefault(zone, []).append(candidate)
    return tuple(_cell(target, members.get(_scope(target), ()), samples) for target in targets)


def _cell(target: Target, members: Iterable[Candidate], samples: bool) -> Cell:
    found = [(each, lacks(target, each, samples)) for each in members if is_about(target, each)]
    is_open = [(each, lack) for each, lack in found if each.open_type in OPEN_TYPES]
    return Cell(
        target,
        datasets=tuple(each.name for each, lack in is_open if not lack),
        closed=tuple(each.name for each, lack in found if not lack and each.open_type not in OPEN_TYPES),
        near=tuple(Near(each.name, lack[0]) for each, lack in is_open if lack),
    )


def matches(target: Target, candidate: Candidate, samples: bool = False) -> bool:
    """Whether the dataset is what the target asks for, open or not."""
    return is_about(target, candidate) and not lacks(target, candidate, samples)


def is_about(target: Target, candidate: Candidate) -> bool:
    """Whether it is of the target's subject and of no other province."""
    return (
        _scope(target) in candidate.zones
        and not _is_elsewhere(candidate)
        and _has_any(candidate.text, target.words)
        and (not target.also or _has_any(candidate.text, target.also))
        and not _has_any(candidate.text, target.without)
    )


def lacks(target: Target, candidate: Candidate, samples: bool = False) -> tuple[Lack, ...]:
    """What a dataset of the subject still lacks, the gravest first; nothing: it fills the target."""
    missing: Mapping[Lack, bool] = {
        "resources": not candidate.resources,
        "register": target.register and not _has_any(key(candidate.title), REGISTERS),
        "period": not _is_often_enough(target.period, candidate.update_frequency),
        "national": candidate.regions == {NATIONWIDE} and not (target.national or samples),
    }
    return tuple(lack for lack, is_missing in missing.items() if is_missing)


def period_of(title: str) -> str:
    """Update frequency that a Chinese title names at the end of its brackets: 玉林药市中药材价格（日）, （分县，年）."""
    words = (word for bracket in _BRACKET.findall(title) for word in _SEPARATOR.split(bracket))
    return next((_PERIODS[word] for word in words if word in _PERIODS), "")


def is_register(title: str) -> bool:
    return "名录" in title or "名单" in title


def _is_often_enough(wanted: str, promised: str) -> bool:
    if not wanted:
        return True
    return promised in _FREQUENT and _FREQUENT.index(promised) <= _FREQUENT.index(wanted)


def _is_elsewhere(candidate: Candidate) -> bool:
    """A division code has six digits; countries have letters."""
    divisions = {region for region in candidate.regions if region.isdigit()}
    return candidate.elsewhere or (
        bool(divisions) and not any(region == NATIONWIDE or region.startswith(GUANGXI) for region in divisions)
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
