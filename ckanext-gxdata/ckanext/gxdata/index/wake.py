"""Who brings what is in the outbox into the index: whoever wrote it, at once, or else the worker, told by a job on CKAN's queue,
one at a time by its id.

The job is put there by who could not post at once, and every minute by the portal's clock (``logic/schedules``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable

from ckan.model import ensure_engine

from ckanext.gxdata.core.queues import SHORT
from ckanext.gxdata.index import errand, outbox
from ckanext.gxdata.index.drain import drain, promptly
from ckanext.gxdata.index.posting import IndexAway

log = logging.getLogger(__name__)

MINUTE = 60
AT_ONCE = 40
"""Seconds of catching up in one go."""
PART = 2_000
_JOB = "gxdata-index-drain"


def at_once(ids: Iterable[str], *, searchable: bool = True) -> None:
    """What was just committed, by who waits for it; what cannot be posted now is the worker's."""
    if not promptly(ids, searchable=searchable):
        worker()


def worker() -> None:
    """Without a queue the clock does it later."""
    errand.put(SHORT, catch_up, _JOB, "gxdata index", 10 * MINUTE)


def if_behind() -> None:
    """For the clock: wakes the worker where something is due."""
    with ensure_engine().connect() as connection:
        behind = outbox.due(connection)
    if behind:
        worker()


def catch_up() -> None:
    """What the worker runs: a part of a long backlog, so that the clock is not kept waiting; the next minute goes on."""
    until = time.monotonic() + AT_ONCE
    try:
        while drain(PART, old=True) and time.monotonic() < until:
            pass
    except IndexAway as error:
        log.warning("the index stays behind: Solr said %s", error)
