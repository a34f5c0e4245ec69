"""Labels: the words of 138 portals mean what they mean there, a source may mean something else, the unknown is asked about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.errors import RecordError, RuleError
from ckanext.gxdata.core.mapping import compile_mapping, map_record
from ckanext.gxdata.core.records import DatasetDraft, Finding, RawRecord

ROOT = Path(__file__).parents[2]
BOOK = rulebook.load(ROOT / "config")
SHARED = ROOT.parent / "shared" / "data" / "portals" / "field_mapping.json"

SAMPLE = {
    "数据集名称": "title", "信息资源名称": "title", "resourceName": "title", "数据摘要": "description", "简介": "description",
    "关键字": "tags", "资源标签": "tags", "数源单位": "department", "数源单位/数据提供单位": "department",
    "信息资源提供方名称：": "department", "所属主题": "category", "重点领域": "category", "数据主题": "category",
    "所属行业": "industry", "国家主题分类": "industry", "创建日期：": "publish_time", "上架日期": "publish_time",
    "首次发布时间": "publish_time", "资源发布/更新时间": "update_time", "最后更新": "update_time", "updateTime": "update_time",
    "更新频率": "update_frequency", "dataUpdatePeriod": "update_frequency", "开放条件：": "is_open", "共享方式": "is_open",
    "数据条数": "data_volume", "数据下载": "data_formats", "联系方式": "telephone", "技术支持邮箱": "email", "详情页网址": "url",
}  # fmt: skip

LABELLED: dict[str, Any] = {
    "fields": {
        "title": {"from": "name", "label": "title"},
        "notes": {"label": "description", "transforms": ["text"]},
        "update_frequency": {"from": "cycle", "label": "update_frequency"},
        "issued": {"label": "publish_time", "transforms": ["date"]},
        "modified": {"label": "update_time", "transforms": ["datetime"]},
        "contact_phone": {"label": "telephone"},
        "contact_email": {"label": "email", "transforms": ["email"]},
        "theme": {"label": "category", "many": True, "default": ["other"]},
    },
    "resources": {
        "each": "files",
        "fields": {"url": {"from": "@"}, "format": {"label": "data_formats", "code_list": "format"}},
    },
}


def mapping_of(**changes: Any) -> Any:
    document = BOOK.tailor.fields.complete({**LABELLED, **changes})
    return compile_mapping("sample", document, BOOK.codelists, BOOK.tailor.fields.labels, BOOK.labels)


def draft_of(details: dict[str, Any], top: dict[str, Any] | None = None, **changes: Any) -> DatasetDraft:
    payload = {"name": "甘蔗种植面积", "details": details, **(top or {})}
    return map_record(RawRecord("a", payload), mapping_of(**changes), BOOK.codelists)


def the_finding(draft: DatasetDraft) -> Finding:
    assert len(draft.findings) == 1, draft.findings
    return draft.findings[0]


@pytest.mark.parametrize(("label", "notion"), SAMPLE.items())
def test_a_label_means_what_it_means_in_the_portals(label: str, notion: str) -> None:
    assert BOOK.labels.common(label) == notion


@pytest.mark.skipif(not SHARED.exists(), reason="the shared evidence is not here")
def test_every_one_of_the_known_labels_means_what_it_means_in_the_portals() -> None:
    evidence = json.loads(SHARED.read_text(encoding="utf-8"))
    assert len(evidence["common"]) == 159
    assert {label: BOOK.labels.common(label) for label in evidence["common"]} == evidence["common"]
    assert set(BOOK.labels.notions) == set(evidence["common"].values())
    cities = [city for province in evidence["ad-hoc"].values() for city in province.values()]
    own = {(label, notion) for city in cities for label, notion in city.items()}
    assert {(label, notion) for label, notion in own if notion not in BOOK.labels.elsewhere(label)} == set()
    for label, notion in own:
        assert BOOK.labels.with_own({label: notion}).of(notion)[0] == label


def test_a_label_is_known_in_whatever_way_it_is_written() -> None:
    assert draft_of({"更新\u3000频率 ：": "每年"}).fields["update_frequency"] == "yearly"
    assert draft_of({"ＵpdateTime": "2023-06-15"}).fields["modified"] == "2023-06-15T00:00:00+08:00"
    assert draft_of({}, {"UPDATETIME": "2023-06-15"}).fields["modified"] == "2023-06-15T00:00:00+08:00"


def test_a_path_goes_before_a_label_and_an_empty_path_does_not() -> None:
    assert draft_of({"更新频率": "每年"}, {"cycle": "每月"}).fields["update_frequency"] == "monthly"
    assert draft_of({"更新频率": "每年"}, {"cycle": " - "}).fields["update_frequency"] == "yearly"


def test_the_raw_value_and_its_label_are_kept() -> None:
    draft = draft_of({"上架日期": "2023年6月15日", "更新周期": "逢五逢十"}, {"files": ["a.csv"], "format": "csv"})
    assert draft.fields["issued"] == "2023-06-15"
    assert draft.raw == {
        "issued": "2023年6月15日",
        "issued.label": "上架日期",
        "update_frequency": "逢五逢十",
        "update_frequency.label": "更新周期",
        "resources[0].format": "csv",
        "resources[0].format.label": "format",
    }
    assert draft.resources[0]["format"] == "CSV"


def test_of_several_labels_the_first_that_says_something_is_taken_and_differing_ones_are_named() -> None:
    draft = draft_of({"更新时间": "2024-01-01", "数据更新时间": "2023-06-15", "最近更新": "暂无"})
    assert draft.fields["modified"] == "2023-06-15T00:00:00+08:00"
    finding = the_finding(draft)
    assert (finding.rule, finding.severity, finding.pointer) == ("several-labels", "info", "modified")
    assert finding.message == "栏目“数据更新时间”与“更新时间”都指“数据更新时间”而值不同，采用“数据更新时间”"
    assert draft_of({"更新时间": "2024-01-01", "数据更新时间": "2024-01-01"}).findings == ()


def test_the_part_with_the_labels_goes_before_the_top_level() -> None:
    assert draft_of({"摘要": "甲"}, {"摘要": "甲"}).findings == ()
    assert draft_of({"摘要": "甲"}, {"摘要": "乙"}).fields["notes"] == "甲"


def test_what_a_label_means_in_one_source_goes_before_what_it_means_elsewhere() -> None:
    details = {"联系方式": "data@example.com"}
    xiamen = draft_of(details, labels={"联系方式": "email"})
    assert xiamen.fields["contact_email"] == "data@example.com"
    assert "contact_phone" not in xiamen.fields
    assert xiamen.findings == ()
    assert the_finding(draft_of(details)).rule == "unlikely-label"
    assert "上海市、厦门市的“联系方式”就是联系邮箱" in the_finding(draft_of(details)).hint
    assert draft_of({"联系方式": "0771-1234567"}).findings == ()


def test_a_label_of_the_source_goes_before_the_common_ones() -> None:
    details = {"数据更新时间": "2023-06-15", "维护日": "2024-01-01"}
    assert draft_of(details, labels={"维护日": "update_time"}).raw["modified.label"] == "维护日"


def test_a_date_is_a_date_in_whichever_portal() -> None:
    assert draft_of({"发布日期": "2023-06-15"}).findings == ()  # in one city it is the day of the update


def test_a_label_that_is_said_to_mean_nothing_is_not_read() -> None:
    assert "issued" not in draft_of({"创建日期": "2023-06-15"}, labels={"创建日期": ""}).fields
    assert draft_of({"浏览量": "12"}, labels={"浏览量": ""}).findings == ()


@pytest.mark.parametrize(
    ("label", "value", "first"),
    [
        ("录入时刻", "2023年6月15日", "labels: {录入时刻: publish_time}"),
        ("更新日", "2023-06-15", "labels: {更新日: update_time}"),
        ("联系信箱", "data@example.com", "labels: {联系信箱: email}"),
        ("业务咨询", "0771-1234567", "labels: {业务咨询: telephone}"),
        ("更新频次", "每年", "labels: {更新频次: update_frequency}"),
        ("页面", "https://data.example.gov.cn/1", "labels: {页面: url}"),
        ("备用字段一", "x", "labels: {备用字段一: 项目}"),
    ],
)
def test_an_unknown_label_is_a_remark_that_names_the_line_to_write(label: str, value: str, first: str) -> None:
    finding = the_finding(draft_of({label: value}))
    assert (finding.rule, finding.severity, finding.pointer, finding.value) == (
        "unknown-label",
        "info",
        "details",
        label,
    )
    assert finding.message == f"栏目“{label}”没有对应的字段，未采用"
    assert first in finding.hint


def test_no_question_is_asked_about_what_is_empty_read_by_a_path_or_known() -> None:
    changes = {"fields": {**LABELLED["fields"], "version": {"from": 'details."版本"'}}}
    assert draft_of({"版本": "2", "备注一": " - ", "内嵌": {"x": 1}, "数据量": "12", "": "x"}, **changes).findings == ()
    assert draft_of({"y" * 101: "长文"}).findings == ()


def test_labels_may_stand_at_the_top_level() -> None:
    whole = mapping_of(labels_at="@")
    draft = map_record(RawRecord("a", {"name": "甲", "简介": "乙", "归口": "丙"}), whole, BOOK.codelists)
    assert draft.fields["notes"] == "乙"
    assert (the_finding(draft).pointer, the_finding(draft).value) == ("@", "归口")


def test_a_mapping_that_reads_no_labels_asks_about_none() -> None:
    plain = compile_mapping("plain", {"fields": {"title": {"from": "name"}}}, BOOK.codelists, notions=BOOK.labels)
    draft = map_record(RawRecord("a", {"name": "甲", "details": {"归口": "丙"}, "简介": "乙"}), plain, BOOK.codelists)
    assert draft == DatasetDraft("a", {"source_identifier": "a", "title": "甲"})


def test_of_a_record_with_thousands_of_keys_fifty_are_asked_about() -> None:
    assert len(draft_of({f"栏{number}": "x" for number in range(5_000)}).findings) == 50


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"fields": {"title": {"label": "titel"}}}, "fields/title/label"),
        ({"labels": {"联系方式": "mail"}}, "labels/联系方式"),
        ({"labels_at": "详情"}, "labels_at"),
    ],
)
def test_a_fault_names_its_place(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(RuleError) as caught:
        mapping_of(**changes)
    assert caught.value.pointer == pointer
    assert caught.value.hint


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["每年", "6", "20230231"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([*SAMPLE, "归口", "更新 频率：", "", "x" * 300]) | st.text(max_size=5)


@given(st.dictionaries(KEYS, VALUES, max_size=8) | VALUES, st.dictionaries(KEYS, VALUES, max_size=4))
def test_no_record_makes_labels_raise_and_none_loses_its_raw_value(details: Any, top: dict[str, Any]) -> None:
    payload = {"name": "甲", **top, "details": details}
    try:
        draft = map_record(RawRecord("a", payload), mapping_of(), BOOK.codelists)
    except RecordError as error:
        assert error.rule == "missing-title"
        return
    for finding in draft.findings:
        if finding.rule == "unknown-code":
            assert draft.raw[finding.pointer] not in (None, "")
    for field, label in draft.raw.items():
        if field.endswith(".label"):
            assert label in payload or label in details
            stored = field.removesuffix(".label")
            assert stored in draft.raw or stored in draft.fields or len(str(payload)) > 1_000
