"""山形图: one karst peak per theme, its height by the square root of the count. Geometry only, as SVG numbers.

Here: the drawing of a peak and the row of them. Not here: where the counts come from (``helpers.py``), colours (CSS).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

WIDTH = 1240.0
BASE = 196.0
"""The water line, in units of the view box."""
TALLEST = 150.0
SHORTEST = 14.0
HALF_WIDTH = 40.0

Outline = tuple[tuple[float, float], ...]

# Outlines as cubic Béziers: x in −1…1 across, y in 0…1 upwards; a start, then triples of two controls and a point.
OUTLINES: tuple[Outline, ...] = (
    ((-1, 0), (-0.95, 0.1), (-0.85, 0.35), (-0.76, 0.51), (-0.67, 0.67), (-0.63, 0.77), (-0.52, 0.86), (-0.41, 0.95),
     (-0.32, 0.96), (-0.2, 0.98), (-0.08, 1), (0.02, 1), (0.12, 0.95), (0.22, 0.9), (0.23, 0.78), (0.32, 0.73),
     (0.41, 0.67), (0.5, 0.72), (0.6, 0.65), (0.7, 0.57), (0.76, 0.46), (0.84, 0.33), (0.92, 0.21), (0.97, 0.06), (1, 0)),
    ((-1, 0), (-0.96, 0.08), (-0.86, 0.27), (-0.8, 0.42), (-0.74, 0.57), (-0.78, 0.69), (-0.7, 0.8), (-0.62, 0.9),
     (-0.52, 0.92), (-0.4, 0.95), (-0.28, 0.99), (-0.22, 1), (-0.08, 0.99), (0.06, 0.99), (0.18, 0.98), (0.32, 0.92),
     (0.46, 0.87), (0.56, 0.8), (0.64, 0.7), (0.72, 0.59), (0.69, 0.49), (0.76, 0.36), (0.83, 0.23), (0.96, 0.07), (1, 0)),
    ((-1, 0), (-0.98, 0.06), (-0.95, 0.22), (-0.9, 0.33), (-0.85, 0.44), (-0.81, 0.51), (-0.72, 0.57), (-0.62, 0.62),
     (-0.5, 0.57), (-0.4, 0.62), (-0.3, 0.68), (-0.3, 0.81), (-0.2, 0.88), (-0.1, 0.94), (-0.01, 0.97), (0.12, 0.98),
     (0.25, 0.98), (0.35, 1), (0.48, 0.92), (0.61, 0.83), (0.7, 0.71), (0.8, 0.54), (0.9, 0.36), (0.96, 0.1), (1, 0)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Peak:
    """A drawn peak; ``path`` is empty where there is nothing to show."""

    centre: float
    top: float
    path: str


def height(count: int, largest: int) -> float:
    """Units of the view box; 0 for nothing, and never so small that one dataset could not be seen."""
    if count <= 0:
        return 0.0
    return max(SHORTEST, TALLEST * sqrt(count / largest))


def outline(shape: Outline, centre: float, tall: float, half: float) -> str:
    """SVG path data of one peak standing on the water line."""
    points = [f"{centre + x * half:.1f} {BASE - y * tall:.1f}" for x, y in shape]
    return f"M{points[0]}C{' '.join(points[1:])}z"


def draw(counts: Sequence[int]) -> tuple[Peak, ...]:
    """Peaks in the given order, spread over the width."""
    largest = max(counts, default=0)
    step = WIDTH / max(len(counts), 1)
    return tuple(_peak(index, count, largest, step) for index, count in enumerate(counts))


def _peak(index: int, count: int, largest: int, step: float) -> Peak:
    centre, tall = step * (index + 0.5), height(count, largest)
    if not tall:
        return Peak(round(centre, 1), BASE, "")
    half = min(HALF_WIDTH, step * 0.68) * (0.7 + 0.3 * tall / TALLEST)
    return Peak(round(centre, 1), round(BASE - tall, 1), outline(OUTLINES[index % len(OUTLINES)], centre, tall, half))
