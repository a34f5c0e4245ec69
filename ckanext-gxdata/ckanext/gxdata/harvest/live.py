"""How far a run is, told while it goes on: to whoever looks at the job, and to a progress bar where there is one.

The row of the job is written at most once a second, however many records pass; in the same breath the run learns whether
somebody asked it to stop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ckan import model

from ckanext.gxdata.model import HarvestJob

SECONDS_BETWEEN_WRITES = 1.0


class Cancelled(Exception):
    """Somebody asked the run to stop; raised between records, or while it waits for a department's system."""


class Progress(Protocol):
    """Where a run tells how far it is; a progress bar, or nothing."""

    def __call__(self, step: str, done: int, total: int | None) -> None: ...


def silent(step: str, done: int, total: int | None) -> None:
    """Progress for runs that nobody watches."""


@dataclass(slots=True)
class LiveJob:
    """A ``Progress`` that keeps the job's row alive and passes on to ``shown``."""

    job: HarvestJob
    clock: Callable[[], datetime]
    shown: Progress = silent
    check: Callable[[], None] = lambda: None
    """Raises why the run must stop, where somebody looks after it (``watch``)."""
    written: datetime | None = None
    step: str = ""

    def __call__(self, step: str, done: int, total: int | None) -> None:
        self.shown(step, done, total)
        self.check()
        now = self.clock()
        is_due = self.written is None or (now - self.written).total_seconds() >= SECONDS_BETWEEN_WRITES
        if is_due or step != self.step:
            self.written, self.step = now, step
            self._write(step, done, total or 0, now)

    def _write(self, step: str, done: int, total: int, now: datetime) -> None:
        """Also commits what the run has written so far, which is whole: a record is never half done here."""
        self.job.step, self.job.done, self.job.total, self.job.heartbeat = step, done, total, now
        model.Session.commit()
        asked = model.Session.query(HarvestJob.cancel_requested).filter_by(id=self.job.id).scalar()
        if asked:
            raise Cancelled
