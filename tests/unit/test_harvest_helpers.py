"""Helpers of the harvest pages: states, moments and records in the words of the reader."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ckanext.gxdata.helpers import codes, harvest, raw, translated

FIELDS = {
    "dataset_fields": [
        {"field_name": "title", "label": "数据集名称"},
        {"field_name": "tag_string", "label": "关键词"},
        {"field_name": "modified", "label": "数据更新时间"},
    ]
}


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    class Helpers:
        lang = staticmethod(lambda: "zh_Hans_CN")
        scheming_get_dataset_schema = staticmethod(lambda kind: FIELDS)
        scheming_language_text = staticmethod(lambda text: text)

    for module in (raw, codes, harvest):
        monkeypatch.setattr(module.tk, "h", Helpers, raising=False)
        monkeypatch.setattr(module.tk, "_", lambda text: text, raising=False)


def test_a_raw_record_is_shown_key_by_key_those_of_an_object_inside_by_themselves() -> None:
    payload = {"id": 7, "details": {"更新频率": "6", "标签": ["水"]}, "empty": {}, "none": None}
    assert [(row["name"], row["text"]) for row in raw.gxdata_raw_rows(payload)] == [
        ("id", "7"),
        ("details.更新频率", "6"),
        ("details.标签", '[\n  "水"\n]'),
        ("empty", "{}"),
        ("none", "—"),
    ]


def test_a_mapped_record_is_shown_with_the_names_of_the_form_and_its_files() -> None:
    mapped = {
        "id": "x",
        "title": "水位",
        "tags": [{"name": "水"}, {"name": "站"}],
        "modified": "2026-05-01T08:00:00+08:00",
        "resources": [{"name": "表", "format": "CSV"}],
        "notes": "",
    }
    assert [(row["label"], row["text"]) for row in raw.gxdata_mapped_rows(mapped)] == [
        ("数据集名称", "水位"),
        ("数据更新时间", "2026-05-01 08:00"),
        ("关键词", "水、站"),
        ("Files", "表 · CSV"),
    ]


def test_a_path_is_called_by_the_name_of_its_field_and_any_other_place_by_itself() -> None:
    assert raw.gxdata_path_label("tags[0].name") == "关键词[0].name"
    assert raw.gxdata_path_label("第 3 行") == "第 3 行"
    assert raw.gxdata_path_label("第 3 条 title") == "第 3 条 数据集名称"


@pytest.mark.parametrize(
    ("source", "state"),
    [
        ({"state": "idle", "last_job": {"status": "partial"}}, "partial"),
        ({"state": "failed", "last_job": {"status": "failed"}}, "failed"),
        ({"state": "paused", "last_job": {"status": "finished"}}, "paused"),
        ({"state": "never", "last_job": None}, "never"),
        ({}, "never"),
    ],
)
def test_a_source_that_rests_is_as_its_last_run_ended(source: dict[str, Any], state: str) -> None:
    assert harvest.gxdata_source_state(source) == state


def test_a_record_that_failed_is_said_to_have_failed_whatever_it_was_before() -> None:
    assert harvest.gxdata_outcome({"state": "errored", "outcome": "updated"})["label"] == "Error"
    assert harvest.gxdata_outcome({"state": "loaded", "outcome": "added"})["label"] == "Added"
    assert harvest.gxdata_outcome({"state": "loaded", "outcome": ""})["label"] == "In the catalog"


def test_a_moment_is_told_from_now_and_in_the_time_of_china() -> None:
    told = harvest.gxdata_moment((datetime.now(timezone.utc) - timedelta(hours=3)).isoformat())
    assert told["ago"] == "3 小时前"
    assert harvest.gxdata_moment("2026-05-01T16:30:00+00:00")["at"] == "2026-05-02 00:30"
    assert (harvest.gxdata_moment(None), harvest.gxdata_moment("soon")) == ({}, {})


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0.4 s"), (39, "39 s"), (61, "1 min 1 s"), (3599.7, "1 h 0 min"), (7300, "2 h 1 min")]
)
def test_a_duration_is_told_in_two_units_at_most(seconds: float, words: str) -> None:
    assert harvest.gxdata_duration(seconds) == words


def test_chinese_on_a_page_in_another_language_is_marked_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    assert translated.gxdata_lang("甘蔗") == ""

    monkeypatch.setattr(codes.tk.h, "lang", staticmethod(lambda: "en"))

    assert translated.gxdata_lang("甘蔗") == ' lang="zh-Hans"'
    assert translated.gxdata_lang("Dataset", None, {"title": "甘蔗"}) == ' lang="zh-Hans"'
    assert translated.gxdata_lang("R/P1Y") == ""


def test_the_gravest_finding_comes_first_whatever_the_order_it_was_made_in() -> None:
    severities = {"a": "info", "b": "warning", "c": "error", "d": "info"}
    made = [{"rule": rule, "severity": severity} for rule, severity in severities.items()]

    assert "".join(each["rule"] for each in harvest.gxdata_by_gravity(made)) == "cbad"
