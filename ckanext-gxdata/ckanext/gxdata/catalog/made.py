"""Validated data become rows: what ``package_dict_save`` and the actions around it would leave in the tables.

Pure but for the random ids of what is new. Not here: validation (``plan``), the gate and zones (``logic/admission``), SQL.
``plugin_data`` is kept as it is: only a sysadmin sets it, through the action API.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from ckanext.gxdata.catalog import columns, made_resources
from ckanext.gxdata.catalog.known import Known
from ckanext.gxdata.catalog.made_values import as_time, storable
from ckanext.gxdata.catalog.rows import DatasetRows

_TAG_NAMES = uuid.UUID("6f1f4f0e-6d0b-5b0c-9a63-1f0f5b1d2c77")
_MILLISECOND, _HUNDREDTH = timedelta(milliseconds=1), timedelta(milliseconds=10)


def rows_of(
    validated: Mapping[str, Any],
    groups: Iterable[str],
    before: tuple[DatasetRows, ...],
    known: Known,
    user: str,
    now: datetime,
) -> DatasetRows:
    """``groups`` are names, and all of them; ``user`` is the name of who writes. Where nothing changes: ``before``'s own rows.

    Give each dataset of a batch a ``now`` of its own (``moments``): the newest first is then one order.
    """
    old = before[0] if before else None
    moment = _moment(now, old)
    package = _package(validated, old, known, user, moment)
    resources, gone = made_resources.resources_of(validated.get("resources"), package["id"], old, moment)
    tags = _tags(validated.get("tags") or (), old, known)
    rows = replace(
        old or DatasetRows({}), package=package, resources=resources, gone=gone, groups=_groups(groups, known), **tags
    )
    if old is None or rows == old or validated.get("metadata_modified"):
        return rows
    return replace(rows, package={**package, "metadata_modified": moment})


def same(after: DatasetRows, before: DatasetRows) -> bool:
    """Nothing to write: what ``package_update`` finds unchanged."""
    return after == before


def moments(now: datetime, count: int) -> list[datetime]:
    """As many moments, each a microsecond after the other."""
    return [now + timedelta(microseconds=number) for number in range(count)]


@lru_cache(maxsize=16_384)
def tag_id(name: str) -> str:
    """Of a free tag that nobody made yet: whoever makes it first, in whatever process, it is the same one."""
    return str(uuid.uuid5(_TAG_NAMES, name))


def _moment(now: datetime, old: DatasetRows | None) -> datetime:
    """Solr keeps milliseconds and drops them at zero; ``package_show`` compares hundredths of a second with Solr's copy."""
    moment: datetime = as_time(now)
    if old is not None:
        before = old.package["metadata_modified"]
        if before is not None and moment.isoformat()[:22] == before.isoformat()[:22]:
            moment += _HUNDREDTH
    return moment if moment.microsecond >= 1000 else moment + _MILLISECOND


def _package(
    validated: Mapping[str, Any], old: DatasetRows | None, known: Known, user: str, moment: datetime
) -> dict[str, Any]:
    given = {name: storable(validated[name]) for name in columns.PACKAGE if name in validated}
    given["extras"] = _extras(validated.get("extras") or ())
    given["owner_org"] = _owner(given, old, known)
    for name in ("metadata_created", "plugin_data"):
        given.pop(name, None)
    if not given.get("metadata_modified", True):
        del given["metadata_modified"]
    if old is not None:
        return _timed({**old.package, **dict.fromkeys(columns.PACKAGE_CLEARED), **given})
    writer = {"creator_user_id": known.user_ids[user]} if user in known.user_ids else {}
    return _timed({**_new(moment), **given, **writer})


def _new(moment: datetime) -> dict[str, Any]:
    fixed = {"id": str(uuid.uuid4()), "type": "dataset", "private": False, "state": "active"}
    return {**dict.fromkeys(columns.PACKAGE), **fixed, "metadata_created": moment, "metadata_modified": moment}


def _timed(package: dict[str, Any]) -> dict[str, Any]:
    package["metadata_modified"] = as_time(package["metadata_modified"])
    return package


def _owner(given: Mapping[str, Any], old: DatasetRows | None, known: Known) -> str | None:
    owner = given["owner_org"] if "owner_org" in given else old.package["owner_org"] if old else None
    return known.organization_id(owner) if owner else None


def _extras(extras: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """In the order in which jsonb gives them back: by length of the key, then by its bytes."""
    named = {storable(extra["key"]): storable(extra["value"]) for extra in extras}
    return {key: named[key] for key in _in_jsonb_order(tuple(named))}


@lru_cache(maxsize=1_024)
def _in_jsonb_order(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The same extras come with record after record."""
    return tuple(sorted(keys, key=lambda key: (len(key.encode()), key.encode())))


def _tags(tags: Iterable[Mapping[str, Any]], old: DatasetRows | None, known: Known) -> dict[str, Any]:
    """By name and vocabulary; a tag that the dataset has already stays that one, should there be two of the name."""
    own = _own_tags(old) if old else {}
    found: dict[tuple[str, str], str] = {}
    for tag in tags:
        key = (storable(tag["name"]), str(tag.get("vocabulary_id") or ""))
        found[key] = own.get(key) or _tag(key, known)
    ordered = sorted(found.items(), key=lambda item: item[0][0])
    return {
        "tags": tuple(name for (name, _vocabulary), _tag in ordered),
        "tag_ids": tuple(tag for _key, tag in ordered),
        "vocabularies": {tag: vocabulary for (_name, vocabulary), tag in ordered if vocabulary},
    }


def _own_tags(old: DatasetRows) -> dict[tuple[str, str], str]:
    return {(name, old.vocabularies.get(tag, "")): tag for name, tag in zip(old.tags, old.tag_ids, strict=True)}


def _tag(key: tuple[str, str], known: Known) -> str:
    name, vocabulary = key
    return known.vocabulary_tags[vocabulary, name] if vocabulary else known.tags.get(name) or tag_id(name)


def _groups(names: Iterable[str], known: Known) -> tuple[str, ...]:
    """A group that is not there is passed over, as CKAN does."""
    found = {known.group_ids.get(name, name) for name in names}
    return tuple(sorted(found & known.groups.keys()))
