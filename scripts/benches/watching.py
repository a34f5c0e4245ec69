"""Looking on while a portal works: what can be found in its index, what its tables say, how much memory it takes.

The index and the database are asked directly, for the subjects alike, every 20 ms, later on every two-hundredth of the time that
has passed: whoever looks on takes of the processors that he watches, and a page of the portal would cost more than it tells.
What counts as searchable is what ``package_search`` would find: public, active datasets of the department.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import psutil
import psycopg2

from benches.records import ORGANIZATION
from benches.sites import BenchError, Site
from stack import databases

EVERY = 0.02
SHARE = 0.005
"""Of the time that has passed: nobody needs to be told more exactly."""
FOUND = ("dataset_type:dataset", f"organization:{ORGANIZATION['name']}", "state:active", "capacity:public")
MEGABYTE = 2**20


class Watch:
    """A site's index and database, over connections that stay open."""

    def __init__(self, site: Site) -> None:
        secrets, port = site.secrets, site.ports["solr"]
        self._solr = httpx.Client(
            base_url=f"http://127.0.0.1:{port}/solr", auth=("ckan", secrets["solr"]), timeout=60, trust_env=False
        )
        self._database = psycopg2.connect(databases.url(site.ports["postgres"], secrets))
        self._database.autocommit = True

    def close(self) -> None:
        self._solr.close()
        self._database.close()

    def found(self, *more: str) -> int:
        """Datasets that a search finds now."""
        given: dict[str, str | int | list[str]] = {"q": "*:*", "rows": 0, "wt": "json", "fq": [*FOUND, *more]}
        answer = self._solr.get("/ckan/select", params=given).json()
        return int(answer["response"]["numFound"])

    def posted(self) -> int:
        """Documents that the index was given since its server started."""
        key = "UPDATE.updateHandler.cumulativeAdds"
        answer = self._solr.get("/admin/metrics", params={"group": "core", "prefix": key, "wt": "json"}).json()
        return sum(int(core[key]["count"]) for core in answer["metrics"].values() if key in core)

    def ask(self, statement: str, *values: Any) -> Any:
        """The first column of the first row."""
        with self._database.cursor() as cursor:
            cursor.execute(statement, values)
            row = cursor.fetchone()
        return row[0] if row else None

    def index_size(self) -> float:
        answer = self._solr.get("/admin/cores", params={"action": "STATUS", "wt": "json"}).json()
        return float(answer["status"]["ckan"]["index"]["sizeInBytes"]) / MEGABYTE

    def database_size(self) -> float:
        return float(self.ask("SELECT pg_database_size(current_database())")) / MEGABYTE


@contextmanager
def watching(site: Site) -> Iterator[Watch]:
    watch = Watch(site)
    try:
        yield watch
    finally:
        watch.close()


def until(done: Callable[[], bool], patience: float, what: str) -> None:
    """Returns when ``done``. Raises BenchError when patience ends."""
    begun = time.monotonic()
    while not done():
        passed = time.monotonic() - begun
        if passed > patience:
            raise BenchError(f"after {patience:.0f} s still not: {what}")
        time.sleep(max(EVERY, passed * SHARE))


class Sampler:
    """Samples something in a thread of its own while the body of ``with`` runs."""

    def __init__(self, sample: Callable[[], float], every: float) -> None:
        self._sample, self._every = sample, every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.values: list[float] = []

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            with suppress(psutil.Error, httpx.HTTPError, OSError, KeyError, ValueError):
                self.values.append(self._sample())

    def __enter__(self) -> Sampler:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def memory(pids: list[int]) -> float:
    """Megabytes of processes and their children; what forked processes share counts once."""
    whole = 0.0
    for pid in pids:
        with suppress(psutil.Error):
            leader = psutil.Process(pid)
            whole += sum(_own(process) for process in [leader, *leader.children(recursive=True)])
    return whole / MEGABYTE


def processor(pids: list[int]) -> float:
    """Seconds of processor time that processes and their children took so far, those that ended among them."""
    whole = 0.0
    for pid in pids:
        with suppress(psutil.Error):
            leader = psutil.Process(pid)
            for process in [leader, *leader.children(recursive=True)]:
                with suppress(psutil.Error):
                    whole += sum(process.cpu_times()[:4])  # own and of children that were waited for
    return whole


def _own(process: psutil.Process) -> float:
    with suppress(psutil.Error, OSError, AttributeError):
        return float(process.memory_full_info().pss)
    with suppress(psutil.Error):
        return float(process.memory_info().rss)
    return 0.0
