"""What becomes of harvest jobs between the request and the worker: the queue may lose what the database remembers.

Not here: the work itself (``harvest/pipeline``), and putting a job on the queue (``action/harvest``).
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ckan import model
from ckan.lib import jobs

from ckanext.gxdata.model import HarvestJob

LOST_AFTER = timedelta(minutes=2)
"""A job is written to the database before it is put on the queue."""


def clock() -> datetime:
    """The wall clock that runs are given."""
    return datetime.now(timezone.utc)


def is_in_queue(job_id: str) -> bool:
    """Whether the queue still knows the job: it may have been cleared, or lost with its server."""
    try:
        jobs.job_from_id(job_id)
    except KeyError:
        return False
    return True


def close_lost(job: HarvestJob) -> None:
    """Closes a queued job that will never run."""
    job.status, job.finished = "failed", clock()
    job.message = "任务没有进入队列或已从队列中丢失，未曾运行"
    model.Session.commit()


def close_all_lost() -> None:
    """Those of all sources, so that none waits for ever."""
    old = clock() - LOST_AFTER
    for job in model.Session.query(HarvestJob).filter(HarvestJob.status == "queued", HarvestJob.created < old):
        if not is_in_queue(job.id):
            close_lost(job)
