"""Archives, between two harvests, what sources no longer list and whose grace period is over. Called by the portal's clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from ckan import model

from ckanext.gxdata.harvest import disappearance, pipeline
from ckanext.gxdata.harvest.lock import is_held
from ckanext.gxdata.logic.harvest_means import means
from ckanext.gxdata.model import HarvestJob, HarvestSource

PAUSE = timedelta(hours=1)
"""Between two tries of one source: what cannot be archived must not be tried every minute."""


def archive_due(now: datetime) -> None:
    """A source that is being harvested archives by itself."""
    for source_id in disappearance.due(now):
        if not is_held(source_id) and not _was_tried(source_id, now):
            job = HarvestJob(source_id=source_id, kind="archive")
            model.Session.add(job)
            model.Session.commit()
            pipeline.archive(model.Session.get(HarvestSource, source_id), job, means())


def _was_tried(source_id: str, now: datetime) -> bool:
    query = model.Session.query(HarvestJob).filter_by(source_id=source_id, kind="archive")
    return query.filter(HarvestJob.created > now - PAUSE).first() is not None
