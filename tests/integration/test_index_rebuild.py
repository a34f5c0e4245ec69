"""The whole index made anew while people search and edit, and rebuilds that are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import httpx
import psutil
import psycopg2
import pytest

from tests.integration.test_harvest import database_url
from tests.portal import ROOT

REBUILDING = 0x67785F7265
"""The lock of ``ckanext.gxdata.index.journal``."""


@pytest.fixture
def editing(portal: Any) -> Any:
    """A dataset that is changed all the time, and how many results a reader got meanwhile."""
    admin = portal.admin()
    name = admin.action.package_search(rows=1, fq="gx_open_type:unconditional")["results"][0]["name"]
    before = admin.action.package_show(id=name)["title"]
    edits = Editing(portal, admin, name)
    edits.start()
    yield edits
    edits.stop()
    admin.action.package_patch(id=name, title=before)


class Editing:
    def __init__(self, portal: Any, admin: Any, name: str) -> None:
        self.portal, self.admin, self.name = portal, admin, name
        self.counts: set[int] = set()
        self.title = ""
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._edit), threading.Thread(target=self._read)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _edit(self) -> None:
        number = 0
        while not self._over.is_set():
            number += 1
            self.title = f"重建时改第{number}次"
            self.admin.action.package_patch(id=self.name, title=self.title)

    def _read(self) -> None:
        asked = {"q": "state:active AND entity_type:package", "rows": 0}
        while not self._over.is_set():
            answer = httpx.get(f"{self.portal.solr_url}/select", params=asked, timeout=30, trust_env=False)
            self.counts.add(answer.json()["response"]["numFound"] if answer.status_code == 200 else -1)
            time.sleep(0.02)


def drift(portal: Any) -> dict[str, Any]:
    told: dict[str, Any] = portal.admin().action.gxdata_index_check()
    return {kind: told[kind] for kind in ("missing", "stale", "ghosts", "refused")}


def cores(portal: Any) -> list[str]:
    root = portal.solr_url.rpartition("/")[0]
    status = httpx.get(f"{root}/admin/cores", params={"action": "STATUS"}, timeout=30, trust_env=False).json()["status"]
    return sorted(status)


def test_a_rebuild_shows_everything_all_the_while_and_keeps_what_is_edited_meanwhile(
    portal: Any, editing: Editing
) -> None:
    count = portal.admin().action.package_search(rows=0)["count"]

    made = json.loads(portal.ckan("gxdata", "index", "rebuild", "--json").stdout.splitlines()[-1])
    editing.stop()

    assert (made["refused"], made["in_place"]) == ({}, False)
    assert made["documents"] >= count
    assert len(editing.counts) == 1
    assert portal.admin().action.package_search(fq=f"name:{editing.name}")["results"][0]["title"] == editing.title
    assert drift(portal) == {"missing": [], "stale": [], "ghosts": [], "refused": {}}
    assert cores(portal) == ["ckan"]


@pytest.mark.parametrize(
    "seconds", [3, pytest.param(5, marks=pytest.mark.long), pytest.param(8, marks=pytest.mark.long)]
)
def test_a_killed_rebuild_leaves_a_whole_index_and_the_next_one_begins_anew(portal: Any, seconds: int) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "ckan"), "--home", str(portal.home), "gxdata", "index", "rebuild"]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _until_it_works(portal, started)
    time.sleep(seconds - 3)
    for process in [*psutil.Process(started.pid).children(recursive=True), started]:
        os.kill(process.pid, signal.SIGKILL)
    started.wait()

    assert drift(portal) == {"missing": [], "stale": [], "ghosts": [], "refused": {}}
    portal.ckan("gxdata", "index", "rebuild")
    assert cores(portal) == ["ckan"]
    assert drift(portal) == {"missing": [], "stale": [], "ghosts": [], "refused": {}}


def test_a_rebuild_waits_a_while_for_the_one_before_and_else_says_that_it_runs(portal: Any) -> None:
    """A killed one holds its lock until the database has noticed."""
    with closing(psycopg2.connect(database_url(portal))) as before, before.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (REBUILDING,))
        refused = portal.ckan("gxdata", "index", "rebuild", check=False)
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(portal.ckan, "gxdata", "index", "rebuild", check=False)
            time.sleep(6)
            before.close()

            assert (refused.returncode, waiting.result().returncode) == (1, 0)
    assert "另一次重建还没有结束" in refused.stderr


def _until_it_works(portal: Any, started: subprocess.Popen[bytes]) -> None:
    for _tenth in range(1200):
        if len(cores(portal)) > 1 or started.poll() is not None:
            return
        time.sleep(0.1)
