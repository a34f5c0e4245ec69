"""Loads ``config/zone_targets.yaml`` (应有数据) into frozen targets. A fault names file, line and the nearest valid key.

Not here: what is done with them (``core/zone_coverage.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ckanext.gxdata import rule_schemas, yaml_lines
from ckanext.gxdata.core.codelists import SHORTEST_NEEDLE, CodeList
from ckanext.gxdata.core.text import key
from ckanext.gxdata.core.zone_coverage import Target, Targets, is_register, period_of
from ckanext.gxdata.rule_values import require_known
from ckanext.gxdata.yaml_lines import Document, Place
from ckanext.gxdata.zone_ids import both_places

FILE = "zone_targets.yaml"
NOTHING_WANTED = Targets({}, {}, {}, {}, goal=100, source="", certainty="unknown")

_TEXT = {"type": "string", "minLength": 1}
_WORDS = {"type": "array", "minItems": 1, "items": _TEXT}
_LABELS = {
    "type": "object",
    "required": ["zh", "en", "vi"],
    "properties": dict.fromkeys(("zh", "en", "vi", "th"), _TEXT),
    "additionalProperties": False,
}


def _closed(properties: Mapping[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


_TARGET = _closed(
    {
        "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$"},
        "kind": _TEXT,
        "title": _LABELS,
        "why": _LABELS,
        "provider": _TEXT,
        **dict.fromkeys(("words", "also", "without"), _WORDS),
        "among": _TEXT,
        "national": {"type": "boolean"},
        "register": {"type": "boolean"},
    },
    *("id", "kind", "title", "provider", "words"),
)
_ZONE = _closed({"about": _LABELS, "targets": {"type": "array", "minItems": 1, "items": _TARGET}})
SCHEMA = _closed(
    {
        "source": _TEXT,
        "certainty": {"enum": ["high", "medium", "unknown"]},
        "goal": {"type": "number", "minimum": 1, "maximum": 100},
        "kinds": {"type": "object", "additionalProperties": _closed({"title": _LABELS, "why": _LABELS}, "title", "why")},
        "providers": {"type": "object", "additionalProperties": _LABELS},
        "zones": {"type": "object", "additionalProperties": _ZONE},
    },
    *("source", "certainty", "goal", "kinds", "providers", "zones"),
)


def read_zone_targets(config_dir: Path, codelists: Mapping[str, CodeList]) -> Targets:
    """Nothing is wanted where there is no such file.

    Raises ``RuleError``: shape, unknown zone, kind or provider, an id that is there twice.
    """
    if not (config_dir / FILE).exists():
        return NOTHING_WANTED
    document = yaml_lines.read(config_dir / FILE, f"{config_dir.name}/{FILE}")
    rule_schemas.check(document, SCHEMA)
    data = document.data
    placed = list(_targets(data["zones"]))
    _check_zones(document, codelists["zone"], config_dir)
    for place, _zone, entry in placed:
        _check_target(document, place, entry, codelists)
    _refuse_doubles(document, placed)
    by_zone: dict[str, list[Target]] = {zone: [] for zone in data["zones"]}
    for _place, zone, entry in placed:
        by_zone[zone].append(_target(zone, entry, data["kinds"]))
    return Targets(
        by_zone={zone: tuple(targets) for zone, targets in by_zone.items()},
        about={zone: content["about"] for zone, content in data["zones"].items() if "about" in content},
        kinds={kind: content["title"] for kind, content in data["kinds"].items()},
        providers=data["providers"],
        goal=int(data["goal"]),
        source=data["source"],
        certainty=data["certainty"],
    )


def _targets(zones: Mapping[str, Any]) -> Iterator[tuple[Place, str, Mapping[str, Any]]]:
    for zone, content in zones.items():
        for number, entry in enumerate(content.get("targets", ())):
            yield ("zones", zone, "targets", number), zone, entry


def _target(zone: str, entry: Mapping[str, Any], kinds: Mapping[str, Any]) -> Target:
    return Target(
        id=entry["id"],
        zone=zone,
        kind=entry["kind"],
        title=entry["title"],
        why=entry.get("why", kinds[entry["kind"]]["why"]),
        provider=entry["provider"],
        words=tuple(map(key, entry.get("words", ()))),
        also=tuple(map(key, entry.get("also", ()))),
        without=tuple(map(key, entry.get("without", ()))),
        among=entry.get("among", ""),
        national=entry.get("national", False),
        period=period_of(entry["title"]["zh"]),
        register=entry.get("register", is_register(entry["title"]["zh"])),
    )


def _check_zones(document: Document, zones: CodeList, config_dir: Path) -> None:
    used = document.data["zones"]
    for zone in used:
        more = both_places(config_dir, zone, zones, used) if zone not in zones else ""
        require_known(document, ("zones", zone), zone, [code.id for code in zones.codes], "专区", more)


def _check_target(
    document: Document, place: Place, entry: Mapping[str, Any], codelists: Mapping[str, CodeList]
) -> None:
    for name in ("words", "also", "without"):
        for number, word in enumerate(entry.get(name, ())):
            if len(key(word)) < SHORTEST_NEEDLE:
                hint = "至少两个字；一个字会在别的词里出现"
                raise document.fault((*place, name, number), f"“{word}”太短，认不出数据集", hint, "short-word")
    departments = [code.id for code in codelists["organization"].codes]
    require_known(document, (*place, "kind"), entry["kind"], document.data["kinds"], "种类")
    require_known(document, (*place, "provider"), entry["provider"], [*departments, *document.data["providers"]], "提供方")
    if "among" in entry:
        require_known(document, (*place, "among"), entry["among"], [code.id for code in codelists["zone"].codes], "专区")


def _refuse_doubles(document: Document, placed: list[tuple[Place, str, Mapping[str, Any]]]) -> None:
    seen: dict[str, Place] = {}
    for place, _zone, entry in placed:
        name = key(entry["id"])
        if name in seen:
            line = document.pointer((*seen[name], "id")).rpartition(":")[2]
            message = f"应有数据“{entry['id']}”重复，第 {line} 行已有"
            raise document.fault((*place, "id"), message, "每一项的 id 只能出现一次", "duplicate-id")
        seen[name] = place
