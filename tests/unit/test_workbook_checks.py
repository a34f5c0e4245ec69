"""The known mistakes in 1272号 sheets: each is told once, with row and column, and sound sheets are left alone."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.sources.workbook_1272 import read_catalog
from tests.fixtures.workbook_1272 import Resource, save_rows, workbook


def told(*resources: Resource) -> list[tuple[str, str]]:
    found = read_catalog(workbook(resources), "目录.xlsx")
    return [(each.rule, each.pointer) for item in found if isinstance(item, RawRecord) for each in item.findings]


def of(**cells: str) -> Resource:
    """A sound resource but for these cells, by column."""
    columns = {"provider": 6, "summary": 8, "format_class": 9, "format": 10, "mode": 17}
    known = {columns[name]: text for name, text in cells.items() if name in columns}
    return Resource(cells.get("name", "甘蔗产量"), cells.get("code", "307001/1"), more=known)


@pytest.mark.parametrize(
    "name", ["不动产登记信息系统", "政务服务平台", "人口基础数据库", "厅门户网站", "OA系统（二期）"]
)
def test_a_system_as_name_is_told(name: str) -> None:
    assert told(of(name=name)) == [("system-as-name", "目录.xlsx 第 4 行 › 信息资源名称")]


@pytest.mark.parametrize("name", ["森林生态系统监测结果", "信息系统备案", "湿地生态系统", "甘蔗产量", "平台经济统计"])
def test_a_name_that_only_speaks_of_systems_is_not(name: str) -> None:
    assert told(of(name=name)) == []


@pytest.mark.parametrize(
    ("cells", "rule", "column"),
    [
        ({"provider": ""}, "provider-empty", "信息资源提供方"),
        ({"summary": ""}, "summary-empty", "信息资源摘要"),
        ({"code": "3070/1"}, "code-form", "信息资源代码"),
        ({"code": "307001"}, "code-form", "信息资源代码"),
        ({"format_class": "数据库"}, "format-disagrees", "信息资源格式类型"),
        ({"format_class": "电子文件", "format": "xls"}, "format-disagrees", "信息资源格式类型"),
        ({"mode": "库表交换"}, "share-mode-disagrees", "共享方式类型"),
        ({"format_class": "数据库", "format": "mysql"}, "share-mode-disagrees", "共享方式类型"),
        ({"format_class": "", "format": "SQL Server"}, "share-mode-disagrees", "共享方式类型"),
    ],
)
def test_a_mistake_is_told_with_row_and_column(cells: dict[str, str], rule: str, column: str) -> None:
    expected = (rule, f"目录.xlsx 第 4 行 › {column}")
    found = told(of(**cells))
    assert expected in found
    assert {each for each, _ in found} <= {rule, "share-mode-disagrees"}


@pytest.mark.parametrize(
    "cells",
    [
        {"format_class": "数据库", "format": "oracle", "mode": "库表交换"},
        {"format_class": "电子表格", "format": "xls、xlsx"},
        {"format_class": "电子文件", "format": "XML"},
        {"format_class": "图形图像", "format": ".JPG"},
        {"format_class": "自定义", "format": "dwg"},
        {"format_class": "", "format": "", "mode": ""},
        {"mode": "库表交换、文件下载"},
        {"code": "３０７００１/１"},
    ],
)  # fmt: skip
def test_what_agrees_or_is_unknown_is_not_told(cells: dict[str, str]) -> None:
    assert told(of(**cells)) == []


@pytest.mark.parametrize(
    ("item", "rule", "column"),
    [
        (("产量", "数值型N", "12位"), "length-not-a-number", "信息项长度"),
        (("产量", "数值型N", "10 字节"), "length-not-a-number", "信息项长度"),
        (("产量", "数值型N", "若干"), "length-not-a-number", "信息项长度"),
        (("产量", "varchar", "50"), "data-type-unknown", "信息项数据类型"),
        (("产量", "文本X", "50"), "data-type-unknown", "信息项数据类型"),
    ],
)
def test_a_mistake_in_an_item_is_told_in_its_own_row(item: tuple[str, str, str], rule: str, column: str) -> None:
    resource = Resource("甘蔗产量", "307001/1", items=[("年份", "字符型C", "4"), item])
    assert told(resource) == [(rule, f"目录.xlsx 第 5 行 › {column}")]


@pytest.mark.parametrize(
    "item", [("a", "C", "50"), ("a", "数值型", "12,2"), ("a", "字符型（C）", "１０"), ("a", "", "")]
)
def test_a_sound_item_is_not_told(item: tuple[str, str, str]) -> None:
    assert told(Resource("甘蔗产量", "307001/1", items=[item])) == []


def test_doubles_made_by_blanks_and_punctuation_are_told_with_the_first() -> None:
    content = workbook(
        [Resource("甘蔗 产量", "307001/1"), Resource("甘蔗产量。", "307001/2"), Resource("甘蔗面积", "307001/3")]
    )
    found = [item for item in read_catalog(content, "目录.xlsx") if isinstance(item, RawRecord)]
    assert [[each.rule for each in item.findings] for item in found] == [[], ["near-double"], []]
    assert found[1].findings[0].message == "与目录.xlsx 第 4 行的“甘蔗 产量”名称只差空格或标点"


def test_one_name_of_two_providers_is_no_double() -> None:
    assert told(of(name="行政许可"), Resource("行政许可", "307002/1", more={6: "水利厅"})) == []


def test_a_column_that_the_sheet_does_not_have_is_not_missed() -> None:
    content = save_rows([["信息资源名称", "信息资源代码", "更新周期"], ["甘蔗产量", "307001/1", "每年"]])
    (record,) = read_catalog(content, "目录.xlsx")
    assert not isinstance(record, Finding) and record.findings == ()
