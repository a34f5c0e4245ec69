"""Proves that the index holds what the database holds: by content, dataset by dataset; and mends exactly what differs.

What is due in the outbox anyway is no drift: it is told as waiting. What differs at first sight is looked at again, as the
portal is not still meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model import ensure_engine

from ckanext.gxdata import config
from ckanext.gxdata.index import datasets, drain, outbox, posting
from ckanext.gxdata.index.document import DIGEST
from ckanext.gxdata.index.every import Slice, each_slice, ids_of, slices
from ckanext.gxdata.index.posting import IndexAway

PAGE = 5000
_LOOK = 100


@dataclass(frozen=True, slots=True)
class Drift:
    """Ids, sorted."""

    datasets: int = 0
    documents: int = 0
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    ghosts: tuple[str, ...] = ()
    """Documents of what is no dataset, or a deleted one."""
    waiting: int = 0
    refused: Mapping[str, str] = field(default_factory=dict)
    """Why, by id: of those that Solr does not take as they are, or of which no document can be made."""

    @property
    def ids(self) -> tuple[str, ...]:
        return (*self.missing, *self.stale, *self.ghosts)

    def answer(self) -> dict[str, Any]:
        return {**asdict(self), "drift": len(self.ids)}


def check(processes: int | None = None) -> Drift:
    """Raises ``IndexAway``. ``processes``: as many as there are processors, unless said."""
    documents = dict(_documents())
    count = len(documents)
    missing, stale, total = [], [], 0
    with ensure_engine().connect() as connection:
        parts = slices(connection)
    for found in each_slice(_digests, parts, processes=config.processors() if processes is None else processes):
        for dataset, digest in found.items():
            total += 1
            if dataset not in documents:
                missing.append(dataset)
            elif documents.pop(dataset) != digest:
                stale.append(dataset)
    return _looked_again(Drift(total, count, tuple(missing), tuple(stale), tuple(documents)))


def repair(processes: int | None = None) -> tuple[Drift, Drift]:
    """What differed, and what still does. Goes through the outbox, as every change."""
    before = check(processes)
    if before.ids:
        posting.remove_strays(before.ghosts)
        with ensure_engine().begin() as connection:
            outbox.enqueue(connection, before.ids)
        drain.drain(ids=before.ids, patient=False)
        posting.commit()
    drain.drain()
    return before, check(processes) if before.ids or before.waiting else before


def _digests(part: Slice) -> dict[str, str]:
    with ensure_engine().connect() as connection:
        return _digests_of(connection, ids_of(connection, part))


def _digests_of(connection: sa.engine.Connection, ids: Sequence[str]) -> dict[str, str]:
    """What no document can be made of has a digest that no document has."""
    read = datasets.read(connection, ids)
    return {str(each["id"]): str(each[DIGEST]) for each in read.documents} | dict.fromkeys(read.broken, "")


def _looked_again(seen: Drift) -> Drift:
    posting.commit()
    with ensure_engine().connect() as connection:
        missing, stale, ghosts = [], [], []
        waiting = set(outbox.standing(connection, seen.ids)) - set(outbox.parked(connection))
        ids = [each for each in sorted(seen.ids) if each not in waiting]
        for start in range(0, len(ids), _LOOK):
            some = ids[start : start + _LOOK]
            digests, documents = _digests_of(connection, some), dict(_documents(some))
            missing += [each for each in some if each in digests and each not in documents]
            stale += [each for each in some if each in digests and documents.get(each, digests[each]) != digests[each]]
            ghosts += [each for each in some if each not in digests and each in documents]
        due, refused = outbox.waiting(connection), outbox.parked(connection)
    return Drift(seen.datasets, seen.documents, tuple(missing), tuple(stale), tuple(ghosts), due, refused)


def _documents(ids: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Id and digest of every document of this portal, or of these datasets."""
    narrowed = [f"{{!terms f=id}}{','.join(ids)}"] if ids else []
    asked = {
        "q": "*:*",
        "fq": [f'site_id:"{tk.config["ckan.site_id"]}"', "entity_type:package", *narrowed],
        "fl": f"id,{DIGEST}",
        "sort": "index_id asc",
        "rows": PAGE,
    }
    mark = "*"
    while True:
        answer = posting.select({**asked, "cursorMark": mark})
        yield from ((each["id"], each.get(DIGEST, "-")) for each in answer["response"]["docs"])
        if answer["nextCursorMark"] == mark:
            return
        mark = answer["nextCursorMark"]


__all__ = ["Drift", "IndexAway", "check", "repair"]
