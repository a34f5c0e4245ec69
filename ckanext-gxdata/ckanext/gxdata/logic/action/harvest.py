"""Harvest runs over the API: start one as a background job, read jobs and their reports."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import jobs
from ckan.types import Context
from redis.exceptions import RedisError

from ckanext.gxdata.core import access
from ckanext.gxdata.core.redaction import without_addresses
from ckanext.gxdata.harvest import pipeline
from ckanext.gxdata.harvest.lock import is_held
from ckanext.gxdata.harvest.report import INTERRUPTED
from ckanext.gxdata.logic import arguments
from ckanext.gxdata.logic.action.source import find_source
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource, JobFinding

RUN_TIMEOUT_SECONDS = 6 * 3600
LIST_LIMIT = 100
FINDING_LIMIT = 1000


def clock() -> datetime:
    """The wall clock that runs are given."""
    return datetime.now(timezone.utc)


def gxdata_harvest_run(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Queues a run of the source ``id``; answers the job, to be followed by ``gxdata_harvest_job_show``."""
    tk.check_access("gxdata_harvest_run", context, data_dict)
    source = find_source(arguments.text(data_dict, "id"))
    for queued in model.Session.query(HarvestJob).filter_by(source_id=source.id, status="queued"):
        if _is_in_queue(queued.id):
            return queued.public_dict()
        _close_lost(queued)
    job = HarvestJob(source_id=source.id)
    model.Session.add(job)
    model.Session.commit()
    _enqueue(job, source.name)
    return job.public_dict()


def _enqueue(job: HarvestJob, source_name: str) -> None:
    keywords = {"timeout": RUN_TIMEOUT_SECONDS, "job_id": job.id}
    try:
        tk.enqueue_job(run_job, [job.id], title=f"gxdata harvest {source_name}", rq_kwargs=keywords)
    except RedisError as error:
        _close_lost(job)
        raise tk.ValidationError({"id": [tk._("The job queue cannot be reached; try again later")]}) from error


def _is_in_queue(job_id: str) -> bool:
    """Whether the queue still knows the job: it may have been cleared, or lost with its server."""
    try:
        jobs.job_from_id(job_id)
    except KeyError:
        return False
    return True


def _close_lost(job: HarvestJob) -> None:
    job.status, job.finished = "failed", clock()
    job.message = "任务没有进入队列或已从队列中丢失，未曾运行"
    model.Session.commit()


def run_job(job_id: str) -> None:
    """What the worker runs. A job that is gone or has run already is left alone."""
    job = model.Session.get(HarvestJob, job_id)
    if job is None or job.status not in ("queued", "running"):
        return
    source = model.Session.get(HarvestSource, job.source_id)
    pipeline.run_source(source, job, clock)


@tk.side_effect_free
def gxdata_harvest_job_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One job (``id``) with its counts and up to 1,000 findings, the errors first."""
    tk.check_access("gxdata_harvest_job_show", context, data_dict)
    job = model.Session.get(HarvestJob, arguments.text(data_dict, "id"))
    if job is None:
        raise tk.ObjectNotFound(tk._("There is no harvest job “{id}”").format(id=data_dict["id"]))
    findings = job_findings(job.id)
    if not _may_see_all(context, job):
        private = _private_guids(job.source_id)
        shown = (line for line in findings if line["guid"] not in private and not access.tells_inside(line))
        findings = [_public(line) for line in shown]
    return {**_with_source(job), "findings": findings}


def _may_see_all(context: Context, job: HarvestJob) -> bool:
    try:
        tk.check_access("gxdata_harvest_run", Context(user=context.get("user", "")), {"id": job.source_id})
    except tk.NotAuthorized:
        return bool(context.get("ignore_auth"))
    return True


def _private_guids(source_id: str) -> set[str]:
    """Records whose dataset is not public: that they exist is not public either."""
    query = (
        model.Session.query(HarvestRecord.guid)
        .join(model.Package, model.Package.id == HarvestRecord.dataset_id)
        .filter(HarvestRecord.source_id == source_id, model.Package.private.is_(True))
    )
    return {guid for (guid,) in query}


def _public(line: dict[str, Any]) -> dict[str, Any]:
    """Without addresses, and without the raw value: what it holds nobody has looked at."""
    return {**{name: without_addresses(text) for name, text in line.items()}, "value": ""}


def job_findings(job_id: str) -> list[dict[str, Any]]:
    """The report's lines, errors before warnings before remarks."""
    rank = {"error": 0, "warning": 1, "info": 2}
    query = model.Session.query(JobFinding).filter_by(job_id=job_id).order_by(JobFinding.id)
    lines = sorted(query, key=lambda line: rank.get(line.severity, 3))
    return [line.public_dict() for line in lines[:FINDING_LIMIT]]


@tk.side_effect_free
def gxdata_harvest_job_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Jobs, newest first, of all sources or of ``source``; at most 100, ``offset`` to page on."""
    tk.check_access("gxdata_harvest_job_list", context, data_dict)
    query = model.Session.query(HarvestJob)
    if "source" in data_dict:
        query = query.filter_by(source_id=find_source(arguments.text(data_dict, "source")).id)
    limit = min(arguments.count(data_dict, "limit", LIST_LIMIT), LIST_LIMIT)
    page = query.order_by(HarvestJob.created.desc()).offset(arguments.count(data_dict, "offset", 0)).limit(limit)
    return [_with_source(job) for job in page]


def _has_died(job: HarvestJob) -> bool:
    return job.status == "running" and not is_held(job.source_id)


def _with_source(job: HarvestJob) -> dict[str, Any]:
    source = model.Session.get(HarvestSource, job.source_id)
    if _has_died(job):
        model.Session.refresh(job)  # it may have ended between the two looks
    interrupted = {"status": "failed", "message": INTERRUPTED} if _has_died(job) else {}
    public = {**job.public_dict(), "message": without_addresses(job.message), **interrupted}
    return {**public, "source": source.name, "source_title": source.title or source.name}
