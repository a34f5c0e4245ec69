"""Writes a batch of changes into CKAN's tables: COPY into staging, a few statements, an outbox row per dataset.

In the caller's transaction, never committed here. Whoever writes a dataset takes its row first, by id, so that batches and
forms wait for one another. Not here: what rows follow from data (``made``), a batch with bad ones in it (``batches``).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import simplejson  # type: ignore[import-untyped]
import sqlalchemy as sa

from ckanext.gxdata.catalog import columns, staging, statements
from ckanext.gxdata.catalog.rows import Change, DatasetRows

Connection = sa.engine.Connection


class Refused(Exception):
    """Datasets of the batch that cannot be written, each with its reason in Chinese; nothing of the batch was written."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("；".join(f"{dataset}：{reason}" for dataset, reason in reasons.items()))
        self.reasons = dict(reasons)


def write(connection: Connection, changes: Sequence[Change]) -> frozenset[str]:
    """All of them, or raises ``Refused``, after which the transaction goes on as before the call.

    Answers the datasets that got another tag of the same name than ``after`` says, made by somebody else meanwhile: what
    was made of their rows is to be made again, so leave their outbox rows standing.
    """
    if not changes:
        return frozenset()
    _refuse(_doubled(changes))
    with connection.begin_nested():
        _stage(connection, changes)
        renamed = _look(connection, changes)
        try:
            with connection.begin_nested():
                return _carry(connection, renamed, any(change.before for change in changes))
        except sa.exc.IntegrityError:
            _look(connection, changes)  # somebody was quicker than we looked: now it shows who
            raise


def _doubled(changes: Sequence[Change]) -> dict[str, str]:
    """Of two datasets with one name or one resource, the first is meant."""
    owners: dict[tuple[str, str], str] = {}
    reasons = {}
    for change in changes:
        own = [("package", change.after.id), ("name", str(change.after.package["name"]))]
        own += [("resource", row["id"]) for row in (*change.after.resources, *change.after.gone)]
        for key in own:
            if key in owners:
                reasons[change.after.id] = f"同一批中有两个数据集（或资源）都叫 {key[1]}"
            owners[key] = change.after.id
    return reasons


def _refuse(reasons: Mapping[str, str]) -> None:
    if reasons:
        raise Refused(reasons)


# ── staging ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _stage(connection: Connection, changes: Sequence[Change]) -> None:
    staging.ready(connection)
    afters = [change.after for change in changes]
    staging.fill(connection, "gxdata_new_change", map(_change, changes))
    staging.fill(connection, "gxdata_new_package", map(_package, afters))
    staging.fill(connection, "gxdata_new_resource", (row for after in afters for row in _resources(after)))
    staging.fill(connection, "gxdata_new_tag", (row for after in afters for row in _tags(after)))
    staging.fill(connection, "gxdata_new_member", (row for after in afters for row in _members(after)))


def _change(change: Change) -> tuple[Any, ...]:
    seen = change.before[0].package["metadata_modified"] if change.before else None
    return change.after.id, not change.before, seen


def _package(rows: DatasetRows) -> list[Any]:
    kept = {**rows.package, "extras": _json(rows.package["extras"])}
    if kept["plugin_data"] is not None:
        kept["plugin_data"] = _json(kept["plugin_data"])
    return [kept[name] for name in columns.PACKAGE]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _resources(rows: DatasetRows) -> Iterator[list[Any]]:
    for row in (*rows.resources, *rows.gone):
        extras = simplejson.dumps(row["extras"], ensure_ascii=False) if row["extras"] else None
        yield [extras if name == "extras" else row[name] for name in columns.RESOURCE]


def _tags(rows: DatasetRows) -> Iterator[tuple[Any, ...]]:
    for name, tag in zip(rows.tags, rows.tag_ids, strict=True):
        yield rows.id, tag, name, rows.vocabularies.get(tag), str(uuid.uuid4())


def _members(rows: DatasetRows) -> Iterator[tuple[Any, ...]]:
    if rows.package["owner_org"]:
        yield rows.id, rows.package["owner_org"], "organization", str(uuid.uuid4())
    for group in rows.groups:
        yield rows.id, group, "public", str(uuid.uuid4())


# ── a look before ────────────────────────────────────────────────────────────────────────────────────────────────────


def _look(connection: Connection, changes: Sequence[Change]) -> list[str]:
    """Takes the rows of the datasets, and raises ``Refused`` where one may not be written. Answers who loses his name."""
    there = {row[0]: row for row in connection.exec_driver_sql(statements.LOCK)}
    known = connection.exec_driver_sql("SELECT package_id, is_new FROM gxdata_new_change").all()
    reasons = {each: "数据集已经不在了" for each, is_new in known if not is_new and each not in there}
    states = {change.after.id: before.package["state"] for change in changes for before in change.before}
    for each, modified, is_new, seen, state in there.values():
        if is_new:
            reasons[each] = f"编号 {each} 已有数据集"
        elif modified != seen or state != states[each]:  # a deletion moves no time
            reasons[each] = "读取之后又有人改过这个数据集，请重新比较"
    free = []
    for each, name, owner, may_be_taken in connection.exec_driver_sql(statements.NAMES_TAKEN):
        if may_be_taken:
            free.append(owner)
        else:
            reasons[each] = f"名称 {name} 已由数据集 {owner} 使用"
    for each, resource, owner in connection.exec_driver_sql(statements.RESOURCES_TAKEN):
        reasons[each] = f"资源 {resource} 属于数据集 {owner}"
    _refuse(reasons)
    return sorted(free)


def _carry(connection: Connection, renamed: list[str], is_update: bool) -> frozenset[str]:
    run = connection.exec_driver_sql
    if renamed:
        run(statements.RENAME, (renamed,))
    run(statements.NEW_TAGS)
    others = frozenset(run(statements.OTHER_TAGS).scalars())
    run(statements.NEW_PACKAGES)
    if is_update:
        for statement in (statements.CHANGED_PACKAGES, statements.PURGED_RESOURCES):
            run(statement)
    run(statements.RESOURCES)
    if is_update:
        for statement in (
            statements.LEFT_TAGS,
            statements.REVIVED_TAGS,
            statements.LEFT_MEMBERS,
            statements.REVIVED_MEMBERS,
        ):
            run(statement)
    for statement in (statements.TAGS, statements.MEMBERS, statements.OUTBOX):
        run(statement)
    if renamed:
        run(statements.OUTBOX_OF, (renamed,))
    return others
