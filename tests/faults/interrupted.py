"""Harvests that are cut off at a named place, and all that they leave behind, to be compared with uninterrupted ones.

The department's catalog goes back and forth between two states, so that each run adds, changes, archives and restores.
Nothing here waits for the portal's minute: the clock's own job is put on its queue at once.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ckanapi
import httpx
import psutil
import psycopg2
import redis
import rq

from tests.fixtures.small_department import SmallDepartment, entry, small_department, table
from tests.portal import Portal

NAME, ORGANIZATION = "faults", "gx-jtt"
MODE = os.environ.get("GXDATA_TEST_LOAD_MODE", "sets")
"""How records are loaded; ``action`` is tried by hand."""
STATES = {"early": range(24), "late": range(8, 32)}
FIRST = "first"
"""The early state once more, where the portal has heard of none of it."""
SERVICES = ("postgres", "solr", "valkey")
OPENED = 25
"""Seconds after which Solr's own commit has made everything searchable (15), and the portal asks a Solr again that was dead (20)."""
NOT_OF_A_HARVEST = ("gx_digest", "gx_use")
"""The digest covers times; use is what ``_files`` downloads, told every quarter of an hour."""
VICTIMS = ("horse", "worker", *SERVICES)
CHILD = "child"
"""Of the horse: it prepares records."""
_ROWS = """
SELECT package.name, package.title, package.state, package.private, package.owner_org, package.extras::text,
 (SELECT json_agg(json_build_array(r.name, r.url, r.url_type, r.format, r.state, r.extras) ORDER BY r.state, r.name)
  FROM resource r WHERE r.package_id = package.id)::text,
 (SELECT json_agg(json_build_array(t.name) ORDER BY t.name) FROM package_tag pt JOIN tag t ON t.id = pt.tag_id
  WHERE pt.package_id = package.id AND pt.state = 'active')::text,
 (SELECT json_agg(json_build_array(g.name, m.capacity) ORDER BY g.name) FROM member m JOIN "group" g ON g.id = m.group_id
  WHERE m.table_id = package.id AND m.state = 'active')::text
FROM package ORDER BY package.name
"""
_RECORDS = "SELECT guid, state, hash = loaded_hash, dataset_id <> '', payload::text FROM gxdata_harvest_record ORDER BY guid"
_DOUBLES = "SELECT count(*) - count(DISTINCT dataset_id) FROM gxdata_harvest_record WHERE dataset_id <> ''"
_UNDONE = "SELECT count(*) FROM gxdata_harvest_job WHERE status IN ('queued', 'running')"
_BEHIND = "SELECT count(*) FROM gxdata_index_outbox"
_LAST = "SELECT status, message FROM gxdata_harvest_job WHERE kind IN ('harvest', '') ORDER BY created DESC LIMIT 1"


@dataclass
class Interrupted:
    portal: Portal
    folder: Path
    department: SmallDepartment
    state: str = ""
    expected: dict[str, Any] = field(default_factory=dict)
    """By state of the catalog: what an uninterrupted run makes of it."""
    passed: dict[str, list[str]] = field(default_factory=dict)
    """By state: the places that such a run passes, in their order."""

    @classmethod
    @contextmanager
    def on(cls, portal: Portal, folder: Path, settings: Mapping[str, Any]) -> Iterator[Interrupted]:
        _set(portal, settings)
        with small_department() as department:
            found = cls(portal, folder, department)
            found._connect()
            found.undisturbed(FIRST)
            for state in ("late", "early", "late"):  # from the second time on nothing is new to the portal
                found.undisturbed(state)
            yield found
            found._disconnect()

    def _connect(self) -> None:
        self.portal.admin().action.gxdata_source_create(
            name=NAME, kind="dcat", url=self.department.url, organization=ORGANIZATION, allow=[self.department.allow]
        )

    def _disconnect(self) -> None:
        self.portal.admin().action.gxdata_source_delete(id=NAME, with_datasets=True)

    def connect_anew(self) -> None:
        """As if the department had never been heard of: all that came from it is purged."""
        self._disconnect()
        self._connect()

    def undisturbed(self, state: str) -> None:
        """A run that nobody cuts off: what the others are compared with."""
        self.serve(state)
        (self.folder / "passed").write_text("", encoding="utf-8")
        self.harvest()
        self.expected[state] = self.left_behind()
        self.passed[state] = (self.folder / "passed").read_text(encoding="utf-8").split()

    def serve(self, state: str) -> None:
        """Every other table differs between the states, so that half of what stays is changed."""
        self.state = "early" if state == FIRST else state
        entries = []
        for number in STATES[self.state]:
            said = self.state if number % 2 else "both"
            url = self.department.serve_file(f"/{number}.csv", f"年份,产量,说明\n2023,{number},{said}\n".encode())
            entries.append(entry(f"f{number}", f"测试第 {number} 表 {said}", **table("表", url)))
        self.department.serve_catalog(entries)

    def harvest(self) -> None:
        self.portal.admin().action.gxdata_harvest_run(id=NAME)
        self.settle()

    def cut_off(self, place: str, count: int, victim: str) -> None:
        """Harvests what is served, kills ``victim`` when the run passes ``place`` for the ``count``-th time, and waits."""
        self.begin(place, count, victim)
        self.settle()

    def begin(self, place: str, count: int, victim: str) -> None:
        """The same without waiting."""
        for name in ("standing", "go", "passed"):
            (self.folder / name).unlink(missing_ok=True)
        (self.folder / "wanted").write_text(f"{place} {count}", encoding="utf-8")
        self.portal.admin().action.gxdata_harvest_run(id=NAME)
        horse = int(wait_for(lambda: self._standing(), 60, f"nothing passed {place}").split()[0])
        kill(self._pid(victim, horse))
        (self.folder / "go").write_text("", encoding="utf-8")

    def _standing(self) -> str:
        standing = self.folder / "standing"
        return standing.read_text(encoding="utf-8") if standing.exists() else ""

    def _pid(self, victim: str, horse: int) -> int:
        if victim in SERVICES:
            return self.portal.pid(victim)
        if victim == CHILD:
            return psutil.Process(horse).children()[0].pid
        return horse if victim == "horse" else psutil.Process(horse).ppid()

    def settle(self) -> None:
        """Lets the clock tick until nothing is under way and the index is level."""
        wait_for(self._is_settled, 150, "the portal did not settle")

    def how_it_ended(self) -> str:
        """The reason that the last run tells, as soon as none is under way."""
        wait_for(lambda: not self._one(_UNDONE), 60, "the run did not end")
        return str(self._rows(_LAST)[0][1])

    def _is_settled(self) -> bool:
        with suppress(psycopg2.Error, redis.RedisError, httpx.HTTPError):
            undone, behind, last = self._one(_UNDONE), self._one(_BEHIND), self._rows(_LAST)
            if not undone and not behind and last[0][0] in ("finished", "partial"):
                self._valkey().ping()  # the run may have ended without it; the next one cannot be given without it
                asked = (self.portal.url, f"{self.portal.solr_url}/admin/ping")
                return all(httpx.get(each, timeout=10, trust_env=False).status_code == 200 for each in asked)
            self._tick()
        return False

    def _tick(self) -> None:
        queue = rq.Queue("ckan:gxdata:gxdata-clock", connection=self._valkey())
        if not queue.count:
            queue.enqueue("ckanext.gxdata.logic.schedules.tick", result_ttl=0, failure_ttl=60)

    def _valkey(self) -> redis.Redis:
        return redis.Redis.from_url(f"redis://:{self.portal.secrets['valkey']}@127.0.0.1:{self.portal.ports['valkey']}/0")

    def left_behind(self) -> dict[str, Any]:
        """Everything that one can tell of the catalog but ids and times; of the index what a search finds."""
        return {"datasets": self._rows(_ROWS), "records": self._rows(_RECORDS), "index": self._index(), "files": self._files()}

    def _index(self) -> list[Any]:
        fields = "name,title,state,organization,res_name,tags,groups,private:capacity,extras_*,gx_*"
        found = self._documents(fields)
        return [{key: value for key, value in each.items() if key not in NOT_OF_A_HARVEST} for each in found]

    def _documents(self, fields: str) -> list[dict[str, Any]]:
        asked = {"q": "*:*", "rows": 1000, "fl": fields, "sort": "name asc", "wt": "json"}
        answer = httpx.get(f"{self.portal.solr_url}/select", params=asked, timeout=30, trust_env=False).json()
        return list(answer["response"]["docs"])

    def _files(self) -> list[tuple[str, str, str]]:
        """What a reader downloads, of every public dataset."""
        found = wait_for(self._answered, OPENED, "the search stays away")["results"]
        links = [(each["name"], resource["name"], resource["url"]) for each in found for resource in each["resources"]]
        return [(name, title, httpx.get(url, timeout=30, trust_env=False).text) for name, title, url in links if url]

    def _answered(self) -> dict[str, Any]:
        """Nothing from a process of the portal that lately asked a dead Solr: it asks again after some seconds."""
        with suppress(ckanapi.SearchError):
            return dict(ckanapi.RemoteCKAN(self.portal.url).action.package_search(rows=1000, sort="name asc"))
        return {}

    def await_index(self, expected: list[Any]) -> None:
        """No longer than it has: while Solr reads its log again it takes no commit, and opens later by itself."""
        with suppress(AssertionError):
            wait_for(lambda: self._index() == expected, OPENED, "")

    def strays(self) -> str:
        """Documents of no dataset, and since when they are there."""
        known = {row[0] for row in self._rows("SELECT id FROM package")}
        found = self._documents("id,name,indexed_ts,metadata_created")
        return json.dumps([each for each in found if each["id"] not in known], ensure_ascii=False)

    def doubles(self) -> int:
        return int(self._one(_DOUBLES))

    def _one(self, statement: str) -> Any:
        return self._rows(statement)[0][0]

    def _rows(self, statement: str) -> list[Any]:
        with psycopg2.connect(database_url(self.portal), connect_timeout=5) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            rows = [tuple(row) for row in cursor.fetchall()]
        connection.close()
        return rows


def database_url(portal: Portal) -> str:
    for line in (portal.home / "ckan.ini").read_text(encoding="utf-8").splitlines():
        if line.startswith("sqlalchemy.url"):
            return line.split("=", 1)[1].strip().replace("%%", "%")
    raise AssertionError("ckan.ini names no database")


def _set(portal: Portal, settings: Mapping[str, Any]) -> None:
    """Into ckan.ini; the supervisor starts again what is ended here, which then reads them."""
    ini = portal.home / "ckan.ini"
    lines = [f"ckanext.gxdata.{name} = {value}" for name, value in settings.items()]
    ini.write_text(ini.read_text(encoding="utf-8").replace("[app:main]", "\n".join(["[app:main]", *lines]), 1), encoding="utf-8")
    for name in ("portal", "worker", "clock"):
        old = portal.pid(name)
        os.kill(old, signal.SIGTERM)
        wait_for(lambda name=name, old=old: portal.pid(name) not in (0, old), 90, f"{name} did not come back")
    wait_for(lambda: _answers(portal), 90, "the portal does not answer")


def _answers(portal: Portal) -> bool:
    with suppress(httpx.HTTPError):
        return portal.get("/api/action/status_show").status_code == 200
    return False


def kill(pid: int) -> None:
    """Nobody else's: the pid is one that this home recorded."""
    assert pid > 1
    os.kill(pid, signal.SIGKILL)


def wait_for(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.25)
    raise AssertionError(what)
