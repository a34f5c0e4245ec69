"""Moves what waits in the queue into ``gxdata_usage``, each batch once, wherever a run is killed.

The id of a batch is written in the transaction of its counts: a batch whose id is there is only dropped. What is no
dataset of the public catalog is not kept: what readers may not know of has no counts either. Called by the portal's clock.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from ckan import model
from redis.exceptions import RedisError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from ckanext.gxdata.core.usage import DOWNLOAD, OF_DATASETS, Use, read
from ckanext.gxdata.model import Usage, UsageBatch
from ckanext.gxdata.usage import waiting
from ckanext.gxdata.usage.catalogued import is_catalogued

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
"""Ids of batches are kept this long: no queue gives one back that late."""
AT_ONCE = 5_000


def move(now: datetime) -> int:
    """How many uses were added. With the queue or the database away nothing is lost: it is the next minute's."""
    try:
        waiting.close(uuid4().hex)
        return sum(_moved(batch, now) for batch in waiting.batches())
    except (RedisError, SQLAlchemyError) as error:
        log.warning("use: counts could not be taken over: %s", type(error).__name__)
        return 0


def _moved(batch: str, now: datetime) -> int:
    counts = waiting.read(batch)
    with model.ensure_engine().begin() as connection:
        added = store(connection, batch, counts, now)
    waiting.drop(batch)
    return added


def store(connection: sa.engine.Connection, batch: str, counts: Mapping[str, int], now: datetime) -> int:
    """The uses of a batch, 0 for one that is there; two runs at a time wait for each other at its id."""
    connection.execute(sa.delete(UsageBatch).where(UsageBatch.moved < now - KEPT))
    noted = connection.execute(insert(UsageBatch).values(id=batch, moved=now).on_conflict_do_nothing())
    if not noted.rowcount:
        return 0
    rows = _rows(connection, counts)
    for place in range(0, len(rows), AT_ONCE):
        adding = insert(Usage).values(rows[place : place + AT_ONCE])
        total = {"count": Usage.count + adding.excluded.count}
        connection.execute(adding.on_conflict_do_update(index_elements=["day", "kind", "dataset_id", "item"], set_=total))
    return sum(row["count"] for row in rows)


def _rows(connection: sa.engine.Connection, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """In the order of their keys, so that two runs lock them in one order."""
    known = {key: found for key in counts if (found := read(key))}
    datasets = _datasets(connection, {use.subject for _day, use in known.values()} - {""})
    rows: Counter[tuple[Any, ...]] = Counter()
    for key, (day, use) in known.items():
        dataset = datasets.get(use.subject, "")
        if dataset or use.kind not in OF_DATASETS:
            rows[day, use.kind, dataset, _item(use)] += counts[key]
    columns = ("day", "kind", "dataset_id", "item")
    return [{**dict(zip(columns, key, strict=True)), "count": rows[key]} for key in sorted(rows)]


def _item(use: Use) -> str:
    return use.subject if use.kind == DOWNLOAD else use.item


def _datasets(connection: sa.engine.Connection, subjects: Iterable[str]) -> dict[str, str]:
    """Ids of the public datasets by what addresses name them with: id, name, or id of a resource."""
    package, resource = model.Package.__table__, model.Resource.__table__
    given = list(subjects)
    by_dataset = sa.select(package.c.id, package.c.name).where(
        sa.or_(package.c.id.in_(given), package.c.name.in_(given)), is_catalogued(package)
    )
    of = resource.join(package, package.c.id == resource.c.package_id)
    by_resource = sa.select(resource.c.id, package.c.id).select_from(of).where(resource.c.id.in_(given), is_catalogued(package))
    found = {word: row.id for row in connection.execute(by_dataset) for word in (row.id, row.name)}
    return found | {row[0]: row[1] for row in connection.execute(by_resource)}
