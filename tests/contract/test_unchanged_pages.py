"""Pages and files that did not change: asked for conditionally, believed where they may be, and nothing proven less for it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ckanext.gxdata.core.errors import RetriableError
from ckanext.gxdata.core.records import Finding, KnownRecord, RawRecord
from ckanext.gxdata.sources.base import SourceConfig, open_source
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.memory import UNKNOWN, PageRead, PageStood, Remembered, Validators
from tests.fixtures.raw_server import RawServer, answer, raw_server

JSON_OPTIONS = {
    "list": {"path": "/list", "items": "rows", "total": "total", "id": "id"},
    "paging": {"style": "page", "parameter": "page", "size_parameter": "size", "size": 3},
}
MODIFIED = "Wed, 01 Jul 2026 08:00:00 GMT"


@dataclass
class Department:
    """Ten records in pages of three, in three dialects; ``validator`` says what it gives with a page."""

    records: list[dict[str, Any]] = field(default_factory=lambda: [{"id": f"r{n:02}", "title": f"第 {n} 表"} for n in range(10)])
    validator: Callable[[bytes], dict[str, str]] = lambda body: {"ETag": tag(body)}
    stamp: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Address and condition of each request."""
    bodies: int = 0

    def reply(self, request: bytes) -> bytes:
        head = request.decode("latin-1")
        target = head.split()[1]
        body = json.dumps(self.document(urlsplit(target).path, parse_qs(urlsplit(target).query)), ensure_ascii=False).encode()
        given = self.validator(body)
        condition = re.search(r"(?im)^(?:if-none-match|if-modified-since): (.*?)\r$", head)
        self.asked.append((target, condition.group(1) if condition else ""))
        if condition and condition.group(1) in given.values():
            return answer("304 Not Modified", **{name.replace("-", "_"): value for name, value in given.items()})
        self.bodies += 1
        return answer(body=body, Content_Type="application/json", **{name.replace("-", "_"): v for name, v in given.items()})

    def document(self, path: str, query: dict[str, list[str]]) -> dict[str, Any]:
        if path == "/list":
            start, size = (int(query["page"][0]) - 1) * 3, 3
            return {"stamp": self.stamp, "total": len(self.records), "rows": self.records[start : start + size]}
        if path.endswith("package_search"):
            start, size = int(query["start"][0]), int(query["rows"][0])
            found = {"count": len(self.records), "results": self.records[start : start + size]}
            return {"success": True, "stamp": self.stamp, "result": found}
        return {"stamp": self.stamp, "dataset": [{**each, "identifier": each["id"]} for each in self.records]}


@dataclass
class Notebook:
    """A memory as the harvest keeps it: of pages all of whose rows are records."""

    pages: dict[str, Remembered] = field(default_factory=dict)

    def at(self, place: str) -> Remembered:
        return self.pages.get(place, UNKNOWN)

    def read(self, source: Any) -> tuple[list[str], list[str], list[str]]:
        """Guids read, guids that stood, rules of findings."""
        read, stood, rules, page = [], [], [], []
        for item in source.pages(self):
            if isinstance(item, RawRecord):
                read.append(item.guid)
                page.append(item.guid)
            elif isinstance(item, KnownRecord):
                stood.append(item.guid)
            elif isinstance(item, Finding):
                rules.append(item.rule)
            else:
                self._turn(item, page)
                page = []
        return read, stood, rules

    def _turn(self, item: PageRead | PageStood, guids: list[str]) -> None:
        if isinstance(item, PageRead) and item.rows in (-1, len(guids)):
            self.pages[item.place] = Remembered(item.validators, item.hash, tuple(guids), item.said)


def tag(body: bytes) -> str:
    return f'"{hashlib.md5(body).hexdigest()}"'


@contextmanager
def served(department: Department) -> Iterator[RawServer]:
    with raw_server(department.reply) as server:
        yield server


def opened(server: RawServer, kind: str, **more: Any) -> Any:
    options = {"json_catalog": JSON_OPTIONS, "ckan_api": {"page_size": 3}, "dcat": {}}[kind]
    url = f"{server.url}/data.json" if kind == "dcat" else server.url
    return open_source(SourceConfig("t", kind, url, {**options, "tries": 1, **more}, server.allow))


KINDS = ["json_catalog", "ckan_api", "dcat"]
ALL = [f"r{n:02}" for n in range(10)]
VALIDATORS = {
    "strong": lambda body: {"ETag": tag(body)},
    "weak": lambda body: {"ETag": f"W/{tag(body)}"},
    "last-modified only": lambda body: {"Last-Modified": MODIFIED},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("validator", VALIDATORS)
def test_what_the_server_says_did_not_change_is_not_sent_again_and_proves_as_much(kind: str, validator: str) -> None:
    department, notebook = Department(validator=VALIDATORS[validator]), Notebook()
    with served(department) as server:
        source = opened(server, kind)
        assert notebook.read(source) == (ALL, [], [])
        assert source.proves_whole
        pages, department.bodies = len(department.asked), 0
        again = opened(server, kind)
        assert not again.proves_whole
        assert notebook.read(again) == ([], ALL, [])
        assert again.proves_whole
    assert (department.bodies, len(department.asked)) == (0, 2 * pages)
    assert all(condition for _, condition in department.asked[pages:])


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_validator_the_very_same_bytes_are_not_read_again(kind: str) -> None:
    department, notebook = Department(validator=lambda body: {}), Notebook()
    with served(department) as server:
        notebook.read(opened(server, kind))
        assert notebook.read(opened(server, kind)) == ([], ALL, [])
        department.stamp = 1
        assert notebook.read(opened(server, kind)) == (ALL, [], [])
    assert not any(condition for _, condition in department.asked)


@pytest.mark.parametrize("kind", ["json_catalog", "ckan_api"])
def test_only_the_page_that_changed_is_read(kind: str) -> None:
    department, notebook = Department(), Notebook()
    with served(department) as server:
        notebook.read(opened(server, kind))
        department.records[4] = {"id": "r04", "title": "改过"}
        source = opened(server, kind)
        assert notebook.read(source) == (["r03", "r04", "r05"], ["r00", "r01", "r02", "r06", "r07", "r08", "r09"], [])
        assert source.proves_whole


@pytest.mark.parametrize("kind", ["json_catalog", "ckan_api"])
def test_a_record_fewer_is_noticed_although_most_pages_stood(kind: str) -> None:
    """A page that stands by its server's word says the old total, the others the new one: nothing is proven by both."""
    department, notebook = Department(validator=lambda body: {"ETag": '"always"'}), Notebook()
    with served(department) as server:
        notebook.read(opened(server, kind))
        notebook.pages.pop(list(notebook.pages)[-1])
        department.records.pop()
        source = opened(server, kind)
        read, stood, _ = notebook.read(source)
        assert "r09" not in read + stood
        assert not source.proves_whole


def test_of_a_server_that_is_not_trusted_nothing_is_asked_conditionally() -> None:
    department, notebook = Department(), Notebook()
    with served(department) as server:
        notebook.read(opened(server, "json_catalog", conditional=False))
        assert notebook.read(opened(server, "json_catalog", conditional=False)) == ([], ALL, [])
    assert not any(condition for _, condition in department.asked)
    assert department.bodies == len(department.asked)


def test_other_options_make_other_pages() -> None:
    department, notebook = Department(), Notebook()
    with served(department) as server:
        notebook.read(opened(server, "json_catalog"))
        other = {**JSON_OPTIONS, "list": {**JSON_OPTIONS["list"], "id": "title"}}
        read, stood, _ = notebook.read(opened(server, "json_catalog", **other))
    assert (read[0], stood) == ("第 0 表", [])


def test_a_page_with_a_bad_row_is_read_every_time_so_that_its_finding_is_told_again() -> None:
    department, notebook = Department(), Notebook()
    department.records[1] = {"id": "r01", "title": "\x00"}
    with served(department) as server:
        first = notebook.read(opened(server, "json_catalog"))
        assert notebook.read(opened(server, "json_catalog"))[2] == first[2] == ["unusable-value"]
        assert len(notebook.pages) == 3


def test_a_record_with_a_second_call_is_never_known_by_its_list() -> None:
    detail = {"detail": {"path": "/list?page=1&id={id}", "item": "rows[0]"}}
    department, notebook = Department(), Notebook()
    with served(department) as server:
        for _ in range(2):
            assert notebook.read(opened(server, "json_catalog", **detail, delay_seconds=0))[:2] == (ALL, [])


def test_a_304_that_nobody_asked_for_is_a_fault() -> None:
    with raw_server(lambda request: answer("304 Not Modified")) as server, pytest.raises(RetriableError) as caught:
        notebook = Notebook()
        notebook.read(opened(server, "json_catalog"))
    assert caught.value.rule == "http-status"


def test_conditions_do_not_follow_to_another_host() -> None:
    department = Department()
    with served(department) as other, raw_server(lambda r: answer("302 Found", Location=f"{other.url}/data.json")) as server:
        config = SourceConfig("t", "dcat", server.url, {"tries": 1}, (*server.allow, *other.allow))
        client = HttpClient(config, sleep=lambda seconds: None)
        body = client.document(f"{server.url}/a", Validators('"x"', "")).content
    assert b"dataset" in body
    assert department.asked == [("/data.json", "")]


def test_a_file_is_sent_again_only_when_it_changed() -> None:
    department = Department()
    with served(department) as server:
        source = opened(server, "dcat")
        first = source.fetch_file(f"{server.url}/file.json")
        known = Validators(first.etag, first.last_modified)
        again = source.fetch_changed(f"{server.url}/file.json", known)
        department.stamp = 2
        changed = source.fetch_changed(f"{server.url}/file.json", known)
    assert (first.unchanged, again.unchanged, again.content, changed.unchanged) == (False, True, b"", False)
    assert b'"stamp": 2' in changed.content
    assert department.bodies == 2
