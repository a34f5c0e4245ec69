"""How a run is opened and closed: one at a time per source, watched, and with an end in its job whatever happens.

Not here: what a run does (``pipeline``), and what is said of its end (``report``).
"""

from __future__ import annotations

from collections.abc import Callable

from ckan import model
from sqlalchemy.exc import SQLAlchemyError

from ckanext.gxdata import config
from ckanext.gxdata.core.errors import FatalError, GxdataError
from ckanext.gxdata.harvest import outage, quarantine, report
from ckanext.gxdata.harvest.kill_points import passing
from ckanext.gxdata.harvest.live import Cancelled
from ckanext.gxdata.harvest.lock import SourceLock, source_lock
from ckanext.gxdata.harvest.run import Means
from ckanext.gxdata.harvest.watch import Watch
from ckanext.gxdata.model import HarvestJob, HarvestSource

Steps = Callable[[Watch], None]
"""They close the job themselves when all is done (``report.finish``)."""


def brought_to_an_end(source: HarvestSource, job: HarvestJob, means: Means, steps: Steps) -> HarvestJob:
    """Runs them under the lock of the source. Errors of a source end up in its job, never as an exception."""
    job_id = job.id
    try:
        with source_lock(source.id, source.name) as lock:
            report.start(job, means.clock())
            passing("begun")
            _run(lock, job, means, steps)
    except GxdataError as error:
        means.refuse(job, error, means.clock())  # another run has the lock
    except KeyboardInterrupt:
        report.cancel(job, means.clock())
        raise
    except Exception as error:
        _end_by(error, job_id, means)
    closed: HarvestJob = model.Session.get(HarvestJob, job_id)
    return closed


def _run(lock: SourceLock, job: HarvestJob, means: Means, steps: Steps) -> None:
    watch = Watch(lock, job.id, job.fence, config.run_deadline_minutes(), means.clock)
    try:
        with watch.looking():
            steps(watch)
            passing("ended")
    except Cancelled:
        report.cancel(job, means.clock())
    except GxdataError as error:
        report.fail(job, error, means.clock())
        quarantine.after_error(job.source_id, job, error, means.clock())


def _end_by(error: Exception, job_id: str, means: Means) -> None:
    """A fault of ours. After an outage the job waits for the database to say so; where it stays away, the clock will."""
    away = isinstance(error, SQLAlchemyError) and outage.is_outage(error)
    if away and not outage.wait():
        raise error
    if not away:
        model.Session.rollback()
    job = model.Session.get(HarvestJob, job_id)
    fault = FatalError("程序出错，采集中止", hint="请管理员查看日志；已入库的记录不受影响")
    report.fail(job, outage.database_away() if away else fault, means.clock())
    if not away:
        raise error
