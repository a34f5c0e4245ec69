"""Which kind of system an address or a file belongs to, by what it holds."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.core.mapping import map_record
from ckanext.gxdata.core.records import RawRecord
from ckanext.gxdata.rulebook import load
from ckanext.gxdata.sources.answers import Answer
from ckanext.gxdata.sources.base import SourceConfig, source_kinds
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.recognition import Recognised, of_address, of_content
from tests.fixtures.small_department import SmallDepartment, small_department
from tests.fixtures.workbook_1272 import Resource
from tests.fixtures.workbook_1272 import workbook as catalog_workbook

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


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, body in members.items():
            archive.writestr(name.replace("_", "."), body)
    return content.getvalue()


ROW = "信息资源代码,信息资源名称,信息资源摘要,更新周期,是否向社会开放\n307014/000001,甘蔗种植面积,分县,每年,是\n"
LISTED = '[{"id": 1, "数据集名称": "甘蔗种植面积", "摘要": "分县", "更新周期": "每年", "开放属性": "无条件开放"}]'
RULES = load(Path(__file__).resolve().parents[2] / "config")


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("目录.csv", ROW.encode()),
        ("mulu.csv", ROW.encode("gb18030")),
        ("l.json", LISTED.encode()),
        ("接口.json", f'{{"数据": {{"列表": {LISTED}}}}}'.encode()),
        ("报送.zip", zipped(甘蔗_csv="年份,产量\n2023,1\n".encode(), 目录_csv=ROW.encode())),
        ("报送.zip", zipped(甘蔗_csv="年份,产量\n2023,1\n".encode(), 目录2023_json=LISTED.encode())),
    ],
)
def test_a_recognised_file_is_read_and_mapped_without_a_line_of_yaml(filename: str, content: bytes) -> None:
    found = of_content(Answer("", content, {}), filename)
    kind: Any = source_kinds()[found.kind]
    [record] = [item for item in kind.read_upload(content, filename, found.options) if isinstance(item, RawRecord)]
    draft = map_record(record, RULES.mappings[found.kind], RULES.codelists)

    assert record.guid in ("307014/000001", "1")
    assert (draft.fields["title"], draft.fields["notes"]) == ("甘蔗种植面积", "分县")
    assert (draft.fields["update_frequency"], draft.fields["open_type"]) == ("yearly", "unconditional")


def test_a_csv_catalog_with_a_condition_is_not_opened_without_one() -> None:
    payload = {"名称": "甘蔗", "是否向社会开放": "是", "开放条件": "实名认证"}
    draft = map_record(RawRecord("1", payload, "第 2 行"), RULES.mappings["files"], RULES.codelists)
    assert draft.fields["open_type"] == "conditional"


def test_the_catalog_of_a_zip_is_the_file_called_so_and_not_the_zip() -> None:
    archive = zipped(a_csv="年份\n2023\n".encode(), 目录_xlsx=workbook(), 说明_txt=b"x")
    found = of_content(Answer("", archive, {}), "https://data.example.gov.cn/报送.zip")
    assert (found.url, found.options) == ("https://data.example.gov.cn/报送.zip", {"catalog": "目录.xlsx"})


def test_a_zip_with_a_1272_workbook_is_mapped_with_its_file_and_items() -> None:
    book = catalog_workbook([Resource("甘蔗产量", "307001/1", file="甘蔗.csv", more={18: "是", 19: ""})])
    archive = zipped(甘蔗_csv="年份,产量\n2023,1\n".encode(), 目录_xlsx=book)
    found = of_content(Answer("", archive, {}), "报送.zip")
    [record] = source_kinds()[found.kind].read_upload(archive, "报送.zip", found.options)  # type: ignore[attr-defined]
    draft = map_record(record, RULES.mappings["files"], RULES.codelists)
    assert (draft.fields["resource_code"], draft.fields["open_type"]) == ("307001/1", "unconditional")
    assert [(each["url"], each["format"]) for each in draft.resources] == [("甘蔗.csv", "CSV")]


def test_an_archive_in_the_archive_is_not_opened() -> None:
    found = of_content(Answer("", zipped(目录_xlsx=zipped(目录_csv=ROW.encode())), {}), "报送.zip")
    assert found.options == {"catalog": "目录.xlsx"}


def test_an_address_of_a_csv_is_its_folder_and_the_catalog_in_it() -> None:
    found = of_content(Answer("", "名称,编号\n甲,1\n".encode(), {}), "https://data.example.gov.cn/mulu/a.csv")
    assert (found.kind, found.url) == ("files", "https://data.example.gov.cn/mulu/")
    assert found.options == {"format": "csv", "id": "编号", "catalog": "a.csv"}


def test_without_a_known_name_the_column_that_differs_in_every_row_identifies() -> None:
    found = of_content(Answer("", "类,名\n甲,一\n甲,二\n".encode(), {}), "a.csv")
    assert found.options["id"] == "名"


def test_a_zip_without_a_catalog_is_told() -> None:
    with pytest.raises(FatalError, match="没有目录表"):
        of_content(Answer("", zipped(a_txt=b"x"), {}), "报送.zip")


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
