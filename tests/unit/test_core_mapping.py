"""Mapping: payloads of the shapes that portals send become drafts; nothing but identifier and title is demanded."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.errors import RecordError, RuleError
from ckanext.gxdata.core.mapping import compile_mapping, map_record
from ckanext.gxdata.core.records import DatasetDraft, Finding, RawRecord

LISTS = {
    "update_frequency": CodeList(
        "update_frequency",
        {"zh": "更新周期"},
        (Code("yearly", {"zh": "每年"}), Code("monthly", {"zh": "每月"}), Code("weekly", {"zh": "每周"})),
    ),
    "theme": CodeList(
        "theme", {"zh": "主题"}, (Code("agri_industry", {"zh": "工业农业"}), Code("trade", {"zh": "商贸流通"}))
    ),
    "zone": CodeList(
        "zone",
        {"zh": "专区"},
        (Code("guizihao", {"zh": "桂字号"}), Code("gz-sugar", {"zh": "糖业"}, ("甘蔗",), "guizihao")),
    ),
    "format": CodeList("format", {"zh": "格式"}, (Code("CSV", {"zh": "CSV"}, (".csv",)), Code("XLSX", {"zh": "XLSX"}))),
    "item_data_type": CodeList(
        "item_data_type",
        {"zh": "数据类型"},
        (Code("C", {"zh": "字符型C"}, extra={"frictionless": "string"}),
         Code("N", {"zh": "数值型N"}, ("数值型",), extra={"frictionless": "number"})),
    ),
}  # fmt: skip

GUIZHOU_LIKE: dict[str, Any] = {
    "fields": {
        "title": {"from": "name", "transforms": ["strip"]},
        "notes": {"from": ["description", "summary"], "transforms": ["text"]},
        "update_frequency": {
            "from": "frequency",
            "code_list": "update_frequency",
            "codes": {"0": "yearly", "3": "weekly"},
        },
        "theme": {"from": "topicName", "code_list": "theme", "many": True, "transforms": ["split"]},
        "zone": {"from": ["name", "keyword"], "code_list": "zone", "match": "contains", "many": True},
        "region": {"value": ["100000"]},
        "issued": {"from": "createTime", "transforms": ["date"]},
        "modified": {"from": "updateTime", "transforms": ["datetime"]},
        "tags": {"from": "keyword", "transforms": ["split"]},
        "license_id": {"from": "licence", "default": "notspecified"},
    },
    "resources": {
        "each": "resources",
        "fields": {
            "name": {"from": ["title", "$.name"]},
            "url": {"from": "downloadUrl", "transforms": ["url"]},
            "format": {"from": "format", "code_list": "format"},
        },
        "items": {"from": "columns", "name": "name", "type": "type", "unit": "unit"},
    },
    "fetch": ["csv", "XLSX"],
}
PAYLOAD: dict[str, Any] = {
    "id": "2b81cbc4",
    "name": " 甘蔗种植面积\u200b",
    "description": "",
    "summary": "<p>分县&nbsp;统计</p><p>单位：公顷</p>",
    "topicName": "工业农业、商贸流通",
    "createTime": 1623801600000,
    "updateTime": "2023-06-29 09:30:00",
    "frequency": 0,
    "keyword": "甘蔗，糖料;面积",
    "resources": [
        {"title": "分县", "downloadUrl": "/files/a b.csv", "format": ".CSV",
         "columns": [{"name": "年份", "type": "字符型C"}, {"name": "面积", "type": "数值型(10,2)", "unit": "公顷"}]},
        {"downloadUrl": "/files/b.xlsx", "format": "xlsx", "columns": None},
    ],
}  # fmt: skip


def draft_of(payload: dict[str, Any], document: dict[str, Any] = GUIZHOU_LIKE) -> DatasetDraft:
    mapping = compile_mapping("sample", document, LISTS, {"update_frequency": "更新周期", "theme": "主题"})
    return map_record(RawRecord("2b81cbc4", payload, "第 1 页第 1 条"), mapping, LISTS)


def changed(**changes: Any) -> DatasetDraft:
    return draft_of({**PAYLOAD, **changes})


def the_finding(draft: DatasetDraft) -> Finding:
    assert len(draft.findings) == 1, draft.findings
    return draft.findings[0]


def test_a_record_becomes_a_draft_with_stored_values_only() -> None:
    assert draft_of(PAYLOAD) == DatasetDraft(
        guid="2b81cbc4",
        fields={
            "source_identifier": "2b81cbc4",
            "title": "甘蔗种植面积",
            "notes": "分县 统计\n\n单位：公顷",
            "update_frequency": "yearly",
            "theme": ["agri_industry", "trade"],
            "zone": ["guizihao", "gz-sugar"],
            "region": ["100000"],
            "issued": "2021-06-16",
            "modified": "2023-06-29T09:30:00+08:00",
            "tags": ["甘蔗", "糖料", "面积"],
            "license_id": "notspecified",
        },
        resources=(
            {
                "name": "分县",
                "url": "/files/a%20b.csv",
                "format": "CSV",
                "schema": {
                    "fields": [
                        {"name": "年份", "title": "年份", "type": "string"},
                        {"name": "面积", "title": "面积", "type": "number", "unit": "公顷"},
                    ]
                },
            },
            {"name": "甘蔗种植面积", "url": "/files/b.xlsx", "format": "XLSX"},
        ),
        raw={
            "notes": "<p>分县&nbsp;统计</p><p>单位：公顷</p>",
            "update_frequency": 0,
            "theme": "工业农业、商贸流通",
            "issued": 1623801600000,
            "modified": "2023-06-29 09:30:00",
            "tags": "甘蔗，糖料;面积",
            "resources[0].url": "/files/a b.csv",
            "resources[0].format": ".CSV",
            "resources[1].format": "xlsx",
        },
    )


def test_the_formats_to_fetch_are_in_capitals() -> None:
    assert compile_mapping("sample", GUIZHOU_LIKE, LISTS).fetch == ("CSV", "XLSX")


def test_an_unknown_code_keeps_the_raw_value_and_adds_a_finding_with_near_codes() -> None:
    draft = changed(frequency="每季月")
    assert "update_frequency" not in draft.fields
    assert draft.raw["update_frequency"] == "每季月"
    finding = the_finding(draft)
    assert (finding.rule, finding.pointer, finding.value) == ("unknown-code", "update_frequency", "每季月")
    assert finding.message == "“更新周期”的值“每季月”不在代码表“更新周期”中，已保留原值"
    assert "每月（monthly）" in finding.hint


def test_of_several_codes_the_known_ones_are_kept() -> None:
    draft = changed(topicName="工业农业、星际航行")
    assert draft.fields["theme"] == ["agri_industry"]
    assert the_finding(draft).value == "星际航行"


def test_the_sources_own_codes_go_before_the_code_list() -> None:
    rule = {"from": "frequency", "code_list": "update_frequency", "codes": {"每年": "weekly", "-": "monthly"}}
    document = {"fields": {"title": {"from": "name"}, "update_frequency": rule}}
    assert draft_of({"name": "甲", "frequency": "每年"}, document).fields["update_frequency"] == "weekly"
    assert draft_of({"name": "甲", "frequency": "-"}, document).fields["update_frequency"] == "monthly"


@pytest.mark.parametrize("title", [None, "", "  ", "—", "无", {}, [], ["", None]])
def test_a_record_without_title_is_an_error_that_names_it(title: Any) -> None:
    with pytest.raises(RecordError) as caught:
        changed(name=title)
    assert caught.value.rule == "missing-title"
    assert caught.value.message == "记录“2b81cbc4”没有名称，已跳过"
    assert caught.value.pointer == "第 1 页第 1 条 title"


def test_a_record_without_identifier_is_an_error() -> None:
    mapping = compile_mapping("sample", GUIZHOU_LIKE, LISTS)
    with pytest.raises(RecordError, match="没有标识") as caught:
        map_record(RawRecord("\u3000", PAYLOAD, "第 2 条"), mapping, LISTS)
    assert caught.value.rule == "missing-identifier"


def test_an_impossible_date_is_a_finding_and_is_left_out() -> None:
    draft = changed(createTime="2023-02-31")
    assert "issued" not in draft.fields
    assert draft.raw["issued"] == "2023-02-31"
    assert the_finding(draft).rule == "unfit-value"
    assert "“2023-02-31”不是可能的日期" in the_finding(draft).message


def test_a_long_text_that_was_only_tidied_is_not_kept_twice_but_one_that_was_left_out_is() -> None:
    assert "notes" not in changed(summary="<p>" + "长" * 1_500).raw
    assert changed(createTime="早" * 1_500).raw["issued"] == "早" * 1_500


def test_several_values_for_a_single_field_take_the_first_with_a_finding() -> None:
    draft = changed(name=["甘蔗产量", "甘蔗面积"], resources=[])
    assert draft.fields["title"] == "甘蔗产量"
    assert the_finding(draft).rule == "several-values"


def test_findings_of_the_source_come_first() -> None:
    mapping = compile_mapping("sample", GUIZHOU_LIKE, LISTS)
    of_source = Finding("bad-encoding", "编码有误")
    draft = map_record(RawRecord("a", {**PAYLOAD, "frequency": "?"}, findings=(of_source,)), mapping, LISTS)
    assert [finding.rule for finding in draft.findings] == ["bad-encoding", "unknown-code"]


def test_items_without_name_repeated_or_of_unknown_type_are_findings() -> None:
    columns = [
        {"name": "年份"},
        {"type": "字符型C"},
        {"name": "年 份".replace(" ", ""), "type": "geo"},
        {"name": "年份"},
    ]
    draft = changed(resources=[{"downloadUrl": "a.csv", "columns": columns}])
    names = [item["name"] for item in draft.resources[0]["schema"]["fields"]]
    assert names == ["年份", "年份_2", "年份_3"]
    assert [finding.rule for finding in draft.findings] == [
        "nameless-item", "duplicate-item", "unknown-item-type", "duplicate-item"
    ]  # fmt: skip
    assert draft.findings[0].pointer == "resources[0].schema 第 2 项"


def test_items_of_the_whole_record_and_items_that_are_only_names() -> None:
    document = {
        "fields": {"title": {"from": "name"}},
        "resources": {"each": "files", "fields": {"url": {"from": "@"}}, "items": {"from": "$.columns", "name": "@"}},
    }
    draft = draft_of({"name": "甲", "files": ["a.csv", "b.csv"], "columns": ["年份", "产量"]}, document)
    assert [resource["url"] for resource in draft.resources] == ["a.csv", "b.csv"]
    assert [item["name"] for item in draft.resources[1]["schema"]["fields"]] == ["年份", "产量"]


def test_a_single_object_in_place_of_a_list_is_one_resource() -> None:
    assert len(changed(resources={"downloadUrl": "a.csv"}).resources) == 1
    assert changed(resources=None).resources == ()


def test_a_constant_list_is_not_shared_between_records() -> None:
    mapping = compile_mapping("sample", GUIZHOU_LIKE, LISTS)
    one, other = (map_record(RawRecord(guid, PAYLOAD), mapping, LISTS) for guid in "ab")
    assert one.fields["region"] is not other.fields["region"]


@pytest.mark.parametrize(
    ("rule", "pointer", "message"),
    [
        ({"from": "a", "transforms": ["strip", "datum"]}, "fields/theme/transforms/1", "没有名为“datum”的转换"),
        ({"from": "a", "code_list": "thema"}, "fields/theme/code_list", "没有名为“thema”的代码表"),
        ({"from": "a", "code_list": "theme", "codes": {"1": "agri"}}, "fields/theme/codes/1", "没有代码“agri”"),
        ({"value": ["agri"], "code_list": "theme"}, "fields/theme/value", "没有代码“agri”"),
        ({"from": "a", "code_list": "theme", "default": "x"}, "fields/theme/default", "没有代码“x”"),
        ({"from": ["a", "数据名称"]}, "fields/theme/from/1", "不是有效的 JMESPath"),
    ],
)
def test_a_fault_of_a_mapping_names_its_place(rule: dict[str, Any], pointer: str, message: str) -> None:
    with pytest.raises(RuleError, match=message) as caught:
        compile_mapping("sample", {"fields": {"title": {"from": "name"}, "theme": rule}}, LISTS)
    assert caught.value.pointer == pointer
    assert caught.value.hint


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["每年", "20230231"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["title", "downloadUrl", "format", "columns", "name", "type"]), inner, max_size=4
        )
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(sorted(PAYLOAD)), JSON))
def test_no_payload_makes_mapping_raise_anything_but_record_error(payload: dict[str, Any]) -> None:
    functions = {**GUIZHOU_LIKE["fields"], "notes": {"from": ["join(',', keyword)", "max_by(resources, &name)"]}}
    try:
        draft = draft_of(payload, {**GUIZHOU_LIKE, "fields": functions})
    except RecordError as error:
        assert error.rule == "missing-title"
    else:
        assert draft.fields["title"]
