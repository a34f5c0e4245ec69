"""Runs in this process, for the command line: what the worker does for the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckan import model

from ckanext.gxdata.harvest import pipeline
from ckanext.gxdata.harvest.live import Progress
from ckanext.gxdata.logic import harvest_answers, notices
from ckanext.gxdata.logic.action.source import find_source
from ckanext.gxdata.logic.harvest_means import means
from ckanext.gxdata.model import HarvestJob

Steps = Callable[..., HarvestJob]

harvest: Steps = pipeline.run_source
replay: Steps = pipeline.replay


def run_now(steps: Steps, name: str, progress: Progress) -> dict[str, Any]:
    """Runs ``harvest`` or ``replay`` for a source; answers its line of the report (the keys of the contract)."""
    source = find_source(name)
    job = HarvestJob(source_id=source.id, kind="replay" if steps is replay else "harvest")
    model.Session.add(job)
    model.Session.commit()
    job = steps(source, job, means(progress))
    notices.tell(job.id)
    # A run that was asked for and could not begin has failed for who asked; of the source the cancelled job says nothing.
    status = "failed" if job.status == "cancelled" and job.started is None else job.status
    return {"source": name, "job_id": job.id, "status": status, **job.counts(), "seconds": job.seconds()}


def job_findings(job_id: str) -> list[dict[str, Any]]:
    """The report's lines in full."""
    return harvest_answers.findings(model.Session.get(HarvestJob, job_id), in_full=True)


def reason(job_id: str) -> str:
    """Why a job failed, in one line."""
    return str(model.Session.get(HarvestJob, job_id).message)
