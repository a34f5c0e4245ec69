"""The worker is told that the outbox has rows: a job on CKAN's queue, one at a time by its id.

Armed by who could not post at once, and every minute by the portal's clock (``logic/schedules``).
"""

from __future__ import annotations

import logging
import time

from ckan.lib import jobs
from ckan.model import ensure_engine
from redis.exceptions import RedisError
from rq.exceptions import DuplicateJobError

from ckanext.gxdata.core.queues import SHORT
from ckanext.gxdata.index import outbox
from ckanext.gxdata.index.drain import drain
from ckanext.gxdata.index.posting import IndexAway

log = logging.getLogger(__name__)

MINUTE = 60
AT_ONCE = 40
"""Seconds of catching up in one go."""
PART = 2_000
_JOB = "gxdata-index-drain"


def worker() -> None:
    """Without a queue the clock does it later."""
    try:
        queue = jobs.get_queue(SHORT)
        job = queue.create_job(
            catch_up, timeout=10 * MINUTE, result_ttl=0, failure_ttl=0, job_id=_JOB, meta={"title": "gxdata index"}
        )
        queue.enqueue_job(job, unique=True)
    except DuplicateJobError:
        return
    except RedisError as error:
        log.warning("the worker could not be told that the index is behind: %s", type(error).__name__)


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
