"""Loads ``config/zone_map.yaml``: where the tiles of the map lie, and which nodes a zone shows. Faults name file and line.

Not here: the drawing (``views/tile_map.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.gxdata import rule_schemas, yaml_lines
from ckanext.gxdata.core.codelists import LANGUAGES, CodeList
from ckanext.gxdata.rule_values import require_known
from ckanext.gxdata.yaml_lines import Document, Place

FILE = "zone_map.yaml"

_TEXT = {"type": "string", "minLength": 1}
_LABELS = {
    "type": "object",
    "required": ["zh", "en", "vi"],
    "properties": dict.fromkeys(LANGUAGES, _TEXT),
    "additionalProperties": False,
}
_PLACE = {"type": "integer", "minimum": 1, "maximum": 12}


def _closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


SCHEMA = _closed(
    tiles={"type": "array", "items": _closed(division=_TEXT, column=_PLACE, row=_PLACE, short=_LABELS)},
    kinds={"type": "object", "additionalProperties": _LABELS},
    zones={
        "type": "object",
        "additionalProperties": _closed(nodes_of=_TEXT, kinds={"type": "array", "items": _TEXT}),
    },
)


@dataclass(frozen=True, slots=True)
class ZoneMap:
    """``tiles`` and ``nodes`` as they are written; nodes by zone, those of the kinds that it shows."""

    tiles: tuple[Mapping[str, Any], ...]
    kinds: Mapping[str, Mapping[str, str]]
    nodes: Mapping[str, tuple[Mapping[str, Any], ...]]


NO_MAP = ZoneMap((), {}, {})


def read_zone_map(config_dir: Path, codelists: Mapping[str, CodeList]) -> ZoneMap:
    """No map where there is no such file.

    Raises ``RuleError``: shape, unknown zones, kinds and divisions, two tiles on one place.
    """
    if not (config_dir / FILE).exists():
        return NO_MAP
    document = yaml_lines.read(config_dir / FILE, f"{config_dir.name}/{FILE}")
    rule_schemas.check(document, SCHEMA)
    _check_tiles(document, codelists["region"])
    zones, data = codelists["zone"], document.data
    for zone, shown in data["zones"].items():
        require_known(document, ("zones", zone), zone, [code.id for code in zones.codes], "专区")
        require_known(document, ("zones", zone, "nodes_of"), shown["nodes_of"], [code.id for code in zones.codes], "专区")
        for number, kind in enumerate(shown["kinds"]):
            require_known(document, ("zones", zone, "kinds", number), kind, data["kinds"], "节点种类")
    nodes = {zone: _nodes(zones, shown) for zone, shown in data["zones"].items()}
    return ZoneMap(tuple(data["tiles"]), data["kinds"], nodes)


def _nodes(zones: CodeList, shown: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    written = zones[shown["nodes_of"]].extra.get("nodes", ())
    return tuple(node for kind in shown["kinds"] for node in written if node["kind"] == kind)


def _check_tiles(document: Document, regions: CodeList) -> None:
    taken: dict[tuple[int, int], str] = {}
    for number, tile in enumerate(document.data["tiles"]):
        place: Place = ("tiles", number)
        require_known(document, (*place, "division"), tile["division"], [code.id for code in regions.codes], "行政区划")
        at = (tile["column"], tile["row"])
        if at in taken:
            message = f"“{tile['short']['zh']}”与“{taken[at]}”在同一格（column {at[0]}，row {at[1]}）"
            raise document.fault((*place, "column"), message, "请换一格", "same-place")
        taken[at] = tile["short"]["zh"]
