"""What counts as use of the portal, in the words of everybody: visits, downloads, API calls, feed reads.

Pure. Not here: who asked (nobody keeps it), where counts wait and stand (``usage/``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

VIEW, DOWNLOAD, API, FEED = "view", "download", "api", "feed"
KINDS = (VIEW, DOWNLOAD, API, FEED)
OF_DATASETS = (VIEW, DOWNLOAD)
"""Kinds that are nothing without a dataset of the public catalog."""
RECENT = 30
"""Days that are "recent"."""
LONGEST = 120
_CUT = "\x1f"


@dataclass(frozen=True, slots=True)
class Use:
    """``subject`` is the name or id of a dataset, or the id of a resource, as it stood in the address."""

    kind: str
    item: str = ""
    subject: str = ""

    def key(self, day: date) -> str:
        """As it waits in the queue; ``read`` is the way back."""
        return _CUT.join((day.isoformat(), self.kind, self.item, self.subject))

    @property
    def is_sane(self) -> bool:
        return self.kind in KINDS and all(len(part) <= LONGEST and part.isprintable() for part in (self.item, self.subject))


def read(key: str) -> tuple[date, Use] | None:
    """None for what no ``key`` has written."""
    parts = key.split(_CUT)
    try:
        day, use = date.fromisoformat(parts[0]), Use(*parts[1:])
    except (TypeError, ValueError):
        return None
    return (day, use) if use.is_sane and len(parts) == 4 else None


def since(today: date, days: int = RECENT) -> date:
    """First of the last ``days`` whole days, which end yesterday."""
    return today - timedelta(days=days)


def by_period(rows: Iterable[tuple[date, str, int]], *, monthly: bool) -> list[dict[str, str | int]]:
    """``(day, kind, count)`` → one row a day or month that has anything, oldest first, with every kind in it."""
    found: dict[str, dict[str, str | int]] = {}
    for day, kind, count in rows:
        name = day.isoformat()[:7] if monthly else day.isoformat()
        row = found.setdefault(name, {"month" if monthly else "day": name, **dict.fromkeys(KINDS, 0)})
        row[kind] = int(row.get(kind, 0)) + count
    return [found[name] for name in sorted(found)]


def totals(rows: Iterable[tuple[date, str, int]]) -> dict[str, int]:
    """Sums by kind; 0 where nothing was counted."""
    found = dict.fromkeys(KINDS, 0)
    for _day, kind, count in rows:
        found[kind] = found.get(kind, 0) + count
    return found


def is_any(counted: Mapping[str, int]) -> bool:
    return any(counted.values())
