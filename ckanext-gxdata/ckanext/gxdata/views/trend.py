"""The last runs of a source as a small chart: one line, whose last value alone is written, and a band of marks. Pure.

Not here: which runs there are (the actions), words and colours (the templates and style sheets).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 320, 72
_LEFT, _RIGHT, _TOP, _BOTTOM = 4, 72, 12, 60
ENDED = ("finished", "partial", "failed", "cancelled")
BAND = 10
_SIZE = 13


@dataclass(frozen=True, slots=True)
class Trend:
    """``line`` is a path; ``x``, ``y`` is its last point, ``last`` the value there. Empty without two runs that counted."""

    line: str
    area: str
    x: float
    y: float
    last: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One run of the band: a diamond at ``x``; ``outcome`` is that of the job, empty for a place without a run."""

    x: int
    outcome: str
    job: str


def taken(job: Mapping[str, Any]) -> int:
    """Records that are in the catalog after this run, of those that the source listed."""
    return sum(int(job.get(name) or 0) for name in ("added", "updated", "unchanged"))


def draw(jobs: Iterable[Mapping[str, Any]]) -> Trend | None:
    """``jobs`` newest first, as the actions answer them; failed and cancelled ones counted nothing."""
    values = [taken(job) for job in jobs if job.get("status") in ("finished", "partial")][::-1]
    if len(values) < 2:
        return None
    top = max(values) or 1
    step = (WIDTH - _RIGHT - _LEFT) / (len(values) - 1)
    points = [(_LEFT + step * place, _BOTTOM - (_BOTTOM - _TOP) * value / top) for place, value in enumerate(values)]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    area = f"{line}L{points[-1][0]:.1f} {_BOTTOM}L{points[0][0]:.1f} {_BOTTOM}z"
    return Trend(line, area, round(points[-1][0], 1), round(points[-1][1], 1), values[-1])


def band(jobs: Iterable[Mapping[str, Any]]) -> tuple[Mark, ...]:
    """The last runs from left to right, the newest at the right end; empty places stand at the left."""
    ended = [job for job in jobs if job.get("status") in ENDED][:BAND][::-1]
    empty = BAND - len(ended)
    blanks = tuple(Mark(place * _SIZE, "", "") for place in range(empty))
    runs = tuple(
        Mark((empty + place) * _SIZE, str(job["status"]), str(job.get("id", ""))) for place, job in enumerate(ended)
    )
    return blanks + runs
