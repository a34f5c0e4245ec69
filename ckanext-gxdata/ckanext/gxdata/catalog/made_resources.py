"""The resources of one dataset: ``resource_dict_save`` and ``package_resource_list_save`` without a database."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import simplejson  # type: ignore[import-untyped]

from ckanext.gxdata.catalog import columns
from ckanext.gxdata.catalog.made_values import as_time, storable
from ckanext.gxdata.catalog.rows import DatasetRows

Row = dict[str, Any]
Rows = tuple[Mapping[str, Any], ...]

_OWN = frozenset(columns.RESOURCE)
_IGNORED = frozenset(("extras", "revision_timestamp", "tracking_summary", "package_id", "state", "position"))
_NO_CHANGE = frozenset(("position", "state"))
_TEXTS = {"url": "", "format": "", "hash": "", "description": ""}


def resources_of(
    given: Sequence[Mapping[str, Any]] | None, package_id: str, old: DatasetRows | None, moment: datetime
) -> tuple[Rows, Rows]:
    """The active ones, and those in state ``deleted``: what the list loses now is kept once more, what it lost before goes.

    Without a list the resources stay as they are.
    """
    before = old or DatasetRows({})
    if given is None:
        return before.resources, before.gone
    stored = {row["id"]: row for row in (*before.gone, *before.resources)}
    made = [_resource(each, package_id, stored, moment) for each in given]
    ids = [row["id"] for row in made]
    if ids == [row["id"] for row in before.resources]:
        places = [row["position"] for row in before.resources]
        return tuple({**row, "position": place} for row, place in zip(made, places, strict=True)), before.gone
    lost = [row for row in before.resources if row["id"] not in set(ids)]
    gone = [{**row, "state": "deleted", "position": 0} for row in lost]  # where CKAN's ordered list leaves them
    return tuple({**row, "position": place} for place, row in enumerate(made)), tuple(gone)


def _resource(
    given: Mapping[str, Any], package_id: str, stored: Mapping[str, Mapping[str, Any]], moment: datetime
) -> Row:
    old = stored.get(str(given.get("id") or ""))
    row = {
        **(old or _new(package_id, moment)),
        **_cleared(),
        **_columns(given),
        "extras": _extras(given),
        "state": "active",
    }
    if old is None or _changed(row, old):
        row["metadata_modified"] = moment
    row["created"] = row["created"] or (None if old else moment)
    return row


def _new(package_id: str, moment: datetime) -> Row:
    empty = {**dict.fromkeys(columns.RESOURCE), **_TEXTS}
    return {**empty, "id": str(uuid.uuid4()), "package_id": package_id, "created": moment}


def _cleared() -> Row:
    return {"url": "", **dict.fromkeys(columns.RESOURCE_CLEARED)}


def _columns(given: Mapping[str, Any]) -> Row:
    named = {name: _value(name, given[name]) for name in columns.RESOURCE if name in given and name not in _IGNORED}
    if not named.get("id", True):
        del named["id"]
    if named.get("url") and named.get("url_type") == "upload":
        named["url"] = named["url"].rsplit("/")[-1]
    return named


def _value(name: str, value: Any) -> Any:
    return as_time(value) if name in columns.TIMES else storable(value)


def _extras(given: Mapping[str, Any]) -> Row:
    """As the table gives them back; most are texts, and only others need the way through JSON."""
    extras = {storable(key): storable(value) for key, value in given.items() if key not in _OWN and key not in _IGNORED}
    if all(isinstance(value, str) for value in extras.values()):
        return extras
    through: Row = simplejson.loads(simplejson.dumps(extras, ensure_ascii=False).replace("\\u0000", ""))
    return through


def _changed(row: Row, old: Mapping[str, Any]) -> bool:
    return any(row[name] != old[name] for name in columns.RESOURCE if name not in _NO_CHANGE)
