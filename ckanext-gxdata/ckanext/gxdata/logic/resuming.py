"""Runs that were cut off are begun again by the portal's clock: a killed process, a database or a queue that went away.

What a run has written is whole, so that its second half is all that the new one does. Not here: when (``core/resuming``), and
runs that ended for a reason of the source or of a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile

from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.core import resuming
from ckanext.gxdata.harvest.outage import MESSAGE
from ckanext.gxdata.harvest.report import INTERRUPTED
from ckanext.gxdata.logic.harvest_queue import KILLED, LOST
from ckanext.gxdata.model import HarvestJob, HarvestSource

CUT_OFF = (INTERRUPTED, MESSAGE, LOST, KILLED)
"""Messages of jobs that ended so."""
ACTIONS = {"harvest": "gxdata_harvest_run", "": "gxdata_harvest_run", "replay": "gxdata_harvest_replay"}
"""By kind of job; of others a person sees how they ended."""


def due(now: datetime) -> Iterator[tuple[HarvestSource, str]]:
    """Sources whose last run was cut off and should go on, with the action that begins it."""
    for job in _last_jobs():
        moment = _moment(job)
        if moment is not None and moment <= now:
            yield model.Session.get(HarvestSource, job.source_id), ACTIONS[job.kind or ""]


def goes_on(job: HarvestJob) -> bool:
    """Whether the job is over, and is begun again by itself."""
    return any(job.id == other.id for other in _last_jobs(job.source_id)) and _moment(job) is not None


def _last_jobs(source_id: str = "") -> list[HarvestJob]:
    """The newest of each active source, where it was cut off."""
    query = model.Session.query(HarvestJob).join(HarvestSource, HarvestSource.id == HarvestJob.source_id)
    query = query.filter(HarvestSource.active.is_(True), HarvestJob.kind.in_(ACTIONS))
    if source_id:
        query = query.filter(HarvestJob.source_id == source_id)
    newest = query.distinct(HarvestJob.source_id).order_by(HarvestJob.source_id, HarvestJob.created.desc())
    return [job for job in newest if _was_cut_off(job)]


def _was_cut_off(job: HarvestJob) -> bool:
    return job.status == "failed" and job.message in CUT_OFF


def _moment(job: HarvestJob) -> datetime | None:
    most = config.resume_tries()
    query = model.Session.query(HarvestJob).filter_by(source_id=job.source_id).filter(HarvestJob.kind.in_(ACTIONS))
    last = query.filter(HarvestJob.created <= job.created).order_by(HarvestJob.created.desc()).limit(most + 1)
    tries = len(list(takewhile(_was_cut_off, last)))
    return resuming.due(job.finished or job.created, tries, most, job.source_id)
