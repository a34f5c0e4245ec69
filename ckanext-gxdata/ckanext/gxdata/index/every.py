"""All datasets in slices, each worked on in a process of its own: memory does not grow with the catalog."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from ckan.model import ensure_engine, package_table

from ckanext.gxdata.catalog import warm
from ckanext.gxdata.core import child_memory

SLICE = 250

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Slice:
    """Datasets with ids behind ``after`` up to ``last``, in the order of the database."""

    after: str
    last: str


def slices(connection: sa.engine.Connection, size: int = SLICE) -> list[Slice]:
    """Of all datasets there are now."""
    number = sa.func.row_number().over(order_by=package_table.c.id).label("number")
    numbered = sa.select(package_table.c.id, number).subquery()
    total = sa.select(sa.func.count()).select_from(package_table).scalar_subquery()
    ends = sa.select(numbered.c.id).where(sa.or_(numbered.c.number % size == 0, numbered.c.number == total))
    last = list(connection.execute(ends.order_by(numbered.c.id)).scalars())
    return [Slice(after, end) for after, end in zip(["", *last][: len(last)], last, strict=True)]


def ids_of(connection: sa.engine.Connection, part: Slice) -> list[str]:
    key = package_table.c.id
    return list(connection.execute(sa.select(key).where(key > part.after, key <= part.last).order_by(key)).scalars())


def each_slice(work: Callable[..., Result], parts: Sequence[Slice], *given: Any, processes: int) -> Iterator[Result]:
    """Results as they come. ``processes`` 0: in this one, where a fork would be wrong (a thread of a web server)."""
    if processes == 0 or len(parts) < 2:
        yield from (work(part, *given) for part in parts)
        return
    warm.up()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(min(processes, len(parts)), mp_context=context, initializer=_alone) as pool:
        waiting = iter(parts)
        running: set[Future[Result]] = set()
        try:
            while True:
                while len(running) < 2 * processes and (part := next(waiting, None)) is not None:
                    running.add(pool.submit(_done, work, part, *given))
                if not running:
                    return
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in ended)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _alone() -> None:
    """A child uses no connection of its parent."""
    ensure_engine().dispose(close=False)
    child_memory.begin()


def _done(work: Callable[..., Result], part: Slice, *given: Any) -> Result:
    try:
        return work(part, *given)
    finally:
        child_memory.between_parts()
