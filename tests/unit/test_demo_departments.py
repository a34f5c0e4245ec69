"""The demo departments as systems of their own: what their servers and their folder answer, without a portal."""

from __future__ import annotations

import csv
import io
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest

from tests.fixtures.demo_department import DEMO, served

LIST = "/api/search/data/getDataDirectoryListByParams"
DETAIL = "/api/search/data/getDataDetailByDataId"
AGRICULTURE = DEMO / "agriculture"


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        content: bytes = answer.read()
    return content


def ask(base: str, path: str, **question: Any) -> dict[str, Any]:
    body = json.dumps(question).encode()
    answer: dict[str, Any] = json.loads(fetch(urllib.request.Request(base + path, body)))  # type: ignore[arg-type]
    return answer


def rows_of(content: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding))))


@pytest.fixture(scope="module")
def statistics() -> Iterator[str]:
    with served("statistics") as base:
        yield base


@pytest.fixture(scope="module")
def wuzhou() -> Iterator[str]:
    with served("wuzhou") as base:
        yield base


@pytest.fixture(scope="module")
def listed(statistics: str) -> list[str]:
    ids: list[str] = []
    for page in range(1, 30):
        answer = ask(statistics, LIST, pageIndex=page, pageSize=50)
        ids.extend(row["id"] for row in answer["data"])
        if len(ids) >= answer["total"]:
            break
    return ids


@pytest.fixture(scope="module")
def details(statistics: str, listed: list[str]) -> list[dict[str, Any]]:
    return [ask(statistics, DETAIL, dataId=each)["data"] for each in listed]


def test_the_statistics_catalog_has_at_least_400_datasets_each_listed_once(statistics: str, listed: list[str]) -> None:
    assert len(listed) == ask(statistics, LIST)["total"] >= 400
    assert len(set(listed)) == len(listed)


def test_a_page_after_the_last_is_empty_and_a_page_is_never_longer_than_asked(statistics: str) -> None:
    assert ask(statistics, LIST, pageIndex=10_000, pageSize=50)["data"] == []
    assert len(ask(statistics, LIST, pageIndex=1, pageSize=7)["data"]) == 7
    assert len(ask(statistics, LIST)["data"]) == 12


def test_an_unknown_record_is_an_error_inside_a_successful_answer(statistics: str) -> None:
    assert ask(statistics, DETAIL, dataId="nothing") == {"code": 500, "msg": "数据不存在", "data": None}


def test_nonsense_does_not_stop_the_statistics_server(statistics: str) -> None:
    assert json.loads(fetch(urllib.request.Request(statistics + LIST, b"<html>")))["code"] == 400  # type: ignore[arg-type]
    assert ask(statistics, LIST)["code"] == 200


def test_titles_are_unique_and_every_description_says_that_the_figures_are_national(
    details: list[dict[str, Any]],
) -> None:
    titles = [detail["name"] for detail in details]
    assert len(set(titles)) == len(titles)
    assert all("演示数据：国家统计局全国数据，非广西数据" in detail["description"] for detail in details)
    assert {detail["divisionId"] for detail in details} == {"100000"}


def test_times_are_milliseconds_in_order(details: list[dict[str, Any]]) -> None:
    assert all(
        1_450_000_000_000 < detail["createTime"] < detail["updateTime"] < 1_800_000_000_000 for detail in details
    )


def test_sugarcane_is_a_column_in_no_title_and_diabetes_stands_beside_it(details: list[dict[str, Any]]) -> None:
    cane = [each for each in details if any("甘蔗" in column["name"] for f in each["files"] for column in f["columns"])]
    assert [each["name"] for each in cane] == ["主要农作物产品产量", "主要农作物单位面积产量", "主要农作物播种面积"]
    assert sum("糖尿病" in each["name"] for each in details) == 2


def test_a_closed_dataset_has_no_file_and_says_why(details: list[dict[str, Any]]) -> None:
    closed = [each for each in details if each["openAttribute"] == "不予开放"]
    assert len(closed) == 3
    assert all(each["files"] == [] and each["closedReason"] for each in closed)


def test_the_file_of_a_closed_dataset_is_not_served_either(statistics: str, details: list[dict[str, Any]]) -> None:
    closed = next(each for each in details if each["openAttribute"] == "不予开放")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(f"{statistics}/files/{closed['id']}.csv")


def test_every_table_is_a_csv_as_its_catalog_entry_describes_it(statistics: str, details: list[dict[str, Any]]) -> None:
    for detail in details[::7]:
        for file in detail["files"]:
            header, *rows = rows_of(fetch(statistics + file["downloadUrl"]))
            assert header == [column["name"] for column in file["columns"]]
            assert len(rows) == file["rowCount"] >= 4
            assert all(len(row) == len(header) and any(row[1:]) for row in rows)


def test_some_tables_begin_with_a_byte_order_mark_and_some_do_not(
    statistics: str, details: list[dict[str, Any]]
) -> None:
    urls = [file["downloadUrl"] for detail in details[:20] for file in detail["files"]]
    assert {fetch(statistics + url).startswith(b"\xef\xbb\xbf") for url in urls} == {True, False}


def test_the_figures_are_the_published_ones(statistics: str, details: list[dict[str, Any]]) -> None:
    detail = next(each for each in details if each["name"] == "主要农作物产品产量")
    header, *rows = rows_of(fetch(statistics + detail["files"][0]["downloadUrl"]))
    latest = dict(zip(header, rows[-1], strict=True))
    assert (latest["年份"], latest["甘蔗产量"], latest["糖料产量"]) == ("2014", "12561.13", "13361.16")


def test_the_data_json_of_wuzhou_names_every_access_level(wuzhou: str) -> None:
    catalog = json.loads(fetch(f"{wuzhou}/data.json"))
    datasets = catalog["dataset"]
    assert 12 <= len(datasets) <= 20
    assert {each["accessLevel"] for each in datasets} == {"public", "restricted public", "non-public"}
    assert len({each["identifier"] for each in datasets}) == len(datasets)
    assert all(each["accessLevel"] == "public" or each["rights"] for each in datasets)


def test_wuzhou_serves_the_tables_it_names_and_says_that_they_are_national(wuzhou: str) -> None:
    datasets = json.loads(fetch(f"{wuzhou}/data.json"))["dataset"]
    described = [each for each in datasets if "distribution" in each]
    assert all("全国数据，非广西数据" in each["description"] for each in described)
    for each in described:
        header, *rows = rows_of(fetch(each["distribution"][0]["downloadURL"]))
        assert header[0] == "年份" and len(header) > 1 and rows
    assert [each["identifier"] for each in datasets if "distribution" not in each] == ["wz-firm-ledger"]


def test_wuzhou_answers_404_for_a_file_it_does_not_have(wuzhou: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(f"{wuzhou}/files/../../etc/passwd")


@pytest.fixture(scope="module")
def sheet() -> Any:
    return openpyxl.load_workbook(AGRICULTURE / "目录.xlsx").active


def resources(sheet: Any) -> list[dict[str, Any]]:
    return [
        {"name": row[4], "code": row[5], "opening": row[18], "cycle": row[20], "file": row[23]}
        for row in sheet.iter_rows(min_row=4, values_only=True)
        if row[4]
    ]


def test_the_workbook_has_the_thirteen_columns_of_the_guide_and_the_file_name(sheet: Any) -> None:
    assert [cell.value for cell in sheet[2] if cell.value] == [
        "信息资源分类", "信息资源名称", "信息资源代码", "信息资源提供方", "信息资源提供方代码", "信息资源摘要",
        "信息资源格式", "信息项信息", "共享属性", "开放属性", "更新周期", "发布日期", "关联资源代码", "文件名",
    ]  # fmt: skip


def test_a_resource_is_merged_over_the_rows_of_its_items(sheet: Any) -> None:
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"E4:E7", "F4:F7", "X4:X7"} <= merged
    assert [sheet.cell(row, 12).value for row in range(4, 8)] == [
        "年份",
        "甘蔗播种面积",
        "甘蔗产量",
        "甘蔗单位面积产量",
    ]


def test_the_workbook_holds_every_opening_and_one_unknown_cycle(sheet: Any) -> None:
    found = resources(sheet)
    assert 12 <= len(found) <= 20
    assert {each["opening"] for each in found} == {"无条件开放", "有条件开放", "不予开放"}
    assert [each["name"] for each in found if each["cycle"] == "随灾情更新"] == ["农业受灾和成灾面积"]
    assert len({each["code"] for each in found}) == len(found)


def test_three_titles_of_the_workbook_name_sugarcane(sheet: Any) -> None:
    assert sum("甘蔗" in each["name"] for each in resources(sheet)) == 3


def test_every_file_the_workbook_names_is_there_and_no_other(sheet: Any) -> None:
    named = {each["file"] for each in resources(sheet) if each["file"]}
    assert named == {path.name for path in AGRICULTURE.glob("*.csv")}
    assert [each["opening"] for each in resources(sheet) if not each["file"]] == ["不予开放"]


def test_the_sugarcane_file_really_is_gb18030() -> None:
    content = (AGRICULTURE / "甘蔗生产情况.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert rows_of(content, "gb18030")[0] == ["年份", "甘蔗播种面积", "甘蔗产量", "甘蔗单位面积产量"]
    assert rows_of(content, "gb18030")[-1] == ["2014", "1760.45", "12561.13", "71351.9"]


def test_the_folder_holds_utf8_with_and_without_a_byte_order_mark_too() -> None:
    marked = (AGRICULTURE / "糖料作物产量.csv").read_bytes()
    plain = (AGRICULTURE / "果园面积.csv").read_bytes()
    assert marked.startswith(b"\xef\xbb\xbf") and rows_of(marked)[0][0] == "年份"
    assert not plain.startswith(b"\xef\xbb\xbf") and rows_of(plain, "utf-8")[0][0] == "年份"
