"""gxdata kept harvesting while something else is measured: one new source after the other, each a first load.

Every job writes datasets that were not there, which is the heaviest that a harvest does: tables, documents, commits.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress

from benches import gxdata_source
from benches.driving import Driver, portal
from benches.sites import BenchError, Site
from benches.watching import Watch, until

PATIENCE = 600.0
SMALLEST, LARGEST = 1_000, 10_000


def portion(size: int) -> int:
    """Records of a source: enough that a job is still at work when what is measured ends."""
    return min(max(size // 10, SMALLEST), LARGEST)


class Harvests:
    """``with`` it jobs run, and nobody else may use the driver; after it the last one is cancelled."""

    def __init__(self, site: Site, driver: Driver, watch: Watch, size: int) -> None:
        self._site, self._driver, self._watch = site, driver, watch
        self._portion, self._next, self._sources = portion(size), size, 0
        self._stop = threading.Event()
        self._problem: BaseException | None = None
        self._begun = (0.0, 0)

    def __enter__(self) -> Harvests:
        """Returns when the first datasets of it can be found."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, daemon=True)
        before = self._watch.found()
        self._thread.start()
        until(
            lambda: self._problem is not None or self._watch.found() > before,
            PATIENCE,
            "a harvest that loads something",
        )
        self._begun = time.monotonic(), self._watch.found()
        return self

    def rate(self) -> float:
        """Datasets a second since it began. Raises BenchError when none came: it was no harvest to measure beside."""
        self._check()
        begun, found = self._begun
        if (loaded := self._watch.found() - found) <= 0:
            raise BenchError("the harvest beside it loaded nothing")
        return loaded / (time.monotonic() - begun)

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _check(self) -> None:
        if self._problem is not None:
            raise BenchError(f"the harvest beside it: {self._problem}")

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._harvest()
        except Exception as error:
            self._problem = error

    def _harvest(self) -> None:
        first, self._next, self._sources = self._next, self._next + self._portion, self._sources + 1
        name = f"beside-{self._sources}"
        with portal(self._portion, self._site.home.log / "portal-harvested.log", first) as source:
            gxdata_source.register(self._driver, source, name)
            job = gxdata_source.order(self._driver, name)
            while gxdata_source.status(self._watch, job) not in gxdata_source.OVER:
                if self._stop.wait(0.2):
                    return self._cancel(job)
            gxdata_source.await_end(self._driver, self._watch, job, PATIENCE)

    def _cancel(self, job: str) -> None:
        with suppress(BenchError):  # it may have ended by itself
            self._driver.action("gxdata_harvest_cancel", id=job)
        until(lambda: gxdata_source.status(self._watch, job) in gxdata_source.OVER, PATIENCE, "a cancelled job over")
