"""Two homes' worth of processes on one queue: nothing is done twice, nothing waits that need not, a dead one's work goes on."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from typing import Any

import psutil
import psycopg2
import pytest
import redis

from stack import valkey
from tests.fixtures.joined_home import joined_home
from tests.fixtures.small_department import SmallDepartment, entry, small_department
from tests.integration.test_harvest import database_url, wait_for
from tests.portal import Portal

OVER = ("finished", "partial", "failed", "cancelled")
SOURCES = [f"test-homes-{number}" for number in range(6)]
RECORDS = 5


@pytest.fixture(scope="module")
def joined(portal: Portal) -> Iterator[Portal]:
    with joined_home(portal) as home:
        yield home


@pytest.fixture
def departments(portal: Portal) -> Iterator[list[SmallDepartment]]:
    """Six systems with a source each."""
    admin = portal.admin()
    with ExitStack() as stack:
        systems = [stack.enter_context(small_department()) for _ in SOURCES]
        for name, system in zip(SOURCES, systems, strict=True):
            system.serve_catalog([entry(f"{name}-{n}", f"测试两处 {name} 第 {n} 表") for n in range(RECORDS)])
            settings = {"url": system.url, "allow": [system.allow], "options": {"timeout_seconds": 300}}
            admin.action.gxdata_source_create(name=name, kind="dcat", organization="gx-jtt", **settings)
        yield systems
        for system in systems:
            system.pause = 0.0
        for name in SOURCES:
            wait_for(lambda name=name: admin.action.gxdata_source_show(id=name)["state"] != "running", 120)
            admin.action.gxdata_source_delete(id=name, with_datasets=True)


def run(portal: Portal, name: str) -> str:
    return str(portal.admin().action.gxdata_harvest_run(id=name)["id"])


def job_of(portal: Portal, job_id: str) -> dict[str, Any]:
    found: dict[str, Any] = portal.admin().action.gxdata_harvest_job_show(id=job_id)
    return found


def over(portal: Portal, job_ids: list[str], seconds: int = 240) -> list[dict[str, Any]]:
    """The jobs, when every one has ended."""

    def ended() -> list[dict[str, Any]] | None:
        found = [job_of(portal, each) for each in job_ids]
        return found if all(job["status"] in OVER for job in found) else None

    jobs: list[dict[str, Any]] = wait_for(ended, seconds)
    return jobs


def worker_pids(portal: Portal) -> set[int]:
    return {portal.pid(name) for name in portal.status["states"] if name.startswith("worker")}


def ran_by(portal: Portal, job_id: str) -> int:
    """Process id of the worker that had the job."""
    with redis.Redis.from_url(valkey.url(portal.ports["valkey"], portal.secrets), decode_responses=True) as queue:
        name = queue.hget(f"rq:job:{job_id}", "worker_name")
        return int(queue.hget(f"rq:worker:{name}", "pid"))


def datasets(portal: Portal) -> Counter[str]:
    """Source → how many datasets of it the catalog has."""
    names = [name for name in portal.admin().action.package_list(limit=10_000) if name.startswith("test-homes-")]
    return Counter(name.rpartition("-")[0] for name in names)


def test_sources_queued_at_once_are_harvested_once_each_by_both(
    portal: Portal, joined: Portal, departments: list[SmallDepartment]
) -> None:
    for system in departments:
        system.pause = 1.5
    asked = [run(portal, name) for name in SOURCES for _ in range(3)]
    jobs = over(portal, sorted(set(asked)))
    pids = {ran_by(portal, job["id"]) for job in jobs}

    assert len(jobs) == len(SOURCES), "asked three times, queued once"
    assert [(job["status"], job["added"]) for job in jobs] == [("finished", RECORDS)] * len(SOURCES)
    assert [system.requests.count("/data.json") for system in departments] == [1] * len(SOURCES)
    assert datasets(portal) == dict.fromkeys(SOURCES, RECORDS)
    assert pids & worker_pids(joined)
    assert pids & worker_pids(portal)
    assert not pids - worker_pids(joined) - worker_pids(portal)


def test_a_second_job_of_a_source_waits_in_the_queue_and_holds_no_worker(
    portal: Portal, joined: Portal, departments: list[SmallDepartment]
) -> None:
    departments[0].pause = 600.0
    harvest = run(portal, SOURCES[0])
    wait_for(lambda: job_of(portal, harvest)["status"] == "running")
    replay = str(portal.admin().action.gxdata_harvest_replay(id=SOURCES[0])["id"])
    wait_for(lambda: "排队等候" in job_of(portal, replay)["message"])
    others = over(portal, [run(portal, name) for name in SOURCES[1:3]])
    still = job_of(portal, harvest)["status"], job_of(portal, replay)["status"]
    departments[0].pause = 0.0
    [first, second] = over(portal, [harvest, replay])

    assert [job["status"] for job in others] == ["finished", "finished"]
    assert still == ("running", "queued")
    assert (first["status"], second["status"], second["message"]) == ("finished", "finished", "全部完成")
    assert second["started"] >= first["finished"]


def test_the_clock_waits_for_no_harvest(portal: Portal, joined: Portal, departments: list[SmallDepartment]) -> None:
    """A source becomes due while every worker is kept waiting by a slow system."""
    for system in departments:
        system.pause = 600.0
    *slow, due = SOURCES
    jobs = [run(portal, name) for name in slow]
    busy = len(worker_pids(portal) | worker_pids(joined))
    wait_for(lambda: [job_of(portal, job)["status"] for job in jobs].count("running") == busy, 120)
    make_due(portal, due)
    [queued] = wait_for(lambda: recent(portal, due), 120)
    statuses = Counter(job_of(portal, job)["status"] for job in [*jobs, queued["id"]])
    for system in departments:
        system.pause = 0.0

    assert statuses == {"running": busy, "queued": len(SOURCES) - busy}
    assert [job["status"] for job in over(portal, [*jobs, queued["id"]])] == ["finished"] * len(SOURCES)


def make_due(portal: Portal, name: str) -> None:
    portal.admin().action.gxdata_source_update(id=name, schedule="hourly")
    with closing(psycopg2.connect(database_url(portal))) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE gxdata_source SET next_run = now() - interval '3 hours' WHERE name = %s", (name,))
        connection.commit()


@pytest.mark.long
def test_what_a_home_that_is_gone_was_harvesting_is_finished_by_the_other(
    portal: Portal, departments: list[SmallDepartment]
) -> None:
    """The whole home dies at once, as its machine would, with its supervisor."""
    for system in departments:
        system.pause = 600.0
    with joined_home(portal) as second:
        jobs = {run(portal, name): name for name in SOURCES}
        [mine] = wait_for(lambda: [job for job in jobs if portal.pid_running(job) in worker_pids(second)], 60)
        dying = second.processes()
        os.kill(second.status["pid"], signal.SIGKILL)
        for process in dying:
            with suppress(psutil.NoSuchProcess):
                process.kill()
    for system in departments:
        system.pause = 0.0
    over(portal, list(jobs))
    wait_for(lambda: datasets(portal)[jobs[mine]] == RECORDS, 240)
    wait_for(lambda: not any(job["status"] in ("queued", "running") for job in recent(portal, jobs[mine])), 120)

    assert datasets(portal) == dict.fromkeys(SOURCES, RECORDS)
    assert (job_of(portal, mine)["status"], "中断" in job_of(portal, mine)["message"]) == ("failed", True)
    assert recent(portal, jobs[mine])[0]["status"] == "finished"


def recent(portal: Portal, source: str) -> list[dict[str, Any]]:
    """Its jobs, newest first."""
    found: list[dict[str, Any]] = portal.admin().action.gxdata_harvest_job_list(source=source)
    return found
