"""Extractions of a department that changes and lies, by the harvest's own steps; what happened, as JSON.

    CKAN_INI=… python steps.py RECORDS

Nothing is loaded: the rows are marked as if they were, and all of it goes at the end. RECORDS is for the run that measures
memory. Run in an environment of its own, so that the test's process does not become a CKAN.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import sqlalchemy as sa
from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

from ckanext.gxdata.harvest import extraction, fetching, staging
from ckanext.gxdata.harvest.live import silent
from ckanext.gxdata.harvest.run import Run
from ckanext.gxdata.model import HarvestJob, HarvestSource, JobFinding
from ckanext.gxdata.sources.base import SourceConfig, open_source

NAME, PAGE = "extracted-steps", 100
NOW = datetime(2026, 3, 1, tzinfo=timezone.utc)
OPTIONS = {
    "list": {"path": "/list", "items": "rows", "total": "total", "id": "id"},
    "paging": {"style": "page", "parameter": "page", "size_parameter": "size", "size": PAGE},
}
_LOADED = (
    "INSERT INTO package (id, name, title, type, state) SELECT md5(guid), 'extracted-' || md5(guid), guid, 'dataset', 'deleted'"
    " FROM gxdata_harvest_record WHERE source_id = :source ON CONFLICT DO NOTHING",
    "UPDATE gxdata_harvest_record SET loaded_hash = hash, state = 'loaded', dataset_id = md5(guid) WHERE source_id = :source",
)
_SWEPT = (
    "DELETE FROM gxdata_source WHERE name = :name",
    "DELETE FROM package WHERE name LIKE 'extracted-%' AND state = 'deleted'",
)
_ROWS = (
    "SELECT md5(string_agg(guid || xmin || ctid, ',' ORDER BY guid)) FROM gxdata_harvest_record WHERE source_id = :source",
    "SELECT md5(string_agg(place || xmin || ctid, ',' ORDER BY place)) FROM gxdata_page WHERE source_id = :source",
)


class Department(ThreadingHTTPServer):
    """``count`` records; ``titles`` of those that are not as they were; the ETag says so, unless it is a liar."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.count, self.titles, self.etag, self.backwards = 250, dict[int, str](), "", False
        self.bodies: list[str] = []
        self.not_modified = 0

    def page(self, number: int) -> bytes:
        first = (number - 1) * PAGE
        rows = [self.record(each) for each in range(first, min(first + PAGE, self.count))]
        return json.dumps({"total": self.count, "rows": rows}, ensure_ascii=False).encode()

    def record(self, number: int) -> dict[str, Any]:
        title = self.titles.get(number, f"第 {number} 表")
        files = [{"name": f"{title}.{suffix}", "url": f"/f/{number}.{suffix}", "notes": "按月更新。" * 20} for suffix in "abc"]
        found = {"id": f"{number:08x}-1111-4222-8333", "title": title, "notes": "内容、口径和范围。" * 40, "files": files}
        return dict(reversed(found.items())) if self.backwards else found


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Department

    def do_GET(self) -> None:
        number = int(parse_qs(urlsplit(self.path).query)["page"][0])
        body = self.server.page(number)
        etag = self.server.etag or f'"{hashlib.md5(body).hexdigest()}"'
        stands = self.headers.get("If-None-Match") == etag
        self.send_response(304 if stands else 200)
        self.send_header("ETag", etag)
        self.send_header("Content-Length", "0" if stands else str(len(body)))
        self.end_headers()
        self.server.not_modified += stands
        if not stands:
            self.server.bodies.append(self.path)
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


class Steps:
    """One source of the department, and the runs of it."""

    def __init__(self, department: Department) -> None:
        self.department, self.now = department, NOW
        self.fetch: tuple[str, ...] = ()
        self.reading = "rules"
        port = department.server_address[1]
        url, allow = f"http://127.0.0.1:{port}", [f"127.0.0.1:{port}"]
        self.source = HarvestSource(name=NAME, kind="json_catalog", url=url, organization="x", options=OPTIONS, allow=allow)
        model.Session.add(self.source)
        model.Session.commit()

    def extract(self) -> Run:
        job = HarvestJob(source_id=self.source.id, status="finished")  # one that waits, the portal would run itself
        model.Session.add(job)
        model.Session.commit()
        mapping, judge = SimpleNamespace(fetch=self.fetch), SimpleNamespace(refusal=lambda raw: None)
        rules: Any = SimpleNamespace(codelists={}, reading=self.reading)
        nothing: Any = None
        arguments: Any = (self.source, job, rules, mapping, judge, lambda: self.now, silent, "u", nothing, nothing)
        run = Run(*arguments, fence=self.source.fence)
        config = SourceConfig(NAME, "json_catalog", self.source.url, OPTIONS, tuple(self.source.allow))
        self.department.bodies, self.department.not_modified = [], 0
        extraction.extract(run, open_source(config))
        return run

    def to_load(self, run: Run) -> list[str]:
        return [row.guid[:8].lstrip("0") or "0" for rows in staging.to_load(self.source.id, run.ledger.is_listed) for row in rows]

    def load(self) -> None:
        for statement in _LOADED:
            model.Session.execute(sa.text(statement), {"source": self.source.id})
        model.Session.commit()

    def rows(self) -> list[str]:
        found = [model.Session.execute(sa.text(statement), {"source": self.source.id}).scalar() for statement in _ROWS]
        model.Session.commit()
        return [str(each) for each in found]

    def rules(self, run: Run) -> list[str]:
        return [rule for (rule,) in model.Session.query(JobFinding.rule).filter_by(job_id=run.job.id)]


def steps(it: Steps) -> dict[str, Any]:
    """In their order: each begins where the one before ended."""
    told: dict[str, Any] = {}
    department = it.department
    run = it.extract()
    told["first"] = [run.ledger.listed, run.ledger.to_load(), len(it.to_load(run))]
    it.load()

    before = it.rows()
    run = it.extract()
    told["unchanged"] = [run.ledger.unchanged(), it.to_load(run), len(department.bodies), department.not_modified]
    told["unchanged wrote"] = it.rows() != before

    department.backwards = True
    run = it.extract()
    told["other order of keys"] = [run.ledger.unchanged(), len(department.bodies), it.rows()[0] == before[0]]

    department.titles = {7: "改过", 120: "也改过"}
    run = it.extract()
    told["changed"] = [it.to_load(run), run.ledger.unchanged(), len(department.bodies)]

    run = it.extract()  # the run before was killed before it loaded
    told["killed before loading"] = [it.to_load(run), len(department.bodies)]
    with model.meta.engine.begin() as connection:
        for rows in staging.to_load(it.source.id, run.ledger.is_listed, batch=1):
            done = [replace(row, state="loaded", loaded_hash=row.hash, dataset_id=row.dataset_id) for row in rows]
            staging.settle(connection, it.source.id, done)
    told["settled"] = it.to_load(it.extract())

    department.count = 249
    run = it.extract()
    gone = [guid for part in staging.missing_guids(it.source.id, run.ledger) for guid in part]
    told["missing"] = [gone, run.ledger.gone(), run.ledger.shown()]
    told["liar"] = liar(it)
    told["files"] = files(it)
    return told


def files(it: Steps) -> dict[str, Any]:
    """Of tables that are fetched only the third page names one: it is read in every run, and every page by other rules."""
    it.department.etag, told = "", dict[str, Any]()
    it.now += timedelta(days=8)
    read: set[int] = set()

    def tables(raw: Any, *_: Any) -> list[str]:
        page = int(raw.guid[:8], 16) // PAGE + 1
        read.add(page)
        return ["/t.csv"] if page == 3 and it.fetch else []

    def fetched(_: Any, addresses: list[str], *__: Any) -> dict[str, dict[str, str]]:
        return {each: {"sha256": "1"} for each in addresses}

    with mock.patch.multiple(fetching, tables=tables, fetched_files=fetched):
        for name, fetch, reading in (
            ("first", ("csv",), "rules"),
            ("again", ("csv",), "rules"),
            ("by other rules", ("csv",), "others"),
            ("again by them", ("csv",), "others"),
            ("without files", (), "others"),
            ("again without", (), "others"),
        ):
            it.fetch, it.reading = fetch, reading
            it.extract()
            it.load()
            told[name] = sorted(read)
            read.clear()
    return told


def liar(it: Steps) -> dict[str, Any]:
    """Its ETag never changes: believed for a week, then found out, and not asked any more."""
    department, told = it.department, {}
    department.etag = '"always"'
    it.now += timedelta(days=8)
    it.extract()
    it.load()
    department.titles = {**department.titles, 55: "偷偷改的"}
    told["believed"] = it.to_load(it.extract())
    it.now += timedelta(days=8)
    run = it.extract()
    told["found out"] = [it.to_load(run), it.rules(run)]
    it.load()
    department.titles = {**department.titles, 56: "又改了"}
    run = it.extract()
    told["read since"] = [it.to_load(run), it.rules(run), department.not_modified]
    return told


def memory(it: Steps, records: int) -> dict[str, Any]:
    """MB at the highest, of a first run and an unchanged one."""
    before = _megabytes("VmRSS")
    it.department.count, it.department.titles, it.department.etag = records, {}, ""
    it.now += timedelta(days=8)
    it.extract()
    it.load()
    run = it.extract()
    return {"unchanged": run.ledger.unchanged(), "before": before, "highest": _megabytes("VmHWM")}


def _megabytes(name: str) -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith(name))


@contextmanager
def running() -> Iterator[Steps]:
    department = Department()
    threading.Thread(target=department.serve_forever, daemon=True).start()
    _sweep()
    try:
        yield Steps(department)
    finally:
        department.shutdown()
        model.Session.rollback()
        _sweep()


def _sweep() -> None:
    with model.meta.engine.begin() as connection:
        for statement in _SWEPT:
            connection.execute(sa.text(statement), {"name": NAME})


if __name__ == "__main__":
    application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
    with application._wsgi_app.app_context(), running() as it:
        records = int(sys.argv[1])
        print(json.dumps(memory(it, records) if records else steps(it), ensure_ascii=False))
