"""The bench ``pages``: how long public pages take on the server, first and again, and how they come up on a phone; beside stock CKAN.

Here: homes, filling, order. Not here: what a browser sees (``phone``).
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benches import facts, gxdata_source, phone, subjects
from benches.driving import Driver, driver, portal
from benches.latency import PERCENTILES, percentile
from benches.records import ORGANIZATION
from benches.results import OURS, Measurement
from benches.sites import GXDATA, STOCK, BenchError, Homes, Kind, Site
from benches.watching import until, watching
from stack.paths import REPOSITORY

PEER = "ckan"
SUBJECTS = (OURS, PEER)
REPEATS = 3
OF_BLOCK = 40
"""Pages of a kind in a block; no block asks for one that was asked for before."""
ROWS = 20
ORDERS = ("title_string+asc", "title_string+desc", "metadata_modified+asc", "metadata_modified+desc")
TIMEOUT = 60.0


@dataclass(frozen=True)
class Filled:
    """A portal with the catalog in it. ``names`` are those of its datasets."""

    name: str
    site: Site
    names: list[str]

    def path(self, kind: str, number: int) -> str:
        """Number by number another page, full of rows where it is a list."""
        if kind == "dataset page":
            return f"/dataset/{self.names[number % len(self.names)]}"
        place = "/dataset/" if kind == "list" else f"/organization/{ORGANIZATION['name']}"
        return f"{place}?sort={ORDERS[number % len(ORDERS)]}&page={number // len(ORDERS) + 1}"


KINDS = ("dataset page", "list", "department")


def measure(size: int, wanted: Sequence[str], repeats: int, folder: Path) -> Iterator[Measurement]:
    """Blocks of the subjects in turns; what came in the first is thrown away. Then a phone, as often."""
    least = OF_BLOCK * (repeats + 1) * ROWS // len(ORDERS)
    if size < least:
        raise BenchError(f"at least {least} datasets are needed: no page twice as a first one")
    homes = Homes(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with ExitStack() as stack:
            filled = [stack.enter_context(_filled(homes, name, size)) for name in wanted or SUBJECTS]
            for number in range(repeats + 1):
                for each in filled:
                    found = list(_block(each, number))
                    yield from found if number else ()
            for _ in range(repeats):
                for each in filled:
                    yield from phone.seen(each.name, each.site.ports["portal"], _of_phone(each))
    finally:
        homes.clear()


def _of_phone(filled: Filled) -> dict[str, str]:
    return {"home": "/", "list": "/dataset/", "dataset page": filled.path("dataset page", 0)}


def _block(filled: Filled, number: int) -> Iterator[Measurement]:
    """Each page for the first time, and each once more."""
    for kind in KINDS:
        paths = [filled.path(kind, OF_BLOCK * number + each) for each in range(OF_BLOCK)]
        for situation in ("first", "again"):
            times = [_milliseconds(filled, path) for path in paths]
            for name, share in PERCENTILES.items():
                if name != "p99":
                    yield Measurement(f"{kind}, {situation}: {name}", filled.name, percentile(times, share), "ms")


def _milliseconds(filled: Filled, path: str) -> float:
    """From the connection to the last byte. Raises BenchError for an answer that is no page."""
    connection = http.client.HTTPConnection("127.0.0.1", filled.site.ports["portal"], timeout=TIMEOUT)
    begun = time.perf_counter()
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        status, body = answer.status, answer.read()
        taken = 1000 * (time.perf_counter() - begun)
    finally:
        connection.close()
    if status != 200 or not body:
        raise BenchError(f"{filled.name}: {path} answered {status}")
    return taken


# ── filling ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _filled(homes: Homes, name: str, size: int) -> Iterator[Filled]:
    kind, fill = _FILLING[name]
    homes.prepare(kind)
    with ExitStack() as stack:
        site = stack.enter_context(homes.fresh(kind, web=True))
        told, watch = stack.enter_context(driver(site)), stack.enter_context(watching(site))
        fill(told, site, size)
        until(lambda: watch.found() >= size, 600 + size, f"{name}: {size} datasets found")
        names = told.action("package_list", limit=size)
        yield Filled(name, site, names)


def _harvested(told: Driver, site: Site, size: int) -> None:
    with portal(size, site.home.log / "portal-harvested.log") as source, watching(site) as watch:
        gxdata_source.register(told, source, "bench")
        gxdata_source.await_end(told, watch, gxdata_source.order(told, "bench"), 600)


def _created(told: Driver, site: Site, size: int) -> None:
    """With rows in its tables: its pages read them."""
    lines = site.home.root / "datasets.jsonl"
    subjects.write_datasets(lines, facts.read(REPOSITORY / "config"), size)
    told.ask("create_all", file=str(lines))


_FILLING: dict[str, tuple[Kind, Callable[[Driver, Site, int], None]]] = {OURS: (GXDATA, _harvested), PEER: (STOCK, _created)}
