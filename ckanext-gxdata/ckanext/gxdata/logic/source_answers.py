"""Sources as actions answer them: what anybody may know of one, and what its department and the administrators see besides.

A list costs the same queries however many sources it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.types import Context

from ckanext.gxdata.harvest import quarantine, sealed
from ckanext.gxdata.logic import harvest_answers
from ckanext.gxdata.logic import harvest_rights as rights
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource

OF_RECORDS = ("retry", "restore", "archive")
"""Kinds of jobs that say nothing of the source as a whole."""
SETTINGS = ("profile", "defaults", "schedule", "notify_email", "notify_webhook", "active")


def answered(sources: Iterable[HarvestSource], context: Context) -> list[dict[str, Any]]:
    """Each as this person may read it; for a page that says little of them, without what takes counting."""
    sources, in_short = list(sources), bool(context.get("gxdata_in_short"))
    identifiers = [source.id for source in sources]
    jobs, counted = _last_jobs(identifiers), [] if in_short else identifiers
    datasets, trends = (_datasets(counted), harvest_answers.trends(counted)) if counted else ({}, {})
    own = set(identifiers) if rights.is_trusted(context) else rights.run_by(context.get("user", ""), sources)
    found = []
    for source in sources:
        job = jobs.get(source.id)
        last_job = harvest_answers.told(job, source.id in own) if job is not None else None
        found.append(
            {
                **(_in_full(source) if source.id in own else source.public_dict()),
                "state": _state(source, last_job),
                "last_job": last_job,
                "trend": trends.get(source.id, []),
                "next_run": source.next_run.isoformat() if source.next_run and source.active else None,
                "datasets": datasets.get(source.id, 0),
            }
        )
    return found


def _in_full(source: HarvestSource) -> dict[str, Any]:
    """With what it takes to run it; of the secret only whether there is one."""
    return {
        **source.full_dict(),
        **{name: getattr(source, name) for name in SETTINGS},
        "has_secret": bool(source.secret),
        "quarantine": _quarantine(source),
        "webhook_key": sealed.signing_key(source.id).hex(),
    }


def _quarantine(source: HarvestSource) -> dict[str, Any]:
    """Why nothing of it is taken for gone, and how many records it does not list; empty for one that is believed."""
    if not source.quarantine:
        return {}
    since = source.quarantined_at.isoformat() if source.quarantined_at else None
    count = quarantine.suspects(source.id).count()
    return {"reason": source.quarantine, "job_id": source.quarantine_job_id, "since": since, "records": count}


def _state(source: HarvestSource, last_job: dict[str, Any] | None) -> str:
    """What a list shows: what goes on, else why nothing does, else how the last run ended."""
    status = last_job["status"] if last_job else ""
    if status in ("queued", "running"):
        return str(status)
    if not source.active:
        return "paused"
    return {"": "never", "failed": "failed"}.get(status, "idle")


def _last_jobs(identifiers: list[str]) -> dict[str, HarvestJob]:
    """Of those that tell how the source is: not of one record loaded again by a person."""
    query = model.Session.query(HarvestJob).filter(HarvestJob.source_id.in_(identifiers), HarvestJob.kind.not_in(OF_RECORDS))
    query = query.filter(harvest_answers.BEGAN_OR_WAITS)
    newest = query.distinct(HarvestJob.source_id).order_by(HarvestJob.source_id, HarvestJob.created.desc())
    return {job.source_id: job for job in newest}


def _datasets(identifiers: list[str]) -> dict[str, int]:
    """Public datasets by source: that there are others is nobody's business."""
    query = model.Session.query(HarvestRecord.source_id, sa.func.count())
    query = query.join(model.Package, model.Package.id == HarvestRecord.dataset_id)
    public = (model.Package.state == "active", model.Package.private.is_(False))
    return dict(query.filter(HarvestRecord.source_id.in_(identifiers), *public).group_by(HarvestRecord.source_id).all())
