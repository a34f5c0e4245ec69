"""What becomes of harvest jobs between the request and the worker: the queue may lose what the database remembers.

Not here: the work itself (``harvest/pipeline``), and putting a job on the queue (``action/harvest``).
"""

from __future__ import annotations

from datetime import timedelta

from ckan import model
from ckan.lib import jobs
from rq import Worker
from rq.exceptions import InvalidJobOperation
from rq.job import Job, JobStatus

from ckanext.gxdata.logic.clock import clock
from ckanext.gxdata.model import HarvestJob

LOST_AFTER = timedelta(minutes=2)
"""A job is written to the database before it is put on the queue."""
LOST = "任务没有进入队列或已从队列中丢失，未曾运行"
KILLED = "任务进程在采集开始之前中断（进程被终止或服务器重启），未曾运行；可以再次启动"
WAITING = (JobStatus.QUEUED, JobStatus.DEFERRED, JobStatus.SCHEDULED)


def loss(job_id: str) -> str:
    """Why the job will never run; empty where it will. The queue keeps what ended badly for a year: to know it is not enough."""
    try:
        job = jobs.job_from_id(job_id)
        status = job.get_status()
    except (KeyError, InvalidJobOperation):
        return LOST
    if status in WAITING or (status == JobStatus.STARTED and _has_worker(job)):
        return ""
    return KILLED


def _has_worker(job: Job) -> bool:
    """A worker that is alive renews its entry; that of a killed one is gone after a minute and a half."""
    return bool(job.connection.exists(f"{Worker.redis_worker_namespace_prefix}{job.worker_name}"))


def close_lost(job: HarvestJob, why: str = LOST) -> None:
    """Closes a queued job that will never run, unless it went on between the two looks."""
    model.Session.refresh(job)
    if job.status != "queued":
        return
    job.status, job.finished, job.message = "failed", clock(), why
    model.Session.commit()


def close_all_lost() -> None:
    """Those of all sources, so that none waits for ever."""
    old = clock() - LOST_AFTER
    for job in model.Session.query(HarvestJob).filter(HarvestJob.status == "queued", HarvestJob.created < old):
        if why := loss(job.id):
            close_lost(job, why)
