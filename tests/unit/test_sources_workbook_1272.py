"""The 目录 workbook: resources over many rows, merged or not, and the mistakes departments make in it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.sources.workbook_1272 import read_catalog
from tests.fixtures.workbook_1272 import Resource, save_rows, workbook

THREE = [
    Resource("甘蔗产量", "307001/1", file="甘蔗.csv"),
    Resource("糖料种植面积", "307001/2", items=[("年份", "字符型C", "4")], file="面积.csv；面积说明.csv"),
    Resource("林产品产量", "307001/3", items=[]),
]


def records(content: bytes, sheet: str = "") -> list[RawRecord]:
    found = list(read_catalog(content, "目录.xlsx", sheet))
    assert all(isinstance(item, RawRecord) for item in found)
    return [item for item in found if isinstance(item, RawRecord)]


def fault(content: bytes, sheet: str = "") -> FatalError:
    with pytest.raises(FatalError) as caught:
        records(content, sheet)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("how", ["merged", "blank", "repeated"])
def test_a_resource_spans_the_rows_of_its_items_however_they_are_filled(how: str) -> None:
    found = records(workbook(THREE, how=how))
    assert [(item.guid, item.pointer) for item in found] == [
        ("307001/1", "目录.xlsx 第 4 行"),
        ("307001/2", "目录.xlsx 第 6 行"),
        ("307001/3", "目录.xlsx 第 7 行"),
    ]
    assert [len(item.payload["信息项"]) for item in found] == [2, 1, 0]
    assert [item.findings for item in found] == [(), (), ()]


def test_the_payload_has_the_labels_of_the_guide() -> None:
    assert records(workbook(THREE))[0].payload == {
        "类": "部门",
        "项": "农业",
        "目": "种植业",
        "细目": "糖料",
        "信息资源名称": "甘蔗产量",
        "信息资源代码": "307001/1",
        "信息资源提供方": "广西壮族自治区农业农村厅",
        "信息资源提供方代码": "11450000007565000X",
        "信息资源摘要": "甘蔗产量的统计",
        "信息资源格式分类": "电子表格",
        "信息资源格式类型": "csv",
        "共享类型": "无条件共享",
        "共享条件": "",
        "共享方式分类": "共享平台",
        "共享方式类型": "文件下载",
        "是否向社会开放": "是",
        "开放条件": "",
        "更新周期": "每年",
        "发布日期": "2023-06-15",
        "关联资源代码": "",
        "文件名": "甘蔗.csv",
        "信息项": [
            {"名称": "年份", "数据类型": "字符型C", "长度": "4"},
            {"名称": "产量", "数据类型": "数值型N", "长度": "12,2"},
        ],
        "文件": [{"文件名": "甘蔗.csv"}],
    }


def test_a_cell_merged_over_several_resources_counts_for_each() -> None:
    book = openpyxl.Workbook()
    for row in (["信息资源名称", "信息资源代码", "信息资源提供方"], ["甘蔗", "1/1", "农业农村厅"], ["糖料", "1/2"]):
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    stream = io.BytesIO()
    book.save(stream)
    assert [item.payload["信息资源提供方"] for item in records(stream.getvalue())] == ["农业农村厅", "农业农村厅"]


def test_several_files_of_a_resource_are_a_list() -> None:
    assert records(workbook(THREE))[1].payload["文件"] == [{"文件名": "面积.csv"}, {"文件名": "面积说明.csv"}]


def test_a_title_row_above_the_header_may_be_there_or_not() -> None:
    assert len(records(workbook(THREE, title=""))) == len(records(workbook(THREE, title="目录（2023年）"))) == 3


def test_a_flat_header_with_stars_brackets_and_extra_columns_is_understood() -> None:
    labels = "序号|*信息资源名称（必填）|信息资源 代码|提供方|摘要|信息项名称|数据类型|是否开放|联系科室"
    rows = [
        labels.split("|"),
        [1, "甘蔗产量", "307001/1", "农业农村厅", "摘要", "年份", "C", "是", "数据科"],
    ]
    found = records(save_rows(rows))
    assert found[0].guid == "307001/1"
    assert found[0].payload["信息资源名称"] == "甘蔗产量"
    assert found[0].payload["是否向社会开放"] == "是"
    assert found[0].payload["联系科室"] == "数据科"
    assert found[0].payload["信息项"] == [{"名称": "年份", "数据类型": "C", "长度": ""}]


def test_parts_of_a_group_may_repeat_its_name_and_unknown_parts_keep_theirs() -> None:
    rows = [
        ["信息资源名称", "信息资源代码", "摘要", "信息资源格式", "", "共享属性", "", "开放属性"],
        ["", "", "", "信息资源格式分类", "信息资源格式类型", "共享类型", "期限", "是否向社会开放"],
        ["甘蔗产量", "307001/1", "", "电子表格", "CSV", "无条件共享", "长期", "无条件开放"],
    ]
    payload = records(save_rows(rows))[0].payload
    assert (payload["信息资源格式分类"], payload["信息资源格式类型"]) == ("电子表格", "CSV")
    assert (payload["共享类型"], payload["共享属性期限"]) == ("无条件共享", "长期")
    assert payload["是否向社会开放"] == "无条件开放"


def test_a_missing_code_leaves_the_guid_empty() -> None:
    found = records(workbook([Resource("甘蔗产量", ""), Resource("糖料产量", "307001/2")]))
    assert [(item.guid, item.payload["信息资源名称"]) for item in found] == [("", "甘蔗产量"), ("307001/2", "糖料产量")]


def test_two_codes_are_two_resources_though_the_name_is_one() -> None:
    header = ["信息资源名称", "信息资源代码", "摘要", "信息项名称"]
    rows = [header, ["甘蔗产量", "1/1", "", "年"], ["甘蔗产量", "1/2", "", "产量"]]
    found = records(save_rows(rows))
    assert [(item.guid, len(item.payload["信息项"])) for item in found] == [("1/1", 1), ("1/2", 1)]
    assert "near-double" in [item.rule for item in found[1].findings]


@pytest.mark.parametrize("written", ["null", "无", "-", "None", "N/A"])
def test_a_word_for_nothing_is_no_code(written: str) -> None:
    assert [item.guid for item in records(workbook([Resource("甘蔗产量", written)]))] == [""]


def hidden_and_visible(visible_row: list[str]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title, book.active.sheet_state = "旧稿", "hidden"
    for row in (["信息资源名称", "信息资源代码", "信息资源提供方"], ["旧的", "1/1", "厅"]):
        book.active.append(row)
    sheet = book.create_sheet("目录")
    sheet.append(visible_row)
    sheet.append(["新的", "1/2", "厅"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_hidden_sheet_is_read_only_where_no_visible_one_is_a_catalog_and_that_is_told() -> None:
    shown = list(read_catalog(hidden_and_visible(["信息资源名称", "信息资源代码", "信息资源提供方"]), "目录.xlsx"))
    assert [getattr(item, "guid", "") for item in shown] == ["1/2"]
    found = list(read_catalog(hidden_and_visible(["说明", "", ""]), "目录.xlsx"))
    assert isinstance(found[0], Finding) and (found[0].rule, found[0].value) == ("hidden-sheet", "旧稿")
    assert [item.guid for item in found[1:] if isinstance(item, RawRecord)] == ["1/1"]


def test_two_resources_of_one_name_stay_two_when_they_differ_otherwise() -> None:
    rows = [
        ["信息资源名称", "信息资源代码", "提供方", "信息项名称"],
        ["行政许可", "1/1", "农业农村厅", "事项"],
        ["行政许可", "2/1", "水利厅", "事项"],
    ]
    assert [item.guid for item in records(save_rows(rows))] == ["1/1", "2/1"]


def test_names_made_by_dragging_the_fill_handle_are_told_but_years_are_not() -> None:
    dragged = records(workbook([Resource(f"农产品{n}", f"307001/{n}") for n in (1, 2, 3)]))
    told = [[item.rule for item in record.findings] for record in dragged]
    assert told == [[], ["drag-filled-name"], ["drag-filled-name"]]
    yearly = records(workbook([Resource("农产品2022", "307001/1"), Resource("农产品2023", "307001/2")]))
    assert [record.findings for record in yearly] == [(), ()]


def test_notes_and_blank_rows_are_no_resources() -> None:
    rows = [
        ["填报单位：农业农村厅"],
        ["信息资源名称", "信息资源代码", "摘要"],
        ["甘蔗产量", "1/1", ""],
        [],
        ["糖料产量", "1/2", ""],
        ["填报人：张三"],
        ["注：以上为2023年目录"],
    ]
    assert [item.guid for item in records(save_rows(rows))] == ["1/1", "1/2"]


def test_a_catalog_without_resources_is_an_error_finding() -> None:
    found = list(read_catalog(workbook([]), "目录.xlsx"))
    assert [(item.rule, item.severity) for item in found if isinstance(item, Finding)] == [("listing-empty", "error")]


def test_a_workbook_that_is_no_catalog_is_refused() -> None:
    assert fault(save_rows([["年份", "产量"], [2023, 1]])).message == "目录.xlsx 中找不到目录表头"


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    error = fault(workbook(THREE), "目录2")
    assert error.message == "目录.xlsx：没有工作表“目录2”" and error.hint == "有这些工作表：Sheet"


def test_a_damaged_workbook_is_refused() -> None:
    assert fault(workbook(THREE)[:2000]).rule == "unreadable-table"
