"""How fast a department answers data requests: from the days of asking and answering. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median


@dataclass(frozen=True, slots=True)
class Replies:
    """``days`` is the median of those answered, one place behind the point; None where none is."""

    asked: int
    answered: int
    days: float | None


def replies(pairs: Iterable[tuple[datetime, datetime | None]]) -> Replies:
    """Of (asked, answered or None)."""
    known = list(pairs)
    taken = [max((answered - asked).total_seconds(), 0) / 86_400 for asked, answered in known if answered]
    return Replies(len(known), len(taken), round(median(taken), 1) if taken else None)
