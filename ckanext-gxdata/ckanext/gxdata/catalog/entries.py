"""One change of a dataset as it is copied into the tables of a batch: made where the change is made, in a child process, so that
the writer only passes lines on.

Not here: the tables (``staging``), and what becomes of them (``writing``).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import simplejson  # type: ignore[import-untyped]

from ckanext.gxdata.catalog import columns, staging
from ckanext.gxdata.catalog.rows import Change, DatasetRows


@dataclass(frozen=True, slots=True)
class Entry:
    """``lines``: of COPY, a text for each of ``staging.TABLES``. What else is here the writer asks before it writes."""

    id: str
    name: str
    identifier: str
    """``source_identifier`` of the dataset."""
    resources: tuple[str, ...]
    """Ids of those that it has; ``gone`` of those that CKAN keeps as deleted, ``former`` of those that it had."""
    gone: tuple[str, ...]
    former: tuple[str, ...]
    is_new: bool
    state: str
    """Of what stands there before; empty for a new one."""
    lines: tuple[str, ...]


def entry(change: Change) -> Entry:
    after = change.after
    rows = (
        (_package(after),),
        _resources(after),
        _tags(after),
        _members(after),
        (_change(change),),
    )
    return Entry(
        after.id,
        str(after.package["name"]),
        str(after.package["extras"].get("source_identifier") or ""),
        tuple(str(row["id"]) for row in after.resources),
        tuple(str(row["id"]) for row in after.gone),
        tuple(str(row["id"]) for before in change.before for row in before.resources),
        not change.before,
        str(change.before[0].package["state"]) if change.before else "",
        tuple(staging.lines(each) for each in rows),
    )


def _change(change: Change) -> tuple[Any, ...]:
    seen = change.before[0].package["metadata_modified"] if change.before else None
    return change.after.id, not change.before, seen


def _package(rows: DatasetRows) -> list[Any]:
    kept = {**rows.package, "extras": _json(rows.package["extras"])}
    if kept["plugin_data"] is not None:
        kept["plugin_data"] = _json(kept["plugin_data"])
    return [kept[name] for name in columns.PACKAGE]


_json = json.JSONEncoder(ensure_ascii=False).encode
_json_of_resource = simplejson.JSONEncoder(ensure_ascii=False).encode
"""As CKAN's column types write it."""


def _resources(rows: DatasetRows) -> Iterator[list[Any]]:
    for row in (*rows.resources, *rows.gone):
        extras = _json_of_resource(row["extras"]) if row["extras"] else None
        yield [extras if name == "extras" else row[name] for name in columns.RESOURCE]


def _tags(rows: DatasetRows) -> Iterator[tuple[Any, ...]]:
    for name, tag in zip(rows.tags, rows.tag_ids, strict=True):
        yield rows.id, tag, name, rows.vocabularies.get(tag), str(uuid.uuid4())


def _members(rows: DatasetRows) -> Iterator[tuple[Any, ...]]:
    if rows.package["owner_org"]:
        yield rows.id, rows.package["owner_org"], "organization", str(uuid.uuid4())
    for group in rows.groups:
        yield rows.id, group, "public", str(uuid.uuid4())
