"""Real words that generated catalogs are made of: published tables with their columns, places, departments.

Here: reading them from config/. Not here: what is made of them (``records``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Table:
    """A table of the National Bureau of Statistics as the demo publishes it."""

    title: str
    chapter: str
    topic: str
    frequency: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    tables: tuple[Table, ...]
    places: tuple[str, ...]
    departments: tuple[str, ...]
    source: str


def read(config: Path) -> Facts:
    """``config`` is the repository's folder of that name."""
    folder = config / "demo" / "statistics" / "tables"
    files = [path.read_text("utf-8").splitlines() for path in sorted(folder.glob("*.jsonl"))]
    tables = [_table(json.loads(line)) for lines in files for line in lines[1:]]
    divisions = _codes(config / "codelists" / "divisions.yaml")
    departments = _codes(config / "codelists" / "organizations.yaml")
    places = [place["zh"] for code in divisions if code["id"] == "450000" for place in _below(code)]
    source = json.loads(files[0][0])["source"]
    return Facts(tuple(tables), tuple(places), tuple(code["zh"] for code in departments), source)


def _table(entry: Mapping[str, Any]) -> Table:
    return Table(entry["title"], entry["chapter"], entry["topic"], entry["frequency"], tuple(entry["columns"]))


def _codes(path: Path) -> list[dict[str, Any]]:
    codes: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))["codes"]
    return codes


def _below(code: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield code
    for child in code.get("children", ()):
        yield from _below(child)
