"""The loaders that are compared, each on a portal of its own: how its source is registered, its job queued, its end told.

Here: what each one does, timed from the order to the last dataset found. Not here: their order and repeats (``harvest``).
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benches import facts, gxdata_source, peers, records
from benches.driving import Driver, Portal
from benches.results import Measurement
from benches.sites import GXDATA, STOCK, BenchError, Kind, Site
from benches.watching import Sampler, Watch, memory, processor, until
from stack.logs import tail

SOURCE = "bench"
REVISED = "version:*.2"
"""Finds what the second edition changed."""


@dataclass(frozen=True)
class Run:
    """A subject at work: everything a case needs."""

    subject: str
    size: int
    site: Site
    driver: Driver
    watch: Watch
    portal: Portal
    datasets: Path
    patience: float

    def timed(self, act: Callable[[], None], count: int) -> float:
        """Datasets a second of ``act``, which returns when the last one is found."""
        begun = time.monotonic()
        act()
        return count / (time.monotonic() - begun)

    def found(self, count: int, *more: str) -> Callable[[], bool]:
        return lambda: self.watch.found(*more) >= count

    def measured(self, case: str, value: float, unit: str = "datasets/s") -> Measurement:
        return Measurement(case, self.subject, value, unit)

    def wait(self, done: Callable[[], bool], what: str) -> None:
        until(done, self.patience, f"{self.subject}: {what}")


Cases = Callable[[Run], Iterator[Measurement]]


@dataclass(frozen=True)
class Subject:
    """``largest``: above this size it runs only when it is asked for by name."""

    name: str
    kind: Kind
    cases: Cases
    largest: int = 5_000


# ── gxdata ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def gxdata(run: Run) -> Iterator[Measurement]:
    gxdata_source.register(run.driver, run.portal, SOURCE)
    before = run.watch.posted()
    yield from _first_load(run, run.site.pids("worker", "clock"), lambda: _gxdata_job(run, run.found(run.size)))
    yield run.measured("first_load_posted", run.watch.posted() - before, "documents")
    before = run.watch.posted()
    yield run.measured("unchanged", run.timed(lambda: _gxdata_job(run), run.size))
    yield run.measured("unchanged_posted", run.watch.posted() - before, "documents")
    changed, before = records.changed(run.size, 2), run.watch.posted()
    run.portal.serve(2)
    rate = run.timed(lambda: _gxdata_job(run, run.found(changed, REVISED)), run.size)
    yield run.measured("one_percent_changed", rate)
    yield run.measured("one_percent_changed_posted", run.watch.posted() - before, "documents")
    yield from _rebuilds(run)


def _gxdata_job(run: Run, searchable: Callable[[], bool] = lambda: True) -> None:
    job = gxdata_source.order(run.driver, SOURCE)
    gxdata_source.await_end(run.driver, run.watch, job, run.patience)
    run.wait(searchable, "searchable")


def _rebuilds(run: Run) -> Iterator[Measurement]:
    """Ours where the portal has the command, and CKAN's own on the same portal."""
    words = ("gxdata", "index", "rebuild")
    if run.driver.ask("knows", words=list(words)):
        yield from _rebuild(run, run.subject, *words)
    if run.size <= 10_000:
        yield from _rebuild(run, "ckan on gxdata", "search-index", "rebuild")


def _rebuild(run: Run, subject: str, *words: str) -> Iterator[Measurement]:
    """The rate, and the fewest datasets that a search found meanwhile."""
    with Sampler(lambda: run.watch.found(), 0.05) as counts:
        rate = run.timed(lambda: run.driver.command(*words), run.size)
    run.wait(run.found(run.size), "all found again")
    yield Measurement("index_rebuild", subject, rate)
    yield Measurement("index_rebuild_fewest_found", subject, min(counts.values, default=0), "documents")


# ── ckanext-harvest ─────────────────────────────────────────────────────────────────────────────────────────────────


def harvest(run: Run) -> Iterator[Measurement]:
    """With ``force_all`` every record is looked at again, as gxdata does; by its default the peer asks its like for what
    was changed since the last run, which is measured as a case of its own."""
    _register_harvest(run, {})
    consumers = run.site.pids("gather", "fetch")
    yield from _first_load(run, consumers, lambda: _harvest_job(run, run.found(run.size)))
    _close_job(run)
    yield run.measured("unchanged_asked_by_date", run.timed(lambda: _harvest_job(run), run.size))
    _close_job(run)
    _register_harvest(run, {"force_all": True})
    before = run.watch.posted()
    yield run.measured("unchanged", run.timed(lambda: _harvest_job(run), run.size))
    yield run.measured("unchanged_posted", run.watch.posted() - before, "documents")
    _close_job(run)
    changed, before = records.changed(run.size, 2), run.watch.posted()
    run.portal.serve(2)
    rate = run.timed(lambda: _harvest_job(run, run.found(changed, REVISED)), run.size)
    yield run.measured("one_percent_changed", rate)
    yield run.measured("one_percent_changed_posted", run.watch.posted() - before, "documents")


def _register_harvest(run: Run, config: dict[str, Any]) -> None:
    """Registers the source, or gives it another configuration."""
    known = run.watch.ask("SELECT id FROM harvest_source")
    name = "harvest_source_update" if known else "harvest_source_create"
    source = {"id": known} if known else {}
    run.driver.action(
        name,
        **source,
        name=SOURCE,
        title=SOURCE,
        url=run.portal.url,
        source_type="ckan",
        owner_org=run.driver.action("organization_show", id=records.ORGANIZATION["name"])["id"],
        frequency="MANUAL",
        config=json.dumps(config) if config else "",
    )


def _harvest_job(run: Run, searchable: Callable[[], bool] = lambda: True) -> None:
    source = run.watch.ask("SELECT id FROM harvest_source")
    job = run.driver.action("harvest_job_create", source_id=source, run=True)["id"]
    gathered = "SELECT gather_finished IS NOT NULL FROM harvest_job WHERE id = %s"
    run.wait(lambda: bool(run.watch.ask(gathered, job)), "gathered")
    open_ = "SELECT count(*) FROM harvest_object WHERE harvest_job_id = %s AND state NOT IN ('COMPLETE', 'ERROR')"
    run.wait(lambda: run.watch.ask(open_, job) == 0, "all objects done")
    failed = "SELECT count(*) FROM harvest_object WHERE harvest_job_id = %s AND state = 'ERROR'"
    if errors := run.watch.ask(failed, job):
        why = "SELECT message FROM harvest_object_error LIMIT 1"
        raise BenchError(f"ckanext-harvest: {errors} objects failed: {run.watch.ask(why)}")
    run.wait(searchable, "searchable")


def _close_job(run: Run) -> None:
    """What a clock of its users does every few minutes, outside of what is timed: says that the job is over."""
    run.driver.command("harvester", "run")
    run.wait(lambda: run.watch.ask("SELECT count(*) FROM harvest_job WHERE status <> 'Finished'") == 0, "job closed")


# ── ckanapi and package_create ──────────────────────────────────────────────────────────────────────────────────────


def ckanapi(workers: int) -> Cases:
    """The command as people run it, with its own start: under two seconds of the whole."""

    def cases(run: Run) -> Iterator[Measurement]:
        words = ["load", "datasets", "-I", str(run.datasets), "-p", str(workers), "-c", str(run.site.home.ini), "-q"]

        def load() -> None:
            said = run.site.home.log / "ckanapi.log"
            with open(said, "ab") as log:
                command = [str(peers.program("ckanapi")), *words]
                done = subprocess.run(command, env=_with_programs(run.site), cwd="/", stdout=log, stderr=log)
            if done.returncode:
                raise BenchError(f"{run.subject}: exit code {done.returncode}\n{tail(said)}")
            run.wait(run.found(run.size), "searchable")

        yield run.measured("first_load", run.timed(load, run.size))
        _check(run, run.watch.found(), run.size)

    return cases


def _with_programs(site: Site) -> dict[str, str]:
    """The command becomes ``ckan``, which it looks for by name."""
    environment = site.environment
    folder = str(peers.program("ckan").parent)
    return environment | {"PATH": os.pathsep.join((folder, environment.get("PATH", os.defpath)))}


def package_create(run: Run) -> Iterator[Measurement]:
    def load() -> None:
        run.driver.ask("create_all", file=str(run.datasets))
        run.wait(run.found(run.size), "searchable")

    yield from _first_load(run, [run.driver.pid], load)
    yield from _rebuild(run, run.subject, "search-index", "rebuild")


# ── what they share ─────────────────────────────────────────────────────────────────────────────────────────────────


def _first_load(run: Run, loaders: list[int], load: Callable[[], None]) -> Iterator[Measurement]:
    """The rate; what it took of processor and memory, by the loader's processes and the servers'; how large all became."""
    parts = {"loader": loaders, "postgres": run.site.pids("postgres"), "solr": run.site.pids("solr")}
    before = {name: processor(pids) for name, pids in parts.items()}
    with Sampler(lambda: memory(loaders), 1.0) as of_loader, Sampler(lambda: memory(parts["solr"]), 1.5) as of_solr:
        rate = run.timed(load, run.size)
    yield run.measured("first_load", rate)
    _check(run, run.watch.found(), run.size)
    yield run.measured("first_load_seconds", run.size / rate, "s")
    for name, pids in parts.items():
        yield run.measured(f"first_load_processor_{name}", processor(pids) - before[name], "s")
    yield run.measured("first_load_memory_loader", max(of_loader.values, default=0), "MB")
    yield run.measured("first_load_memory_solr", max(of_solr.values, default=0), "MB")
    yield run.measured("first_load_database", run.watch.database_size(), "MB")
    yield run.measured("first_load_index", run.watch.index_size(), "MB")


def _check(run: Run, found: int, wanted: int) -> None:
    if found != wanted:
        raise BenchError(f"{run.subject}: {found} datasets can be found, {wanted} were to be loaded")


SUBJECTS = (
    Subject("gxdata", GXDATA, gxdata, 10**9),
    Subject("ckanext-harvest", STOCK, harvest),
    Subject("ckanapi", STOCK, ckanapi(1)),
    Subject("ckanapi -p 2", STOCK, ckanapi(2)),
    Subject("ckan", STOCK, package_create),
)


def write_datasets(path: Path, known: facts.Facts, size: int) -> None:
    """The catalog as JSON lines, for the loaders that harvest nothing."""
    with open(path, "w", encoding="utf-8") as lines:
        for number in range(size):
            lines.write(json.dumps(records.dataset(records.record(known, number)), ensure_ascii=False) + "\n")
