"""Brings what the outbox says is due into the index: reads the datasets as they are now, posts them or takes them out.

Called right after a commit for what was just saved (``replacement``), every minute by the worker, and by ``gxdata index repair``.
Whoever drains holds the rows he took, so that two never do the same work; that no older post stays is ``outbox.settle``'s.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model import ensure_engine

from ckanext.gxdata.index import breaker, datasets, journal, outbox, posting
from ckanext.gxdata.index.posting import PATIENT, PROMPT, IndexAway, Patience

log = logging.getLogger(__name__)

AT_ONCE = 250
FEW = 25
"""At once while somebody waits."""
PROMPT_SECONDS = 5.0
"""A page waits no longer for its datasets to be searchable; the worker does the rest."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows, as ``outbox.claim`` has it."""

    patient: bool = True
    old: bool = False


def drain(limit: int = 1_000_000, ids: Iterable[str] = (), *, patient: bool = True, old: bool = False) -> int:
    """How many datasets were brought in. Raises ``IndexAway`` after what was claimed is put off.

    ``ids``: these only. Without ``patient`` also what waits or was refused before. ``old``: not what was changed
    a moment ago, which its writer posts himself.
    """
    with ensure_engine().connect() as connection:
        if journal.bury(connection):
            log.warning("a rebuild of the index was cut off: what changed meanwhile is posted again")
    return _drain(limit, list(ids), PATIENT, Wanted(patient, old), time.monotonic() + 3600)


def promptly(ids: Iterable[str], *, searchable: bool = True) -> bool:
    """What was just committed, while somebody waits; whether all of it is in the index."""
    wanted = list(dict.fromkeys(ids))
    if breaker.posts.is_open:
        return False
    try:
        done = _drain(len(wanted), wanted, PROMPT, Wanted(), time.monotonic() + PROMPT_SECONDS, searchable)
    except IndexAway as error:
        log.warning("the index is behind by %s datasets: Solr said %s", len(wanted), error)
        return False
    return done == len(wanted)


def _drain(limit: int, ids: list[str], patience: Patience, which: Wanted, until: float, searchable: bool = True) -> int:
    done = handled = 0
    size = AT_ONCE if patience is PATIENT else FEW
    at_once = searchable and bool(tk.config["ckan.search.solr_commit"])
    while handled < limit and time.monotonic() < until:
        chosen = ids[handled : handled + size]
        if ids and not chosen:
            break
        claimed, posted = _one_set(min(size, limit - handled), chosen, patience, which)
        if not claimed and not ids:
            break
        handled += len(chosen) or claimed
        done += posted
    if done and at_once:
        _commit(patience)
    return done


def _one_set(limit: int, ids: list[str], patience: Patience, which: Wanted) -> tuple[int, int]:
    """How many were claimed, and how many of them are in the index now."""
    away: IndexAway | None = None
    done = 0
    with ensure_engine().begin() as connection:
        if not journal.hold(connection, wait=patience is PATIENT):
            return 0, 0
        claimed = outbox.claim(connection, limit, ids, patient=which.patient, old=which.old)
        try:
            done = _bring(connection, claimed, patience) if claimed else 0
        except IndexAway as error:
            away = error
            outbox.postpone(connection, claimed, f"Solr: {error}")
    if away is not None:
        breaker.posts.failed()
        raise away
    if claimed:
        breaker.posts.answered()
    return len(claimed), done


def _bring(connection: sa.engine.Connection, claimed: Mapping[str, int], patience: Patience) -> int:
    read = datasets.read(connection, list(claimed))
    posted = posting.post(read.documents, patience)
    posting.remove(read.gone, patience)
    outbox.settle(connection, {each: claimed[each] for each in (*posted.done, *read.gone)})
    refused = {**read.broken, **posted.refused}
    for dataset, why in refused.items():
        log.warning("dataset %s cannot be indexed: %s", dataset, why)
    outbox.park(connection, claimed, refused)
    return len(posted.done) + len(read.gone)


def _commit(patience: Patience) -> None:
    """What is posted is safe; when it can be searched is a question of a second."""
    try:
        posting.commit(patience)
    except IndexAway as error:
        log.warning("Solr took the datasets, but not yet into the search: %s", error)
