"""Figures of a zone from its public datasets: where they are from, how fresh they are. Pure.

Not here: coverage (``zone_coverage.py``), how the catalog is read (``logic/zone_catalog.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ckanext.gxdata.core import freshness
from ckanext.gxdata.core.zone_coverage import Candidate


@dataclass(frozen=True, slots=True)
class Member:
    """A public dataset of a zone, as the figures need it."""

    candidate: Candidate
    department: str
    modified: date | None
    update_frequency: str
    titles: Mapping[str, str] = field(default_factory=dict)
    """Its title in other languages."""


def by_city(members: Iterable[Member]) -> dict[str, int]:
    """Datasets by division code of city, autonomous region or country; a county counts for its city, once a dataset."""
    return dict(Counter(place for member in members for place in {city(code) for code in member.candidate.regions}))


def city(division: str) -> str:
    """The city a county lies in; Guangxi itself and the whole country stand for themselves."""
    return f"{division[:4]}00" if len(division) == 6 else division


def on_time(members: Iterable[Member], lags: Mapping[str, int], today: date) -> tuple[int, int]:
    """How many are as fresh as promised, and of how many: those with a promised period. ``lags``: days by frequency."""
    promised = [member for member in members if member.update_frequency in lags and member.modified]
    states = [freshness.judge(member.modified, lags[member.update_frequency], today).state for member in promised]
    return sum(state != "overdue" for state in states), len(states)


def departments(members: Iterable[Member]) -> int:
    return len({member.department for member in members if member.department})
