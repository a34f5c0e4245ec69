"""The portal's own clock: a small job on CKAN's queue that looks what is due, starts it, and puts itself there again.

It has one place per minute, by its id, so that however often it is armed (at the portal's start, with every change of a
source, by itself) two never follow each other's tracks. Not here: when a source is due (``core/schedule``).
"""

from __future__ import annotations

import logging
from datetime import datetime, timezone

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import jobs
from redis.exceptions import RedisError
from rq.exceptions import DuplicateJobError

from ckanext.gxdata.core import schedule
from ckanext.gxdata.core.queues import SHORT
from ckanext.gxdata.harvest.lock import is_held
from ckanext.gxdata.harvest.report import close_abandoned
from ckanext.gxdata.index import nightly, wake
from ckanext.gxdata.logic import archiving, notices, resuming, usage_dataset, use_in_index
from ckanext.gxdata.logic.clock import clock
from ckanext.gxdata.logic.harvest_queue import close_all_lost
from ckanext.gxdata.model import HarvestSource
from ckanext.gxdata.usage import moving

log = logging.getLogger(__name__)

MINUTE = 60


def arm() -> None:
    """Puts the clock on the queue for the next minute, unless it is there. Without a queue it is armed another time."""
    slot = int(clock().timestamp()) // MINUTE + 1
    queue = jobs.get_queue(SHORT)
    job = queue.create_job(
        tick,
        timeout=10 * MINUTE,
        result_ttl=0,
        failure_ttl=MINUTE,
        job_id=f"gxdata-clock-{slot}",
        meta={"title": "gxdata clock"},
    )
    try:
        queue.schedule_job(job, datetime.fromtimestamp(slot * MINUTE, timezone.utc), unique=True)
    except DuplicateJobError:
        return
    except RedisError as error:
        log.warning("the clock of the harvests could not be armed: %s", error)


def tick() -> None:
    """What the worker runs every minute. Armed again first: whatever goes wrong now, the next minute comes."""
    arm()
    wake.if_behind()
    moving.move(clock())
    for job in close_abandoned(clock()):
        log.warning("harvest job %s was left behind by a killed process", job.id)
        notices.tell(job.id)
    close_all_lost()
    for source, action in resuming.due(clock()):
        _begin(source, action)
    for source in _due(clock()):
        _start(source)
    archiving.archive_due(clock())
    usage_dataset.publish(clock())
    use_in_index.tell_when_due(clock())
    nightly.compare_when_due(clock())


def _due(moment: datetime) -> list[HarvestSource]:
    """What is due, however long since: a portal that was down makes a run up once."""
    query = model.Session.query(HarvestSource).filter(
        HarvestSource.active.is_(True), HarvestSource.schedule != "", HarvestSource.next_run <= moment
    )
    return [source for source in query.order_by(HarvestSource.next_run) if not is_held(source.id)]


def _start(source: HarvestSource) -> None:
    """One that cannot be started is due still, and tried in a minute."""
    if _begin(source, "gxdata_harvest_run"):
        source.next_run = schedule.next_run(source.schedule, clock())
        model.Session.commit()


def _begin(source: HarvestSource, action: str) -> bool:
    """A source that is queued already is not queued again."""
    try:
        tk.get_action(action)({"ignore_auth": True}, {"id": source.id})
    except (tk.ValidationError, ValueError) as error:
        model.Session.rollback()
        log.warning("the harvest of %s could not be started: %s", source.name, error)
        return False
    return True
