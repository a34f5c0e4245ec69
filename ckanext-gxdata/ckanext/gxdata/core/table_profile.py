"""What the cells of a column are like: how many are empty, how they are spread. Pure; for a look at a table, not for judging it.

Not here: types (``tables/types.py``), drawing (templates).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

BINS = 10
MOST_SHARES = 4
NUMBERS = frozenset(("integer", "number"))


@dataclass(frozen=True, slots=True)
class Profile:
    """``bins`` of numbers, from ``low`` to ``high``; ``shares`` of a column with few different values, the commonest first."""

    empty: int
    distinct: int
    low: float | None = None
    high: float | None = None
    bins: tuple[int, ...] = ()
    shares: tuple[tuple[str, int], ...] = ()


def profile(cells: Sequence[str], kind: str, nothing: Collection[str]) -> Profile:
    """``kind`` is a Frictionless type, ``nothing`` what stands for no value."""
    filled = [text for cell in cells if (text := cell.strip()) not in nothing]
    counts = Counter(filled)
    empty = len(cells) - len(filled)
    numbers = _finite(filled) if kind in NUMBERS else []
    if numbers:
        return Profile(empty, len(counts), min(numbers), max(numbers), spread(numbers))
    shares = tuple(counts.most_common(MOST_SHARES)) if 2 * len(counts) <= len(filled) else ()
    return Profile(empty, len(counts), shares=shares)


def spread(numbers: Sequence[float]) -> tuple[int, ...]:
    """How many lie in each of ``BINS`` equal parts; all in one part where all are the same."""
    low, high = min(numbers), max(numbers)
    width = high / BINS - low / BINS  # not (high - low): that may be more than a float holds
    if not width:
        return (len(numbers),)
    found = Counter(min(int(number / width - low / width), BINS - 1) for number in numbers)
    return tuple(found.get(place, 0) for place in range(BINS))


def _finite(texts: Sequence[str]) -> list[float]:
    return [number for text in texts if math.isfinite(number := float(text))]
