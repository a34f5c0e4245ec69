"""Which kind of system an address or a file belongs to, by what it holds."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.answers import Answer
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.recognition import Recognised, of_address, of_content
from tests.fixtures.small_department import SmallDepartment, small_department

RDF = b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
OPORTAL = '<html><div class="bottom-content"><ul><li><div class="cata-title"><a href="/nn/catalog/1">甘蔗</a></div></li></ul></div></html>'


def workbook() -> bytes:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"conformsTo": "x", "dataset": [{"identifier": "a", "title": "t"}]}', "dcat"),
        (b'[{"identifier": "a", "title": "t"}]', "dcat"),
        (b'{"@context": {}, "@graph": []}', "dcat"),
        (RDF, "dcat"),
        (b"@prefix dcat: <http://www.w3.org/ns/dcat#> .\n", "dcat"),
        (b'{"help": "x", "success": true, "result": {"count": 1, "results": []}}', "ckan_api"),
        (b'{"code": 200, "data": {"rows": [{"dataId": "1", "dataName": "x"}], "total": 1}}', "json_catalog"),
        (workbook(), "workbook_1272"),
        ("年份,产量\n2023,1\n".encode("gb18030"), "files"),
    ],
)
def test_a_file_is_recognised_by_its_content(content: bytes, kind: str) -> None:
    found = of_content(Answer("", content, {}), "上传.bin")

    assert found.kind == kind
    assert found.said


def test_a_json_list_tells_where_it_lies_and_what_identifies_its_rows() -> None:
    body = {"code": 200, "extra": [], "data": {"rows": [{"cataId": "1", "title": "x"}, {"cataId": "2", "title": "y"}]}}
    found = of_content(Answer("", json.dumps(body).encode(), {}), "https://data.example.gov.cn/api/list?type=1")

    assert found == Recognised(
        "json_catalog",
        "https://data.example.gov.cn",
        "是 JSON 目录：列表在“data.rows”，标识取“cataId”；翻页和总数要在选项中补上",
        {"list": {"path": "/api/list?type=1", "items": "data.rows", "id": "cataId"}},
    )


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n0000", b'{"code": 500, "msg": "x"}'])
def test_what_is_no_catalog_is_refused_with_what_would_be_one(content: bytes) -> None:
    with pytest.raises(FatalError) as refused:
        of_content(Answer("", content, {}), "x")
    assert refused.value.hint


def asked(department: SmallDepartment, path: str) -> Recognised:
    url = f"http://127.0.0.1:{department.port}{path}"
    return of_address(HttpClient(SourceConfig("trial", "", url, {"tries": 1}, (department.allow,))), url)


@pytest.fixture
def department() -> Any:
    with small_department() as running:
        yield running


def test_a_portal_of_guangxi_is_recognised_by_its_list_page(department: SmallDepartment) -> None:
    department.answers["/nn/catalog/index"] = ("text/html", OPORTAL.encode())
    found = asked(department, "/nn/catalog/index")

    assert (found.kind, found.url, found.options) == ("oportal_html", f"http://127.0.0.1:{department.port}", {"tenant": "nn"})


def test_behind_a_web_page_a_ckan_is_found(department: SmallDepartment) -> None:
    department.answers["/"] = ("text/html", b"<html><body>portal</body></html>")
    department.answers["/api/3/action/status_show"] = ("application/json", b'{"success": true, "result": {}}')

    assert asked(department, "/").kind == "ckan_api"


@pytest.mark.parametrize("path", ["/", "/api/3/action/status_show"])
def test_a_portal_like_this_one_is_proposed_as_a_cascade(department: SmallDepartment, path: str) -> None:
    status = b'{"success": true, "result": {"site_title": "x", "extensions": ["datastore", "gxdata"]}}'
    department.answers["/"] = ("text/html", b"<html><body>portal</body></html>")
    department.answers["/api/3/action/status_show"] = ("application/json", status)

    found = asked(department, path)

    base = f"http://127.0.0.1:{department.port}"
    assert (found.kind, found.url.rstrip("/"), found.profile) == ("ckan_api", base, "gxdata")
    assert "级联" in found.said


@pytest.mark.parametrize("result", ["{}", "[]", '{"extensions": "gxdata2"}', '{"extensions": ["harvest"]}'])
def test_another_ckan_is_no_cascade(department: SmallDepartment, result: str) -> None:
    department.answers["/"] = ("text/html", b"<html><body>portal</body></html>")
    answer = ("application/json", f'{{"success": true, "result": {result}}}'.encode())
    department.answers["/api/3/action/status_show"] = answer

    assert (asked(department, "/").kind, asked(department, "/").profile) == ("ckan_api", "")


def test_a_plain_web_page_is_told_to_be_one(department: SmallDepartment) -> None:
    department.answers["/"] = ("text/html", b"<html><body>welcome</body></html>")

    with pytest.raises(FatalError, match="普通网页"):
        asked(department, "/")
