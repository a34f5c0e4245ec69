"""``config/labels.yaml`` → ``core.labels.Labels``. A label may stand once only; a field must be one that there is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ckanext.gxdata import rule_schemas, yaml_lines
from ckanext.gxdata.core.labels import Labels, Notion, label_key
from ckanext.gxdata.core.transforms import TRANSFORMS
from ckanext.gxdata.dataset_fields import DatasetFields
from ckanext.gxdata.yaml_lines import Document, Place


def read_labels(config_dir: Path, fields: DatasetFields) -> Labels:
    """Raises ``RuleError`` with file and line."""
    document = yaml_lines.read(config_dir / "labels.yaml", f"{config_dir.name}/labels.yaml")
    rule_schemas.check(document, rule_schemas.LABELS)
    entries: Mapping[str, Any] = document.data["notions"]
    _refuse_doubles(document, entries)
    for name, entry in entries.items():
        _check_fields(document, ("notions", name, "fields"), entry["fields"], fields)
    return Labels({name: _notion(name, entry) for name, entry in entries.items()})


def _notion(name: str, entry: Mapping[str, Any]) -> Notion:
    elsewhere = {label: tuple(portals) for label, portals in entry.get("elsewhere", {}).items()}
    return Notion(name, entry["zh"], tuple(entry["labels"]), entry["fields"], elsewhere)


def _refuse_doubles(document: Document, entries: Mapping[str, Any]) -> None:
    first: dict[str, str] = {}
    for name, entry in entries.items():
        for number, label in enumerate(entry["labels"]):
            other = first.setdefault(label_key(label), name)
            if other != name:
                place: Place = ("notions", name, "labels", number)
                message = f"栏目“{label}”在“{other}”中已有"
                hint = "一个栏目只能有一个通常的意思；个别平台另有所指的写在 elsewhere"
                raise document.fault(place, message, hint, "duplicate-label")


def _check_fields(document: Document, place: Place, rules: Mapping[str, Any], fields: DatasetFields) -> None:
    for field, rule in rules.items():
        here = (*place, field)
        if field not in fields.labels:
            raise document.fault(here, f"没有名为“{field}”的字段", "见 schemas/dataset.yaml", "unknown-field")
        for number, name in enumerate(rule.get("transforms", ())):
            if name not in TRANSFORMS:
                hint = f"可用的转换：{'、'.join(TRANSFORMS)}"
                raise document.fault(
                    (*here, "transforms", number), f"没有名为“{name}”的转换", hint, "unknown-transform"
                )
