"""列谱: what stands in the head of a previewed column, as numbers for SVG: a histogram, or shares of the commonest values.

Pure. Not here: how columns are profiled (``core/table_profile.py``), colours and words (templates, CSS).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 100.0, 24.0
LEAST = 1.5
"""Height of a bar that stands for at least one."""


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Share:
    """``per_cent`` of all rows hold ``value``; ``bar`` is its part of the band."""

    value: str
    per_cent: int
    bar: Bar


@dataclass(frozen=True, slots=True)
class Art:
    bars: tuple[Bar, ...]
    shares: tuple[Share, ...]
    empty: float
    """Width of the line that stands for empty cells."""


def draw(profile: Mapping[str, Any], rows: int) -> Art:
    """``profile`` as ``gxdata_table_preview`` answers it."""
    empty = round(WIDTH * profile["empty"] / rows, 1) if rows else 0.0
    return Art(histogram(profile["bins"]), band(profile["shares"], rows), empty)


def histogram(bins: Sequence[int]) -> tuple[Bar, ...]:
    step = WIDTH / max(len(bins), 1)
    most = max(bins, default=0)
    heights = [max(HEIGHT * count / most, LEAST) if count else 0.0 for count in bins]
    places = enumerate(heights)
    return tuple(
        Bar(round(place * step, 2), round(HEIGHT - high, 2), round(step - 0.8, 2), round(high, 2))
        for place, high in places
    )


def band(shares: Sequence[Sequence[Any]], rows: int) -> tuple[Share, ...]:
    drawn, x = [], 0.0
    for value, count in shares:
        width = WIDTH * count / max(rows, 1)
        drawn.append(
            Share(str(value), round(100 * count / max(rows, 1)), Bar(round(x, 2), 0.0, round(width, 2), HEIGHT))
        )
        x += width
    return tuple(drawn)
