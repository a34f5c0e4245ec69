"""菱格地图: cities as diamonds of cloth, placed by hand, no boundaries. Geometry only, as SVG numbers.

Here: the drawing of tiles and the marks of nodes on them. Not here: where the tiles lie (``config/zone_map.yaml``),
counts (actions), colours (CSS).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

REACH = 62.0
"""From the middle of a tile to its tips; tiles stand this far apart, so that they touch."""
STEPS = 6
MARGIN = 4.0
SHADES = 5
MARK_GAP = 15.0


@dataclass(frozen=True, slots=True)
class Tile:
    """A place on the map, ``column`` and ``row`` counted from 1."""

    division: str
    column: int
    row: int
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """A port, station or airport; ``faces`` is the place across the border."""

    kind: str
    division: str
    title: Mapping[str, str]
    faces: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A node as drawn: ``x`` and ``y`` are its middle."""

    x: float
    y: float
    node: Node


@dataclass(frozen=True, slots=True)
class DrawnTile:
    """``shade``: 0 for nothing, then 1 to 5."""

    tile: Tile
    x: float
    y: float
    count: int
    shade: int
    path: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class TileMap:
    width: float
    height: float
    tiles: tuple[DrawnTile, ...]


def draw(tiles: Sequence[Tile], counts: Mapping[str, int], nodes: Iterable[Node]) -> TileMap:
    """Nodes of counties stand on the tile of their city."""
    by_city: dict[str, list[Node]] = {}
    for node in nodes:
        by_city.setdefault(f"{node.division[:4]}00", []).append(node)
    largest = max((counts.get(tile.division, 0) for tile in tiles), default=0)
    drawn = tuple(_tile(tile, counts.get(tile.division, 0), largest, by_city.get(tile.division, [])) for tile in tiles)
    width = max((each.x for each in drawn), default=0.0) + REACH + MARGIN
    height = max((each.y for each in drawn), default=0.0) + REACH + MARGIN
    return TileMap(width, height, drawn)


def shade(count: int, largest: int) -> int:
    """Fifths of the largest count; the smallest count is still seen."""
    return 0 if count <= 0 else min(SHADES, 1 + (SHADES * (count - 1)) // max(largest, 1))


def diamond(x: float, y: float) -> str:
    """SVG path of a diamond with stepped edges, as the loom makes it."""
    step = round(REACH / STEPS, 2)
    stairs = [(1, 1), (1, -1), (-1, -1), (-1, 1)]  # down right, down left, up left, up right
    edges = "".join(_stair(down * step, right * step) for down, right in stairs)
    return f"M{x + step / 2:.2f} {y - REACH:.2f}{edges}z"


def _stair(down: float, right: float) -> str:
    last = f"v{down:.2f}"
    return f"v{down:.2f}h{right:.2f}" * (STEPS - 1) + last + (f"h{right:.2f}" if (down > 0) != (right > 0) else "")


def _tile(tile: Tile, count: int, largest: int, nodes: Sequence[Node]) -> DrawnTile:
    x, y = MARGIN + tile.column * REACH, MARGIN + tile.row * REACH
    left = x - MARK_GAP * (len(nodes) - 1) / 2
    marks = tuple(Mark(round(left + MARK_GAP * place, 1), y + 30, node) for place, node in enumerate(nodes))
    return DrawnTile(tile, x, y, count, shade(count, largest), diamond(x, y), marks)
