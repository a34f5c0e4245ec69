"""Harvest runs over the API: start one as a background job, read jobs and their reports."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata.core.redaction import without_addresses
from ckanext.gxdata.harvest import pipeline
from ckanext.gxdata.logic.action.source import find_source
from ckanext.gxdata.model import HarvestJob, HarvestSource, JobFinding

RUN_TIMEOUT_SECONDS = 6 * 3600
LIST_LIMIT = 100
FINDING_LIMIT = 1000


def clock() -> datetime:
    """The wall clock that runs are given."""
    return datetime.now(timezone.utc)


def gxdata_harvest_run(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Queues a run of the source ``id``; answers the job, to be followed by ``gxdata_harvest_job_show``."""
    tk.check_access("gxdata_harvest_run", context, data_dict)
    source = find_source(tk.get_or_bust(data_dict, "id"))
    running = model.Session.query(HarvestJob).filter_by(source_id=source.id, status="queued").first()
    if running is not None:
        return running.public_dict()
    job = HarvestJob(source_id=source.id)
    model.Session.add(job)
    model.Session.commit()
    tk.enqueue_job(
        run_job, [job.id], title=f"gxdata harvest {source.name}", rq_kwargs={"timeout": RUN_TIMEOUT_SECONDS}
    )
    return job.public_dict()


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
    job = model.Session.get(HarvestJob, tk.get_or_bust(data_dict, "id"))
    if job is None:
        raise tk.ObjectNotFound(tk._("There is no harvest job “{id}”").format(id=data_dict["id"]))
    return {**_with_source(job), "findings": [_public(line) for line in job_findings(job.id)]}


def _public(line: dict[str, Any]) -> dict[str, Any]:
    return {name: without_addresses(text) for name, text in line.items()}


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
    if data_dict.get("source"):
        query = query.filter_by(source_id=find_source(data_dict["source"]).id)
    limit = min(int(data_dict.get("limit", LIST_LIMIT)), LIST_LIMIT)
    page = query.order_by(HarvestJob.created.desc()).offset(int(data_dict.get("offset", 0))).limit(limit)
    return [_with_source(job) for job in page]


def _with_source(job: HarvestJob) -> dict[str, Any]:
    source = model.Session.get(HarvestSource, job.source_id)
    public = {**job.public_dict(), "message": without_addresses(job.message)}
    return {**public, "source": source.name, "source_title": source.title or source.name}
