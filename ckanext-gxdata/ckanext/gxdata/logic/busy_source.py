"""A queued job that finds its source, or its host, busy goes back to its queue, for a while and not for ever.

With several workers a second job of a source comes up while the first runs: closing it would lose what somebody asked for,
and waiting in the worker would hold a place that another source could use. Not here: the lock itself (``harvest/lock``).
"""

from __future__ import annotations

import random
from datetime import datetime

from ckan import model
from rq import get_current_job
from rq.job import Retry

from ckanext.gxdata.core.errors import GxdataError
from ckanext.gxdata.harvest import report
from ckanext.gxdata.model import HarvestJob

SHORTEST, LONGEST = 5, 60
"""Seconds between two looks."""
MOST = 500
"""Looks: a little longer than any run may last."""
WAITING = {
    "source-busy": "同一采集源正在采集，本任务排队等候，轮到时自动开始",
    "host-busy": "同一系统正在被另一个采集源采集，本任务排队等候，轮到时自动开始",
}


class Refusals:
    """Stands for ``Means.refuse``; ``again`` is what the job answers to its worker, None where it is closed."""

    def __init__(self, tries: int) -> None:
        self._tries = tries
        self.again: Retry | None = None

    def __call__(self, job: HarvestJob, error: GxdataError, now: datetime) -> None:
        if error.rule not in WAITING or self._tries >= MOST:
            report.refuse(job, error, now)
            return
        _keep_waiting(job, WAITING[error.rule])
        self.again = Retry(max=MOST + 1, interval=pause(self._tries))


def refusals() -> Refusals:
    """Of the job that the worker has in hand."""
    current = get_current_job()
    return Refusals((current.number_of_retries or 0) if current else MOST)


def pause(tries: int) -> int:
    """Seconds to the next look: longer each time, and spread, so that jobs that were refused together come back apart."""
    middle = min(LONGEST, SHORTEST * 2 ** min(tries, 4))
    return random.randint(middle // 2, middle + middle // 2)


def _keep_waiting(job: HarvestJob, why: str) -> None:
    """One that somebody cancelled meanwhile stays cancelled."""
    model.Session.rollback()
    waiting = model.Session.query(HarvestJob).filter_by(id=job.id, status="queued")
    waiting.update({HarvestJob.message: why}, synchronize_session=False)
    model.Session.commit()
