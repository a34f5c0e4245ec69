"""Writes a batch of changes into CKAN's tables: COPY into staging, a few statements, an outbox row per dataset.

In the caller's transaction, never committed here. Whoever writes a dataset takes its row first, by id, so that batches and
forms wait for one another. Not here: what rows follow from data (``made``), a batch with bad ones in it (``batches``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from ckanext.gxdata.catalog import staging, statements
from ckanext.gxdata.catalog.entries import Entry, entry
from ckanext.gxdata.catalog.rows import Change

Connection = sa.engine.Connection


class Refused(Exception):
    """Datasets of the batch that cannot be written, each with its reason in Chinese; nothing of the batch was written."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("；".join(f"{dataset}：{reason}" for dataset, reason in reasons.items()))
        self.reasons = dict(reasons)


def write(connection: Connection, changes: Sequence[Change | Entry]) -> frozenset[str]:
    """All of them, or raises ``Refused``, after which the transaction goes on as before the call.

    Answers the datasets that got another tag of the same name than ``after`` says, made by somebody else meanwhile: what
    was made of their rows is to be made again, so leave their outbox rows standing.
    """
    if not changes:
        return frozenset()
    entries = [each if isinstance(each, Entry) else entry(each) for each in changes]
    _refuse(_doubled(entries))
    with connection.begin_nested():
        staging.ready(connection)
        staging.fill(connection, zip(*(each.lines for each in entries), strict=True))
        renamed = _look(connection, entries)
        try:
            with connection.begin_nested():
                return _carry(connection, renamed, not all(each.is_new for each in entries))
        except sa.exc.IntegrityError:
            _look(connection, entries)  # somebody was quicker than we looked: now it shows who
            raise


def _doubled(entries: Sequence[Entry]) -> dict[str, str]:
    """Of two datasets with one name or one resource, the first is meant."""
    owners: dict[tuple[str, str], str] = {}
    reasons = {}
    for each in entries:
        own = [("package", each.id), ("name", each.name)]
        own += [("resource", resource) for resource in (*each.resources, *each.gone)]
        for key in own:
            if key in owners:
                reasons[each.id] = f"同一批中有两个数据集（或资源）都叫 {key[1]}"
            owners[key] = each.id
    return reasons


def _refuse(reasons: Mapping[str, str]) -> None:
    if reasons:
        raise Refused(reasons)


# ── a look before ────────────────────────────────────────────────────────────────────────────────────────────────────


def _look(connection: Connection, entries: Sequence[Entry]) -> list[str]:
    """Takes the rows of the datasets, and raises ``Refused`` where one may not be written. Answers who loses his name."""
    there = {row[0]: row for row in connection.exec_driver_sql(statements.LOCK)}
    reasons = {each.id: "数据集已经不在了" for each in entries if not each.is_new and each.id not in there}
    states = {each.id: each.state for each in entries}
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
