"""Counts on their way from the queue into the table, cut off at each step: what is there then, and after another try."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import sqlalchemy as sa
from ckan import model
from inside import tell

from ckanext.gxdata.core.usage import Use
from ckanext.gxdata.model import Usage, UsageBatch
from ckanext.gxdata.usage import moving, waiting

DAY = date(2001, 2, 3)
NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)


class Killed(BaseException):
    """As a process ends: nothing catches it."""


def life() -> dict[str, Any]:
    moving.move(NOW)  # what others left
    _clear()
    open_ones = model.Session.query(model.Resource).filter_by(state="active").join(model.Package)
    file = open_ones.filter(model.Package.state == "active", ~model.Package.private, model.Package.type == "dataset").first()
    dataset, resource = file.package, file.id
    model.Session.remove()
    uses = [Use("view", subject=dataset.name), Use("view", subject=dataset.id), Use("download", subject=resource)]
    uses += [Use("api", "package_search"), Use("view", subject="no-such-dataset"), Use("feed", "general")]
    told: dict[str, Any] = {}
    for cut in ("read", "store", "drop"):
        waiting.send({use.key(DAY): 2 for use in uses})
        told[f"cut at {cut}"] = [_cut_off(cut), _sum()]
        moving.move(NOW)
        told[f"after {cut}"] = _sum()
    told["rows"] = _rows()
    told["named"] = dataset.id, resource
    told["batch twice"] = _twice()
    told["left"] = waiting.batches()
    _clear()
    return told


def _cut_off(step: str) -> bool:
    place = moving if step == "store" else waiting
    whole = getattr(place, step)

    def kill(*given: Any) -> Any:
        raise Killed

    setattr(place, step, kill)
    try:
        moving.move(NOW)
    except Killed:
        return True
    finally:
        setattr(place, step, whole)
    return False


def _twice() -> list[int]:
    counts = {Use("api", "package_search").key(DAY): 5}
    with model.ensure_engine().begin() as connection:
        return [moving.store(connection, "the-same", counts, NOW) for _ in range(2)]


def _sum() -> int:
    with model.ensure_engine().connect() as connection:
        return int(connection.execute(sa.select(sa.func.sum(Usage.count)).where(Usage.day == DAY)).scalar() or 0)


def _rows() -> list[list[Any]]:
    columns = (Usage.kind, Usage.item, Usage.dataset_id, Usage.count)
    with model.ensure_engine().connect() as connection:
        query = sa.select(*columns).where(Usage.day == DAY).order_by(Usage.kind)
        return [list(row) for row in connection.execute(query)]


def _clear() -> None:
    with model.ensure_engine().begin() as connection:
        connection.execute(sa.delete(Usage).where(Usage.day == DAY))
        connection.execute(sa.delete(UsageBatch).where(UsageBatch.id == "the-same"))


tell(life)
