"""Rows of many datasets in five statements, whatever their state; ``pages`` goes through all of them in flat memory.

Not here: what is made of them (``dictized``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata.catalog import columns
from ckanext.gxdata.catalog.rows import DatasetRows

Connection = sa.engine.Connection
Row = dict[str, Any]

_package, _resource = model.package_table, model.resource_table
_PACKAGES = sa.select(*(_package.c[name] for name in columns.PACKAGE))
_RESOURCES = sa.select(*(_resource.c[name] for name in columns.RESOURCE)).order_by(_resource.c.position, _resource.c.id)
_TAGS = sa.text(
    "SELECT package_tag.package_id, tag.name, tag.id, tag.vocabulary_id FROM package_tag JOIN tag ON tag.id = package_tag.tag_id"
    " WHERE package_tag.state = 'active' AND package_tag.package_id = ANY(:ids)"
    ' GROUP BY package_tag.package_id, tag.id ORDER BY tag.name COLLATE "C", tag.id'
)
_GROUPS = sa.text(
    'SELECT DISTINCT member.table_id, member.group_id FROM member JOIN "group" ON "group".id = member.group_id'
    " WHERE member.table_id = ANY(:ids) AND member.table_name = 'package' AND member.state = 'active'"
    ' AND NOT "group".is_organization'
)
_RELATIONSHIPS = sa.text(
    "SELECT id, subject_package_id, object_package_id, type, comment, state FROM package_relationship"
    " WHERE state = 'active' AND (subject_package_id = ANY(:ids) OR object_package_id = ANY(:ids)) ORDER BY id"
)


def stored(connection: Connection, ids: Iterable[str]) -> dict[str, DatasetRows]:
    """By id; a dataset that is not there is not in the answer."""
    wanted = list(dict.fromkeys(ids))
    return _gathered(connection, _PACKAGES.where(_package.c.id.in_(wanted))) if wanted else {}


def by_name(connection: Connection, names: Iterable[str]) -> dict[str, DatasetRows]:
    """By name."""
    wanted = list(dict.fromkeys(names))
    found = _gathered(connection, _PACKAGES.where(_package.c.name.in_(wanted))) if wanted else {}
    return {str(rows.package["name"]): rows for rows in found.values()}


def pages(connection: Connection, size: int) -> Iterator[dict[str, DatasetRows]]:
    """All datasets by id, in the order of the database; each page is a look of its own."""
    last = ""
    while page := _gathered(connection, _PACKAGES.where(_package.c.id > last).order_by(_package.c.id).limit(size)):
        yield page
        last = list(page)[-1]


def _gathered(connection: Connection, packages: Any) -> dict[str, DatasetRows]:
    found = {row.id: _plain(row._mapping, "extras") for row in connection.execute(packages)}
    if not found:
        return {}
    ids = list(found)
    active, gone = _resources(connection, ids)
    tags = _pairs(connection.execute(_TAGS, {"ids": ids}))
    groups = _pairs(connection.execute(_GROUPS, {"ids": ids}))
    subjects, objects = _relationships(connection, ids)
    return {
        each: DatasetRows(
            package=package,
            resources=tuple(active[each]),
            gone=tuple(gone[each]),
            groups=tuple(sorted(group for (group,) in groups[each])),
            as_subject=tuple(subjects[each]),
            as_object=tuple(objects[each]),
            **_tagged(tags[each]),
        )
        for each, package in found.items()
    }


def _plain(row: Mapping[Any, Any], *named: str) -> Row:
    """No extras at all are stored as null; empty ones as an empty object."""
    return {**row, **{name: dict(row[name] or {}) for name in named}}


def _resources(connection: Connection, ids: Sequence[str]) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    active: dict[str, list[Row]] = defaultdict(list)
    gone: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(_RESOURCES.where(_resource.c.package_id.in_(ids))):
        kept = active if row.state == "active" else gone
        kept[row.package_id].append(_plain(row._mapping, "extras"))
    return active, gone


def _pairs(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(tuple(row[1:]))
    return found


def _tagged(tags: Sequence[tuple[str, str, str | None]]) -> Row:
    return {
        "tags": tuple(name for name, _tag, _vocabulary in tags),
        "tag_ids": tuple(tag for _name, tag, _vocabulary in tags),
        "vocabularies": {tag: vocabulary for _name, tag, vocabulary in tags if vocabulary},
    }


def _relationships(connection: Connection, ids: Sequence[str]) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    subjects: dict[str, list[Row]] = defaultdict(list)
    objects: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(_RELATIONSHIPS, {"ids": list(ids)}):
        subjects[row.subject_package_id].append(dict(row._mapping))
        objects[row.object_package_id].append(dict(row._mapping))
    return subjects, objects
