"""Counts of use as everybody may read them: of what is in the public catalog at this moment, and of the portal as a whole.

Not here: arguments and answers (``action/usage``), how something is counted (``usage/``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata.core.usage import API, DOWNLOAD, VIEW
from ckanext.gxdata.model import Usage
from ckanext.gxdata.usage.catalogued import is_catalogued

USAGE = Usage.__table__
MOST_USED = 10
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Scope:
    """Which days, and whose: a dataset's, a department's, or the portal's when both are empty."""

    since: date
    until: date
    dataset_id: str = ""
    organization_id: str = ""


def by_day(scope: Scope) -> list[tuple[date, str, int]]:
    """``(day, kind, count)``, oldest first."""
    query = _of(scope, USAGE.c.day, USAGE.c.kind, sa.func.sum(USAGE.c.count))
    rows = model.Session.execute(query.group_by(USAGE.c.day, USAGE.c.kind).order_by(USAGE.c.day, USAGE.c.kind))
    return [(day, kind, int(count)) for day, kind, count in rows]


def by_item(scope: Scope, kind: str) -> dict[str, int]:
    """Of one kind, most first: actions, feeds, or resources."""
    total = sa.func.sum(USAGE.c.count)
    query = _of(scope, USAGE.c.item, total).where(USAGE.c.kind == kind).group_by(USAGE.c.item)
    rows = model.Session.execute(query.order_by(total.desc(), USAGE.c.item).limit(100))
    return {item: int(count) for item, count in rows}


def most_used(scope: Scope, limit: int = MOST_USED) -> list[dict[str, Any]]:
    """Datasets by what was done with them: views, downloads and API calls together."""
    package, total = model.Package.__table__, sa.func.sum(USAGE.c.count)
    query = _of(scope, package.c.name, package.c.title, total).where(
        USAGE.c.dataset_id != "", USAGE.c.kind.in_((VIEW, DOWNLOAD, API))
    )
    rows = model.Session.execute(
        query.group_by(package.c.name, package.c.title).order_by(total.desc(), package.c.name).limit(limit)
    )
    return [{"name": name, "title": title or name, "count": int(count)} for name, title, count in rows]


def by_dataset(first: date) -> Mapping[str, int]:
    """Everything since that day, of each dataset that was used and still is there, public or not."""
    package = model.Package.__table__
    used = sa.select(USAGE.c.dataset_id, sa.func.sum(USAGE.c.count)).join(package, package.c.id == USAGE.c.dataset_id)
    query = used.where(USAGE.c.day >= first, package.c.state == "active")
    return {found: int(count) for found, count in model.Session.execute(query.group_by(USAGE.c.dataset_id))}


def first_day() -> date | None:
    """Since when anything is counted."""
    found: date | None = model.Session.execute(sa.select(sa.func.min(USAGE.c.day))).scalar()
    return found


def rows(first: date, last: date) -> int:
    """How many ``every`` gives."""
    return int(model.Session.execute(_of(Scope(first, last), sa.func.count())).scalar() or 0)


def every(first: date, last: date) -> Iterator[tuple[Any, ...]]:
    """All that was counted on these days, read in parts: ``(day, kind, dataset name, title, item, count)``."""
    package = model.Package.__table__
    query = _of(Scope(first, last), *_columns(package)).order_by(
        USAGE.c.day, USAGE.c.kind, package.c.name.nulls_first(), USAGE.c.item
    )
    with model.ensure_engine().connect() as connection:
        yield from connection.execution_options(yield_per=AT_ONCE).execute(query)


def state(first: date, last: date) -> str:
    """Another one as soon as ``every`` would give anything else; the database goes over the rows, none of them is sent."""
    row = sa.func.jsonb_build_array(*_columns(model.Package.__table__))
    hashed = sa.func.sum(sa.func.hashtextextended(sa.cast(row, sa.UnicodeText), 0))
    count, total = model.Session.execute(_of(Scope(first, last), sa.func.count(), hashed)).one()
    return f"{count}.{total or 0}"


def _columns(package: Any) -> tuple[Any, ...]:
    return (USAGE.c.day, USAGE.c.kind, package.c.name, package.c.title, USAGE.c.item, USAGE.c.count)


def _of(scope: Scope, *columns: Any) -> sa.Select[Any]:
    package = model.Package.__table__
    query = sa.select(*columns).select_from(_joined(package)).where(USAGE.c.day.between(scope.since, scope.until))
    if scope.dataset_id:
        query = query.where(USAGE.c.dataset_id == scope.dataset_id)
    if scope.organization_id:
        query = query.where(package.c.owner_org == scope.organization_id)
    return query.where(_is_public(package))


def _joined(package: Any) -> Any:
    return USAGE.outerjoin(package, package.c.id == USAGE.c.dataset_id)


def _is_public(package: Any) -> sa.ColumnElement[bool]:
    """What was counted without a dataset is the portal's own."""
    return sa.or_(USAGE.c.dataset_id == "", is_catalogued(package))
