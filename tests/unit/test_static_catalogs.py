"""Catalogs in one static file: JSON as Xianning and Tianjin publish it, CSV as departments export it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.sources.files import Files

# Keys as in cysjdy/sjmljson/sjml.json of Xianning; values invented.
XIANNING = [
    {
        "title": "茶叶种植面积",
        "link": "/sjml/1.html",
        "pubDate": "2023年6月15日",
        "department": "农业农村局",
        "chnldesc": "数据集",
    },
    {"title": "茶叶种植面积接口", "link": "/sjml/2.html", "pubDate": "2023年6月15日", "chnldesc": "接口"},
]


def read_json(content: Any, **options: Any) -> list[RawRecord | Finding]:
    body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return list(Files.read_upload(body, "sjml.json", {"format": "json", "id": "link", **options}))


def read_csv(content: str | bytes, **options: Any) -> list[RawRecord | Finding]:
    body = content.encode() if isinstance(content, str) else content
    return list(Files.read_upload(body, "目录.csv", {"format": "csv", "id": "编号", **options}))


def guids(found: list[RawRecord | Finding]) -> list[str]:
    return [item.guid for item in found if isinstance(item, RawRecord)]


def findings(found: list[RawRecord | Finding]) -> list[tuple[str, str]]:
    own = [each for item in found if isinstance(item, RawRecord) for each in item.findings]
    return [(each.rule, each.pointer) for each in (*[item for item in found if isinstance(item, Finding)], *own)]


def fault(call: Any) -> FatalError:
    with pytest.raises(FatalError) as caught:
        call()
    assert caught.value.hint
    return caught.value


def test_a_bare_array_is_a_catalog() -> None:
    found = read_json(XIANNING)
    assert guids(found) == ["/sjml/1.html", "/sjml/2.html"]
    assert isinstance(found[0], RawRecord)
    assert found[0].payload == XIANNING[0] and found[0].pointer == "sjml.json 第 1 条"


def test_a_list_deeper_in_the_file_is_found_by_its_path() -> None:
    assert guids(read_json({"dataList": [{"href": "a"}]}, items="dataList", id="href")) == ["a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_json_in_any_encoding_is_read(encoding: str) -> None:
    assert guids(read_json(json.dumps(XIANNING, ensure_ascii=False).encode(encoding))) == [
        "/sjml/1.html",
        "/sjml/2.html",
    ]


def test_odd_items_are_findings_or_have_no_guid() -> None:
    found = read_json([{"link": None}, "不是对象", {"link": "a", "title": "甘\x00蔗"}, {"link": 5}])
    assert guids(found) == ["", "5"]
    assert [rule for rule, _ in findings(found)] == ["not-an-object", "unusable-value"]


def test_json_that_is_no_list_is_refused() -> None:
    assert fault(lambda: read_json({"data": []})).rule == "items-not-a-list"
    assert fault(lambda: read_json(b"<html><title>login</title></html>")).rule == "html-instead-of-json"


def test_an_empty_list_is_told() -> None:
    assert findings(read_json([])) == [("listing-empty", "sjml.json")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_any_encoding_and_with_any_delimiter_is_read(encoding: str, delimiter: str) -> None:
    text = "编号,名称,更新周期\r\n007,甘蔗产量,每年\r\n8,糖料产量,每月\r\n".replace(",", delimiter)
    found = read_csv(text.encode(encoding))
    assert guids(found) == ["007", "8"]
    assert isinstance(found[0], RawRecord) and found[0].payload == {
        "编号": "007",
        "名称": "甘蔗产量",
        "更新周期": "每年",
    }


def test_rows_are_numbered_as_lines_and_cells_may_hold_line_breaks() -> None:
    found = read_csv('编号,名称\n1,"甘蔗\n产量"\n\n2,糖料\n')
    assert [(item.guid, item.pointer) for item in found if isinstance(item, RawRecord)] == [
        ("1", "目录.csv 第 2 行"),
        ("2", "目录.csv 第 5 行"),
    ]


def test_a_short_row_is_filled_and_a_long_one_is_an_error() -> None:
    found = read_csv("编号,名称,周期\n1,甘蔗\n2,糖料,每年,多出\n3,稻谷,每年,\n")
    assert guids(found) == ["1", "3"]
    assert findings(found) == [("ragged-row", "目录.csv 第 3 行"), ("ragged-row", "目录.csv 第 2 行")]
    assert isinstance(found[0], RawRecord) and found[0].payload == {"编号": "1", "名称": "甘蔗", "周期": ""}
    assert [item.severity for item in found if isinstance(item, Finding)] == ["error"]


def test_doubles_and_rows_without_identifier_are_passed_on() -> None:
    assert guids(read_csv("编号,名称\n1,甲\n1,乙\n,丙\n")) == ["1", "1", ""]


def test_columns_of_one_name_or_none_are_told() -> None:
    blank = read_csv("编号,,\n1,甲,\n")
    assert [rule for rule, _ in findings(blank)] == ["blank-header"]
    found = read_csv("编号,名称,名称\n1,甲,乙\n")
    assert [rule for rule, _ in findings(found)] == ["duplicate-header"]
    assert isinstance(found[-1], RawRecord) and found[-1].payload == {"编号": "1", "名称": "甲"}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("名称\n甲\n", "no-header"),
        ('编号,名称\n1,"没有结束\n2,乙\n', "broken-table"),
        (b"\xff\xfe\x00", "undecodable"),
    ],
)
def test_csv_that_cannot_be_read_is_refused_with_the_way_out(content: str | bytes, rule: str) -> None:
    assert fault(lambda: read_csv(content)).rule == rule


def test_a_csv_without_rows_is_told() -> None:
    assert findings(read_csv("编号,名称\n")) == [("listing-empty", "目录.csv")]
