"""Checks of a harvested draft: what a form would not have let pass, and what a department should still add."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.quality.disagreement import disagreement
from ckanext.gxdata.core.quality.machine_readable import MACHINE_READABLE, machine_readable
from ckanext.gxdata.core.quality.unanswerable import unanswerable
from ckanext.gxdata.core.records import DatasetDraft
from ckanext.gxdata.core.resource_repair import repaired

CONFIG = Path(__file__).resolve().parents[2] / "config"


def draft(*resources: dict[str, Any], **fields: Any) -> DatasetDraft:
    return DatasetDraft("1", {"title": "甘蔗产量", **fields}, resources)


def test_dates_in_the_wrong_order_are_a_finding_at_the_field() -> None:
    found = list(disagreement(draft(temporal_start="2021", temporal_end="2020", authorised_operation="yes")))
    assert [(each.rule, each.pointer) for each in found] == [
        ("end-before-start", "temporal_end"),
        ("missing-authorised_operator", "authorised_operator"),
    ]


@pytest.mark.parametrize(
    ("fields", "formats", "rules"),
    [
        ({"open_type": "unconditional"}, ["PDF", "XLS"], ["not-machine-readable"]),
        ({"open_type": "unconditional"}, ["PDF", "CSV"], []),
        ({"open_type": "unconditional"}, ["API"], []),
        ({"open_type": "unconditional"}, [""], ["not-machine-readable"]),
        ({"open_type": "unconditional"}, [], []),
        ({"open_type": "conditional"}, ["PDF"], []),
        ({"open_type": "unconditional", "format_reason": "扫描件"}, ["PDF"], []),
    ],
)
def test_open_data_without_a_machine_readable_file_is_a_finding(
    fields: dict[str, Any], formats: list[str], rules: list[str]
) -> None:
    found = machine_readable(draft(*({"format": each} for each in formats), **fields))
    assert [each.rule for each in found] == rules


def test_machine_readable_is_what_the_code_list_gives_three_stars() -> None:
    codes = rulebook.load(CONFIG).codelists["format"].codes
    three = {code.id.lower() for code in codes if int(code.extra.get("open_data_score", 0)) >= 3}
    assert three == MACHINE_READABLE


def test_nobody_to_ask_and_no_keyword_are_findings() -> None:
    assert [each.rule for each in unanswerable(draft())] == ["missing-contact", "missing-tags"]
    assert list(unanswerable(draft(contact_email="a@b.cn", tags=["甘蔗"]))) == []


def test_a_resource_keeps_what_is_good_and_every_other_value_is_a_finding() -> None:
    schema = {"fields": [{"name": "年份", "type": "year", "item_grade": "绝密"}, {"name": "产量", "length": "20"}]}
    resource = {"name": "表", "row_count": "1,234", "encoding": "utf-9", "size": 5, "schema": schema}
    outcome = repaired(draft(resource), rulebook.load(CONFIG).codelists)
    assert outcome.resources == (
        {
            "name": "表",
            "row_count": 1234,
            "size": 5,
            "schema": {"fields": [{"name": "年份", "type": "year"}, {"name": "产量", "length": 20}]},
        },
    )
    assert [each.pointer for each in outcome.findings] == ["resources[0].encoding", "resources[0].schema"]
    assert "资源 1 › 信息项 1“年份”：分级（item_grade）“绝密”不可用" in outcome.findings[1].message


def test_a_private_number_in_the_words_of_a_resource_is_masked_with_a_finding() -> None:
    outcome = repaired(draft({"name": "名单", "description": "张三 13812345678"}), rulebook.load(CONFIG).codelists)
    assert outcome.resources[0]["description"] == "张三 138****5678"
    assert [(each.rule, each.pointer) for each in outcome.findings] == [("private-number", "resources[0].description")]
