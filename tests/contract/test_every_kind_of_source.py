"""What every kind of source must keep, whatever it talks to. A new kind adds one ``Case``.

The cases are checked against the installed kinds: a kind without a case fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata.core.errors import FatalError, RecordError, RetriableError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources.base import SourceConfig, open_source, source_kinds
from tests.fixtures import ckan_portal, oportal_site
from tests.fixtures.department_databases import DepartmentDatabase, mariadb_server, postgres_server
from tests.fixtures.hostile_department import HostileDepartment, hostile_department
from tests.fixtures.web_folder import zip_of
from tests.fixtures.workbook_1272 import Resource, workbook

LIST = {"items": "data", "total": "total", "id": "id"}


@dataclass(frozen=True)
class Case:
    """A healthy source of a kind, and the ways to break it. Addresses are made from the department and a folder."""

    kind: str
    address: Callable[[HostileDepartment, Path], str]
    options: dict[str, Any] = field(default_factory=dict)
    unreachable: Callable[[HostileDepartment, Path], str] = lambda department, folder: "http://127.0.0.1:9"
    allow: Callable[[], tuple[str, ...]] = tuple
    """What must be listed beside the hostile department."""
    good_file: str = "files/甘蔗.csv"
    good_content: bytes = "年份,产量\n2023,1\n".encode("gb18030")
    bad_files: tuple[str, ...] = (
        "http://127.0.0.1:CANARY/files/a.csv",
        "http://localhost:CANARY/files/a.csv",
        "http://2130706433:CANARY/files/a.csv",
        "http://[::ffff:127.0.0.1]:CANARY/files/a.csv",
        "http://user@127.0.0.1:CANARY/files/a.csv",
        "//127.0.0.1:CANARY/files/a.csv",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/a.csv",
        "/no-such-file",
        "/redirect-to?url=http://127.0.0.1:CANARY/files/a.csv",
        "/redirect-to?url=http://localhost:CANARY/files/a.csv",
        "/redirect-to?url=http://169.254.169.254/",
        "/redirect-to?url=file:///etc/passwd",
    )
    wrong_option: dict[str, Any] = field(default_factory=lambda: {"tries": 0})
    wrong_path: str = "tries"
    proves_whole: bool = True


def _database(scheme: str, schema: str, server: Callable[[], DepartmentDatabase]) -> Case:
    return Case(
        "database",
        lambda department, folder: server().url(),
        {"exclude": ["账号"]},
        unreachable=lambda department, folder: f"{scheme}://reader@127.0.0.1:9/open",
        allow=lambda: server().allow,
        good_file=f"table:{schema}.甘蔗",
        good_content="年份,产量\n2023,1\n".encode(),
        bad_files=(
            *("table:pg_catalog.pg_authid", f"table:{schema}.账号", f"table:{schema}."),
            *("甘蔗", "file:///etc/passwd", "../secret.csv"),
        ),
        wrong_option={"max_rows": 0},
        wrong_path="max_rows",
        proves_whole=scheme == "postgresql",  # with rights on single tables MySQL does not show the others
    )


CASES = [
    Case(
        "json_catalog",
        lambda department, folder: department.url,
        {"list": {"path": "/paged", **LIST}, "paging": {"style": "page", "parameter": "page", "size": 10}, "tries": 1},
        wrong_option={"paging": {"style": "page", "size": 10}},
        wrong_path="paging.parameter",
    ),
    Case(
        "ckan_api",
        lambda department, folder: department.url + ckan_portal.HEALTHY,
        {"page_size": 10, "tries": 1},
        good_file="/files/甘蔗.csv",
    ),
    Case(
        "dcat",
        lambda department, folder: f"{department.url}/data.json",
        {"tries": 1},
        unreachable=lambda department, folder: "http://127.0.0.1:9/data.json",
    ),
    Case(
        "dcat",
        lambda department, folder: f"{department.url}/rdf/1.ttl",
        {"tries": 1, "format": "ttl"},
        good_file="/files/甘蔗.csv",
        unreachable=lambda department, folder: "http://127.0.0.1:9/catalog.ttl",
        wrong_option={"format": "n3"},
        wrong_path="format",
    ),
    Case(
        "files",
        lambda department, folder: str(folder),
        {"catalog": "目录.xlsx"},
        unreachable=lambda department, folder: str(folder / "not-mounted"),
        bad_files=(
            *("../secret.csv", "..\\secret.csv", "/etc/passwd", "file:///etc/passwd", "link.csv"),
            *("", "files", "files/../files/甘蔗.csv", "无.csv", "a\x00.csv"),
        ),
        wrong_option={"catalog": ""},
        wrong_path="catalog",
    ),
    Case(
        "files",
        lambda department, folder: str(folder.parent / "nyt.zip"),
        {"catalog": "目录.xlsx"},
        unreachable=lambda department, folder: str(folder / "no.zip"),
        bad_files=(
            "../secret.csv",
            "/etc/passwd",
            "file:///etc/passwd",
            "link.csv",
            "",
            "files",
            "无.csv",
            "a\x00.csv",
        ),
    ),
    Case(
        "files",
        lambda department, folder: f"{department.url}/mulu/",
        {"catalog": "目录.xlsx", "tries": 1},
        unreachable=lambda department, folder: "http://127.0.0.1:9/mulu/",
    ),
    Case(
        "files",
        lambda department, folder: f"{department.url}/mulu.zip",
        {"catalog": "目录.xlsx", "tries": 1},
        unreachable=lambda department, folder: "http://127.0.0.1:9/mulu.zip",
    ),
    Case(
        "files",
        lambda department, folder: str(folder),
        {"catalog": "目录.json", "format": "json", "items": "dataList", "id": "link"},
        unreachable=lambda department, folder: str(folder / "not-mounted"),
        wrong_option={"items": "[["},
        wrong_path="items",
    ),
    Case(
        "files",
        lambda department, folder: str(folder),
        {"catalog": "目录.csv", "format": "csv", "id": "编号"},
        unreachable=lambda department, folder: str(folder / "not-mounted"),
    ),
    Case(
        "workbook_1272",
        lambda department, folder: str(folder / "目录.xlsx"),
        unreachable=lambda department, folder: str(folder / "not-mounted" / "目录.xlsx"),
    ),
    Case(
        "workbook_1272",
        lambda department, folder: f"{department.url}/mulu/%E7%9B%AE%E5%BD%95.xlsx",
        {"tries": 1},
        unreachable=lambda department, folder: "http://127.0.0.1:9/%E7%9B%AE%E5%BD%95.xlsx",
    ),
    _database("postgresql", "public", postgres_server),
    _database("mysql", "open", mariadb_server),
    Case("oportal_html", lambda department, folder: department.url, {"tenant": oportal_site.HUB, "tries": 1}),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.csv").write_text("秘密", "utf-8")
    home = tmp_path / "nyt"
    (home / "files").mkdir(parents=True)
    (home / "目录.xlsx").write_bytes(workbook([Resource("甘蔗产量", "307001/1"), Resource("糖料产量", "307001/2")]))
    (home / "files" / "甘蔗.csv").write_bytes("年份,产量\n2023,1\n".encode("gb18030"))
    (home / "目录.json").write_text('{"dataList": [{"link": "a", "title": "甘蔗"}, {"link": "b"}]}', "utf-8")
    (home / "目录.csv").write_bytes("编号,名称\n1,甘蔗\n2,糖料\n".encode("gb18030"))
    (home / "link.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "nyt.zip").write_bytes(zip_of(home))
    return home


@pytest.fixture(params=CASES, ids=lambda case: case.kind)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def config(case: Case, department: HostileDepartment, folder: Path) -> SourceConfig:
    return SourceConfig(
        "test", case.kind, case.address(department, folder), case.options, (*department.allow, *case.allow())
    )


def test_every_installed_kind_is_under_contract() -> None:
    assert {case.kind for case in CASES} == set(source_kinds())


def test_an_unknown_kind_is_refused_with_the_known_ones(department: HostileDepartment) -> None:
    with pytest.raises(FatalError) as caught:
        open_source(SourceConfig("test", "ftp_drop", department.url))
    assert "json_catalog" in caught.value.hint


def test_a_healthy_source_yields_records_with_guid_json_payload_and_pointer(config: SourceConfig) -> None:
    found = list(open_source(config).records())
    assert len(found) >= 2
    for record in found:
        assert isinstance(record, RawRecord)
        assert record.guid and record.pointer
        assert json.loads(json.dumps(record.payload, allow_nan=False)) == record.payload


def test_two_passes_yield_the_same_records(config: SourceConfig) -> None:
    source = open_source(config)
    assert list(source.records()) == list(source.records()) == list(open_source(config).records())


def test_a_healthy_source_is_proven_whole_after_the_pass_and_not_before(case: Case, config: SourceConfig) -> None:
    source = open_source(config)
    assert source.proves_whole is False
    list(source.records())
    assert source.proves_whole is case.proves_whole


def test_an_unknown_option_is_refused_by_its_name(config: SourceConfig) -> None:
    with pytest.raises(FatalError) as caught:
        open_source(SourceConfig("test", config.kind, config.url, {**config.options, "colour": "red"}))
    assert caught.value.pointer == "colour"
    assert "“colour”不存在" in caught.value.message


def test_a_wrong_option_is_refused_by_its_path(case: Case, config: SourceConfig) -> None:
    with pytest.raises(FatalError) as caught:
        open_source(SourceConfig("test", config.kind, config.url, {**config.options, **case.wrong_option}))
    assert caught.value.pointer == case.wrong_path


@pytest.mark.parametrize("url", ["", "gopher://127.0.0.1/", "目录", "http://", "http://127.0.0.1:99999/"])
def test_an_address_that_cannot_be_one_is_refused_at_once(config: SourceConfig, url: str) -> None:
    with pytest.raises(FatalError) as caught:
        open_source(SourceConfig("test", config.kind, url, config.options))
    assert caught.value.rule == "wrong-address"


def test_an_unreachable_source_may_be_tried_again(
    case: Case, config: SourceConfig, department: HostileDepartment, folder: Path
) -> None:
    url = case.unreachable(department, folder)
    source = open_source(SourceConfig("test", case.kind, url, case.options, ("127.0.0.1:9",)))
    with pytest.raises(RetriableError) as caught:
        list(source.records())
    assert caught.value.rule == "unreachable"
    assert caught.value.hint


def test_a_file_comes_whole_with_its_name(case: Case, config: SourceConfig) -> None:
    file = open_source(config).fetch_file(case.good_file)
    assert isinstance(file, FetchedFile)
    assert file.content == case.good_content
    assert file.filename == "甘蔗.csv"


def test_a_file_elsewhere_costs_only_itself_and_is_never_asked_for(case: Case, config: SourceConfig) -> None:
    source = open_source(config)
    with hostile_department() as canary:
        for reference in case.bad_files:
            with pytest.raises(RecordError) as caught:
                source.fetch_file(reference.replace("CANARY", str(canary.port)))
            assert caught.value.message, reference
    assert canary.requests == []


def test_options_say_in_chinese_what_they_are(case: Case) -> None:
    def undescribed(schema: dict[str, Any], path: str) -> list[str]:
        found = []
        for name, part in schema.get("properties", {}).items():
            if not any("\u4e00" <= char <= "\u9fff" for char in part.get("description", "")):
                found.append(f"{path}{name}")
            found += undescribed(part, f"{path}{name}.")
        return found

    kind = source_kinds()[case.kind]
    assert undescribed(dict(kind.options_schema), "") == []
    assert kind.kind == case.kind and kind.title


def test_only_records_and_findings_come_out_of_odd_content(department: HostileDepartment, folder: Path) -> None:
    (folder / "目录.xlsx").write_bytes(workbook([Resource("", ""), Resource("甘蔗", "")]))
    odd = [
        SourceConfig("t", "json_catalog", department.url, {"list": {"path": "/odd-records", **LIST}}, department.allow),
        SourceConfig("t", "dcat", f"{department.url}/odd-data.json", {}, department.allow),
        SourceConfig("t", "ckan_api", f"{department.url}/ckan-nulls", {"tries": 1}, department.allow),
        SourceConfig("t", "files", str(folder), {"catalog": "目录.xlsx"}),
        SourceConfig("t", "workbook_1272", str(folder / "目录.xlsx")),
    ]
    for config in odd:
        found = list(open_source(config).records())
        assert found and all(isinstance(item, RawRecord | Finding) for item in found)
