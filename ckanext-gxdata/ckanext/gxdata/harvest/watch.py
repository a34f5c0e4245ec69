"""Looks after a run from beside it, once a second: somebody stops it, its time is over, its lock went with the connection.

What it finds the run is told between two records (``check``), or at once while it waits for a department's system, by a
signal: a system that dribbles a byte a second keeps no run alive. Nothing of the database is ever interrupted.
Only a run in the main thread of its process is watched; that of one record, in a page's thread, is short.
"""

from __future__ import annotations

import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.harvest import outage
from ckanext.gxdata.harvest.fence import FenceLost
from ckanext.gxdata.harvest.live import Cancelled
from ckanext.gxdata.harvest.lock import SourceLock
from ckanext.gxdata.sources.base import Source
from ckanext.gxdata.sources.memory import Forgetful, Memory, PageItem, Validators, file_of, items_of, only_read

SECONDS = 1.0
_LOOK = sa.text(
    "SELECT job.cancel_requested, source.fence FROM gxdata_harvest_job job"
    " JOIN gxdata_source source ON source.id = job.source_id WHERE job.id = :job"
)
_BEAT = sa.text(
    "UPDATE gxdata_harvest_job SET heartbeat = :now WHERE id ="
    " (SELECT id FROM gxdata_harvest_job WHERE id = :job AND status = 'running' FOR UPDATE SKIP LOCKED)"
)


def out_of_time(minutes: float) -> FatalError:
    """What a run says that lasted longer than any may."""
    message = f"采集超过时限（{minutes:g} 分钟），已停止；已入库的记录保留，没有读到的不作缺失处理"
    hint = "多半是来源系统答得太慢：请部门检查；目录确实很大的，由管理员调大 ckanext.gxdata.run_deadline_minutes"
    return FatalError(message, rule="run-deadline", hint=hint)


class Unwatched:
    """``check`` raises why the run must stop; ``network`` is the block in which it may be stopped at once. Here: never."""

    def check(self) -> None:
        """To be called between records."""

    @contextmanager
    def network(self) -> Iterator[None]:
        """Around every wait for a department's system."""
        yield

    @contextmanager
    def database(self) -> Iterator[None]:
        """Inside such a wait: a look at what is known already, which is not interrupted."""
        yield


class Watch(Unwatched):
    """Of one run; looks as long as the block of ``looking`` lasts."""

    def __init__(self, lock: SourceLock, job_id: str, fence: int, minutes: float, clock: Callable[[], datetime]) -> None:
        self._lock, self._job_id, self._fence, self._minutes, self._clock = lock, job_id, fence, minutes, clock
        self._until = clock() + timedelta(minutes=minutes)
        self._reason: Exception | None = None
        self._waits = False
        self._over = threading.Event()
        self._away = 0.0

    def check(self) -> None:
        if self._reason is not None:
            raise self._reason

    @contextmanager
    def database(self) -> Iterator[None]:
        before, self._waits = self._waits, False
        try:
            yield
        finally:
            self._waits = before

    @contextmanager
    def network(self) -> Iterator[None]:
        self.check()
        self._waits = True
        try:
            yield
        finally:
            self._waits = False

    @contextmanager
    def looking(self) -> Iterator[Watch]:
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = signal.signal(signal.SIGUSR2, self._interrupt)
        thread = threading.Thread(target=self._look_on, name="gxdata watch", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            thread.join()
            signal.signal(signal.SIGUSR2, before)

    def _interrupt(self, number: int, frame: Any) -> None:
        if self._waits and self._reason is not None:
            self._waits = False
            raise self._reason

    def _look_on(self) -> None:
        while not self._over.wait(SECONDS):
            self._reason = self._reason or self._found()
            if self._reason is not None and self._waits:
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR2)

    def _found(self) -> Exception | None:
        if self._clock() >= self._until:
            return out_of_time(self._minutes)
        try:
            if self._away and not self._lock.take_again():
                return FenceLost()
            self._away = 0.0
            return self._asked()
        except sa.exc.SQLAlchemyError:
            return self._without_database()

    def _asked(self) -> Exception | None:
        row = self._lock.execute(_LOOK, {"job": self._job_id}).one_or_none()
        if row is None or row[1] != self._fence:
            return FenceLost()
        if row[0]:
            return Cancelled()
        self._lock.execute(_BEAT, {"job": self._job_id, "now": self._clock()})
        return None

    def _without_database(self) -> Exception | None:
        """The connection died, and the lock with it: it is taken again, or somebody else has begun."""
        self._away += SECONDS
        self._over.wait(random.uniform(0, SECONDS))
        return outage.database_away() if self._away > outage.LONGEST else None


def watched(source: Source, watch: Unwatched) -> Source:
    """The source, whose every wait for its system may be ended by ``watch``."""
    return cast("Source", _Watched(source, watch))


class _Watched:
    """What it does not say itself is the source's own."""

    def __init__(self, source: Source, watch: Unwatched) -> None:
        self._source, self._watch = source, watch

    def records(self) -> Iterator[RawRecord | Finding]:
        return only_read(self.pages(Forgetful()))

    def pages(self, memory: Memory) -> Iterator[PageItem]:
        items = items_of(self._source, memory)
        while True:
            with self._watch.network():
                try:
                    item = next(items)
                except StopIteration:
                    return
            yield item

    def fetch_file(self, reference: str) -> FetchedFile:
        with self._watch.network():
            return self._source.fetch_file(reference)

    def fetch_changed(self, reference: str, known: Validators) -> FetchedFile:
        with self._watch.network():
            return file_of(self._source, reference, known)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)
