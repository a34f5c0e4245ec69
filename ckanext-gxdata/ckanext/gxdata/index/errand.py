"""Work of the index that is put on one of CKAN's queues, and is there once, however often it is put.

Not here: the clock's own job, which is put there for a later minute (``logic/schedules``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from ckan.lib import jobs
from redis.exceptions import RedisError
from rq.exceptions import DuplicateJobError

log = logging.getLogger(__name__)


def put(queue: str, work: Callable[[], None], job_id: str, title: str, seconds: int) -> bool:
    """Whether it is there now, also where it was before; not without a queue, of which the log tells."""
    try:
        on = jobs.get_queue(queue)
        job = on.create_job(work, timeout=seconds, result_ttl=0, failure_ttl=0, job_id=job_id, meta={"title": title})
        on.enqueue_job(job, unique=True)
    except DuplicateJobError:
        return True
    except RedisError as error:
        log.warning("%s could not be put on the queue: %s", title, type(error).__name__)
        return False
    return True
