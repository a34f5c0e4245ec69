"""Harvest runs over the API: start one as a background job, stop it, read jobs and their reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context
from redis.exceptions import RedisError
from rq.job import Retry

from ckanext.gxdata import config
from ckanext.gxdata.harvest import pipeline
from ckanext.gxdata.harvest.host_turn import HostBusy, host_turn
from ckanext.gxdata.harvest.lock import alone_in_starting
from ckanext.gxdata.logic import arguments, busy_source, harvest_answers, notices, schedules
from ckanext.gxdata.logic import harvest_rights as rights
from ckanext.gxdata.logic.action.source import find_source
from ckanext.gxdata.logic.clock import clock
from ckanext.gxdata.logic.harvest_means import means
from ckanext.gxdata.logic.harvest_queue import close_lost, loss
from ckanext.gxdata.logic.quiet_errors import without_values
from ckanext.gxdata.model import HarvestJob, HarvestSource

JUST_BEGUN, BEING_QUEUED = timedelta(minutes=1), timedelta(seconds=20)
LIST_LIMIT = 100


def gxdata_harvest_run(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Queues a run of the source ``id``; answers the job, to be followed by ``gxdata_harvest_job_show``."""
    tk.check_access("gxdata_harvest_run", context, data_dict)
    return _queued(find_source(arguments.text(data_dict, "id")), "harvest")


def gxdata_harvest_replay(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Queues mapping the source ``id`` again from staging, without the network; answers the job."""
    tk.check_access("gxdata_harvest_replay", context, data_dict)
    return _queued(find_source(arguments.text(data_dict, "id")), "replay")


def _queued(source: HarvestSource, kind: str) -> dict[str, Any]:
    """A job that is queued already, or has just begun, is answered again: nothing runs twice because fifty pressed at once."""
    schedules.arm()
    going = model.Session.query(HarvestJob).filter(
        HarvestJob.source_id == source.id, HarvestJob.kind.in_((kind, ""))  # rows from before there were kinds have none
    )
    _close_lost(going.filter_by(status="queued"))
    alone_in_starting(source.id)
    for job in going.filter(HarvestJob.status.in_(("queued", "running")), HarvestJob.cancel_requested.is_(False)):
        if job.status == "queued" or (clock() - job.created < JUST_BEGUN and not harvest_answers.has_died(job)):
            model.Session.rollback()
            return harvest_answers.told(job, in_full=True)
    job = HarvestJob(source_id=source.id, kind=kind)
    model.Session.add(job)
    model.Session.commit()
    _enqueue(job, source.name)
    return harvest_answers.told(job, in_full=True)


def _close_lost(queued: Iterable[HarvestJob]) -> None:
    """Not those that somebody is putting on the queue right now."""
    for job in list(queued):
        if clock() - job.created > BEING_QUEUED and (why := loss(job.id)):
            close_lost(job, why)


def _enqueue(job: HarvestJob, source_name: str) -> None:
    # The run ends itself before the queue would kill it, and says why.
    keywords = {"timeout": config.run_deadline_minutes() * 60 + 600, "job_id": job.id}
    try:
        tk.enqueue_job(run_job, [job.id], title=f"gxdata {job.kind} {source_name}", rq_kwargs=keywords)
    except RedisError as error:
        close_lost(job)
        raise tk.ValidationError({"id": [tk._("The job queue cannot be reached; try again later")]}) from error


def run_job(job_id: str) -> Retry | None:
    """What the worker runs. A job that is gone or has run already is left alone; one whose source is busy comes again."""
    job = model.Session.get(HarvestJob, job_id)
    if job is None or job.status not in ("queued", "running"):
        return None
    source = model.Session.get(HarvestSource, job.source_id)
    steps = pipeline.replay if job.kind == "replay" else pipeline.run_source
    refusals = busy_source.refusals()
    job.message = ""  # of an earlier try that found the source busy
    try:
        with without_values(), host_turn("" if job.kind == "replay" else source.url):
            steps(source, job, means(refuse=refusals))
    except HostBusy as busy:
        refusals(job, busy, clock())
    finally:
        notices.tell(job_id)
    return refusals.again


def gxdata_harvest_cancel(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Asks the job ``id`` to stop: a queued one at once, a running one after the record it is at. Answers the job."""
    tk.check_access("gxdata_harvest_cancel", context, data_dict)
    job = _job(data_dict)
    if job.status not in ("queued", "running"):
        raise tk.ValidationError({"id": [tk._("This job is over already")]})
    job.cancel_requested = True
    if job.status == "queued":
        job.status, job.finished, job.message = "cancelled", clock(), "未开始即已取消"
    model.Session.commit()
    return harvest_answers.told(job, in_full=True)


def _job(data_dict: dict[str, Any]) -> HarvestJob:
    job = model.Session.get(HarvestJob, arguments.text(data_dict, "id"))
    if job is None:
        raise tk.ObjectNotFound(tk._("There is no harvest job “{id}”").format(id=data_dict["id"]))
    return job


@tk.side_effect_free
def gxdata_harvest_job_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One job (``id``): progress, counts, up to 1,000 findings (errors first), problems by records hit, the last 10 runs."""
    tk.check_access("gxdata_harvest_job_show", context, data_dict)
    job = _job(data_dict)
    source = rights.source_of(job.source_id)
    in_full = rights.is_trusted(context) or rights.may_see_records(context.get("user", ""), source)
    [answered] = harvest_answers.answered([job], {job.source_id} if in_full else ())
    return {
        **answered,
        "findings": harvest_answers.findings(job, in_full),
        "problems": harvest_answers.problems(job, in_full),
        "trend": harvest_answers.trend(job.source_id),
    }


@tk.side_effect_free
def gxdata_harvest_job_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Jobs, newest first, of all sources or of ``source``; at most 100, ``offset`` to page on."""
    tk.check_access("gxdata_harvest_job_list", context, data_dict)
    query = model.Session.query(HarvestJob)
    if "source" in data_dict:
        query = query.filter_by(source_id=find_source(arguments.text(data_dict, "source")).id)
    limit = min(arguments.count(data_dict, "limit", LIST_LIMIT), LIST_LIMIT)
    page = query.order_by(HarvestJob.created.desc()).offset(arguments.count(data_dict, "offset", 0)).limit(limit)
    jobs = list(page)
    return harvest_answers.answered(jobs, rights.told_in_full(context, {job.source_id for job in jobs}))
