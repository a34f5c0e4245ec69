"""The whole index made anew, while people search and edit: in a second core that then takes the place of the first.

No search ever sees less than before. What changes meanwhile is posted into the present core as always, and again into the new one
(``journal``); it is swapped in when nothing is left to be made up, and posts stand still for that moment. Killed at any point,
a rebuild leaves the index as it was or as it should be. Where Solr makes no second core, every dataset is posted again in place.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

import sqlalchemy as sa
from ckan.model import ensure_engine, package_table

from ckanext.gxdata import config
from ckanext.gxdata.index import check, cores, datasets, drain, journal, outbox, posting
from ckanext.gxdata.index.cores import NoCores
from ckanext.gxdata.index.every import SLICE, Slice, each_slice, ids_of, slices

log = logging.getLogger(__name__)

ROUNDS = 20
FEW = 100
"""So many changes are made up while posts stand still."""
PATIENCE = 10.0
"""Seconds for which a rebuild waits for the one before to be over."""

Progress = Callable[[int, int], None]


class RebuildRunning(Exception):
    """Another rebuild has not ended."""


class Incomplete(Exception):
    """The new core holds less than was posted: it is not swapped in."""


@dataclass(slots=True)
class Rebuilt:
    documents: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    in_place: bool = False


def rebuild(progress: Progress = lambda done, total: None, processes: int | None = None) -> Rebuilt:
    """Raises ``IndexAway``, ``RebuildRunning``, ``Incomplete``; the present index is left as it was then."""
    count = config.processors() if processes is None else processes
    with ensure_engine().connect() as connection:
        if not journal.begin(connection, PATIENCE):
            raise RebuildRunning
        try:
            core = _new_core()
            if not core:
                return _in_place(connection, progress, count)
            return _in_second_core(connection, core, progress, count)
        finally:
            connection.rollback()
            journal.end(connection)
            drain.drain()


def _new_core() -> str:
    """Empty where Solr makes none."""
    if cores.is_cloud():
        return ""
    try:
        cores.clear_others()
        return cores.create()
    except NoCores as refusal:
        log.warning("Solr makes no second core (%s): the index is made anew in place", refusal)
        return ""


def _in_second_core(connection: sa.engine.Connection, core: str, progress: Progress, processes: int) -> Rebuilt:
    result = Rebuilt()
    parts = slices(connection)
    connection.commit()
    for done, refused in each_slice(_post_slice, parts, core, processes=processes):
        result.documents += done
        result.refused |= refused
        progress(min(result.documents + len(result.refused), len(parts) * SLICE), len(parts) * SLICE)
    last = _make_up(connection, core)
    posting.commit(core=core, hard=True)
    with connection.begin():
        journal.stop_posts(connection)
        _take_over(connection, core, result, last)
    cores.drop(core)
    return result


def _take_over(connection: sa.engine.Connection, core: str, result: Rebuilt, last: int) -> None:
    changed = dict.fromkeys((*journal.take(connection, 1_000_000), *journal.pending(connection, last)))
    _post_again(connection, core, list(changed))
    posting.commit(core=core)
    if cores.count(core) == 0 and result.documents:
        raise Incomplete
    cores.swap(core)
    outbox.enqueue(connection, result.refused)


def _make_up(connection: sa.engine.Connection, core: str) -> int:
    """What changed meanwhile, also where Solr did not take it yet; the last row that was seen of those."""
    behind = journal.pending(connection)
    _post_again(connection, core, list(behind))
    connection.commit()
    for _round in range(ROUNDS):
        changed = 0
        while ids := journal.take(connection, SLICE):
            _post_again(connection, core, ids)
            connection.commit()
            changed += len(ids)
        connection.commit()
        if changed <= FEW:
            break
    return max(behind.values(), default=0)


def _post_slice(part: Slice, core: str) -> tuple[int, dict[str, str]]:
    with ensure_engine().connect() as connection:
        return _post_again(connection, core, ids_of(connection, part))


def _post_again(connection: sa.engine.Connection, core: str, ids: Sequence[str]) -> tuple[int, dict[str, str]]:
    done, refused = 0, dict[str, str]()
    rest = iter(ids)
    while some := list(islice(rest, SLICE)):
        read = datasets.read(connection, some)
        posted = posting.post(read.documents, core=core)
        posting.remove(read.gone, core=core)
        done += len(posted.done)
        refused |= {**read.broken, **posted.refused}
    return done, refused


def _in_place(connection: sa.engine.Connection, progress: Progress, processes: int) -> Rebuilt:
    """Through the outbox, as every change: so nobody's newer post is overwritten. Ghosts go last."""
    journal.close(connection)
    total = _enqueue_all(connection)
    parts = slices(connection)
    connection.commit()
    done = 0
    for some in each_slice(_drain_slice, parts, processes=processes):
        done += some
        progress(done, total)
    posting.commit(hard=True)
    _before, after = check.repair(processes)
    return Rebuilt(after.documents, dict(after.refused), in_place=True)


def _enqueue_all(connection: sa.engine.Connection) -> int:
    everything = sa.select(package_table.c.id)
    added: Iterable[object] = connection.execute(
        sa.insert(outbox.TABLE).from_select(["dataset_id"], everything).returning(outbox.TABLE.c.id)
    ).all()
    connection.commit()
    return len(list(added))


def _drain_slice(part: Slice) -> int:
    with ensure_engine().connect() as connection:
        ids = ids_of(connection, part)
    return drain.drain(ids=ids, patient=False)
