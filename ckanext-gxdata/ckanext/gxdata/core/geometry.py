"""空间范围: a GeoJSON geometry (RFC 7946), or a box of four numbers, checked as coordinates of the earth.

Not here: converting between CRS. GCJ-02 looks like WGS 84 and lies 500 m off, so it has to be declared (``spatial_crs``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

TYPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
LONGEST = 200_000
"""Characters of JSON; an outline of a county with some hundred points stays far below."""
_MOST_NESTED = 4


def check(value: Any) -> dict[str, Any]:
    """The geometry. Raises ``ValueError`` in Chinese."""
    document = _loaded(value)
    if isinstance(document, list):
        return _box(document)
    if not isinstance(document, Mapping):
        raise ValueError(_shape("不是 GeoJSON 对象"))
    if document.get("type") == "Feature":
        document = document.get("geometry")
    return _geometry(document, 0)


def check_box(value: Any) -> list[float]:
    """West, south, east, north; as a list, its JSON, or between commas. Raises ``ValueError`` in Chinese."""
    if isinstance(value, str) and not value.strip().startswith("["):
        value = f"[{value}]"
    corners = _loaded(value)
    if not isinstance(corners, list):
        raise ValueError(_shape(f"“{str(value)[:50]}”不是范围框"))
    _box(corners)
    return corners


def bounds(geometry: Any) -> list[float]:
    """The box around a checked geometry, in the order of ``check_box``; empty without positions."""
    positions = list(_positions(geometry))
    if not positions:
        return []
    longitudes, latitudes = [each[0] for each in positions], [each[1] for each in positions]
    return [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]


def same_box(one: list[float], other: list[float]) -> bool:
    """To some ten metres: boxes are written with fewer digits than outlines."""
    return len(one) == len(other) and all(abs(a - b) < 0.0002 for a, b in zip(one, other, strict=True))


def _positions(part: Any) -> Iterator[list[Any]]:
    if isinstance(part, Mapping):
        for name in ("coordinates", "geometries"):
            yield from _positions(part.get(name))
    elif isinstance(part, list) and len(part) >= 2 and all(map(_is_number, part)):
        yield part
    elif isinstance(part, list):
        for each in part:
            yield from _positions(each)


def declared_crs(value: Any) -> str:
    """The name in the ``crs`` member of the older GeoJSON, or empty."""
    try:
        document = _loaded(value)
        return str(document["crs"]["properties"]["name"])
    except (ValueError, KeyError, TypeError):
        return ""


def _loaded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if len(value) > LONGEST:
        raise ValueError(f"空间范围有 {len(value)} 个字符，超过 {LONGEST} 个；请简化边界后再填")
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise ValueError(_shape(f"“{value[:50]}”不是 JSON")) from error


def _shape(why: str) -> str:
    return f"{why}；空间范围应为 GeoJSON 几何对象，或 [西, 南, 东, 北] 四个经纬度"


def _box(corners: list[Any]) -> dict[str, Any]:
    if len(corners) != 4:
        raise ValueError(_shape(f"范围框有 {len(corners)} 个数"))
    for corner in (corners[:2], corners[2:]):
        _position(corner)
    west, south, east, north = corners
    if south > north:
        raise ValueError(f"范围框的南界 {south} 大于北界 {north}；次序为 [西, 南, 东, 北]")
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _geometry(document: Any, nested: int) -> dict[str, Any]:
    if not isinstance(document, Mapping) or document.get("type") not in TYPES or nested > _MOST_NESTED:
        kind = document.get("type") if isinstance(document, Mapping) else document
        raise ValueError(f"几何类型“{str(kind)[:50]}”不可用；可用的有：{'、'.join(TYPES)}")
    kind = str(document["type"])
    if kind == "GeometryCollection":
        members = document.get("geometries")
        if not isinstance(members, list):
            raise ValueError("GeometryCollection 缺少 geometries 列表")
        return {"type": kind, "geometries": [_geometry(member, nested + 1) for member in members]}
    coordinates = document.get("coordinates")
    lines = list(_lines(coordinates, _DEPTH[kind]))
    if "Polygon" in kind:
        for ring in lines:
            _closed(ring)
    return {"type": kind, "coordinates": coordinates}


def _lines(coordinates: Any, depth: int) -> Iterator[list[Any]]:
    """Rows of positions, each position checked."""
    if depth == 0:
        _position(coordinates)
        return
    if not isinstance(coordinates, list) or not coordinates:
        raise ValueError("坐标的层数与几何类型不符，或没有坐标")
    for part in coordinates:
        yield from _lines(part, depth - 1)
    if depth == 1:
        yield coordinates


def _position(position: Any) -> None:
    numbers = isinstance(position, list) and len(position) in (2, 3) and all(map(_is_number, position))
    if not numbers:
        raise ValueError(f"“{str(position)[:50]}”不是坐标；应为 [经度, 纬度]")
    longitude, latitude = position[:2]
    if abs(longitude) > 180 or abs(latitude) > 90:
        swapped = "，经度与纬度可能写反" if abs(longitude) <= 90 and abs(latitude) <= 180 else ""
        raise ValueError(f"坐标 [{longitude}, {latitude}] 超出范围{swapped}；次序为 [经度, 纬度]，单位为度")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value


def _closed(ring: list[Any]) -> None:
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError(f"多边形的一圈有 {len(ring)} 个点；至少 4 个，且首尾相同")
