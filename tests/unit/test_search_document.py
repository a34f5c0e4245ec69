"""What goes into the index."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.resource_words import beyond
from ckanext.gxdata.core.search_document import search_document, search_fields
from ckanext.gxdata.core.solr_values import listed, moment, safe

CODES = {
    "zone": CodeList(
        "zone",
        {"zh": "专区"},
        (
            Code("guizihao", {"zh": "桂字号产业专区", "en": "Guizihao"}),
            Code("gz-sugar", {"zh": "糖业"}, ("甘蔗",), parent="guizihao"),
        ),
    ),
    "theme": CodeList("theme", {"zh": "主题"}, (Code("agriculture", {"zh": "农业农村", "en": "Agriculture"}),)),
    "format": CodeList("format", {"zh": "格式"}, (Code("XLSX", {"zh": "Excel 工作簿"}, ("excel",)),)),
    "region": CodeList("region", {"zh": "地区"}, (Code("100000", {"zh": "全国"}),)),
}

DATASET: dict[str, Any] = {
    "id": "5c3e3a60-0000-4000-8000-000000000001",
    "name": "tjj-0a1b2c3d4e5f",
    "title": "主要农作物产品产量",
    "theme": ["agriculture"],
    "zone": '["gz-sugar"]',
    "region": ["100000"],
    "open_type": "unconditional",
    "private": False,
    "update_frequency": "yearly",
    "modified": "2025-03-01",
    "resource_code": "307014/000126",
    "source_identifier": "29200/01103512",
    "data_grade": "general",
    "organization": {"name": "gx-tjj", "title": "广西壮族自治区统计局"},
    "resources": [
        {"format": "csv", "schema": {"fields": [{"name": "年份"}, {"name": "gz", "title": "甘蔗产量"}]}},
        {"format": " ＥＸＣＥＬ ", "schema": json.dumps({"fields": [{"name": "年份"}, {"name": "糖料产量"}]})},
    ],
}


def document(**changes: Any) -> dict[str, Any]:
    dataset = {**DATASET, **changes}
    return {"id": dataset["id"], "title": dataset["title"], "validated_data_dict": json.dumps(dataset)}


def test_facets_hold_ids_with_the_zone_above_and_formats_in_upper_case() -> None:
    found = search_fields(DATASET, CODES)
    assert found["gx_theme"] == ["agriculture"]
    assert found["gx_zone"] == ["gz-sugar", "guizihao"]
    assert found["gx_region"] == ["100000"]
    assert found["gx_format"] == ["CSV", "XLSX"]
    assert found["gx_open_type"] == "unconditional"
    assert found["gx_update_frequency"] == "yearly"
    assert found["gx_modified"] == "2025-02-28T16:00:00Z"


def test_item_names_of_all_resources_are_indexed_once_whether_the_schema_is_text_or_not() -> None:
    found = search_fields(DATASET, CODES)
    assert found["gx_items"] == ["年份", "gz", "甘蔗产量", "糖料产量"]
    assert "gan zhe chan liang" in found["gx_pinyin_items"]


def test_labels_in_both_languages_and_aliases_can_be_searched() -> None:
    labels = search_fields(DATASET, CODES)["gx_labels"].split("；")
    assert labels[:4] == ["农业农村", "Agriculture", "糖业", "甘蔗"]
    assert labels[4:] == ["桂字号产业专区", "Guizihao", "全国", "广西壮族自治区统计局"]


def test_of_files_only_what_the_title_and_the_notes_do_not_say_is_searched_as_text() -> None:
    given = {
        "title": "甘蔗产量（2025年）",
        "notes": "各市糖料蔗、甘蔗的产量",
        "res_name": ["甘蔗产量（2025年） CSV", "甘蔗产量（2025年） XLS"],
        "res_description": "糖料蔗，1,000 吨，CSV",
    }
    assert search_document({**document(), **given}, CODES)["gx_files"] == "CSV；XLS；糖料蔗；1,000；吨"
    assert "gx_files" not in search_document({**document(), "res_name": ["主要农作物产品产量"]}, CODES)


def test_a_clause_that_is_part_of_a_longer_one_is_kept_as_it_may_be_cut_into_other_words() -> None:
    assert beyond(["进出口总额"], ["出口", None, "进出口总额"]) == "出口"


def test_codes_and_names_are_indexed_as_they_are() -> None:
    assert search_fields(DATASET, CODES)["gx_code"] == [
        "307014/000126",
        "29200/01103512",
        "tjj-0a1b2c3d4e5f",
        "5c3e3a60-0000-4000-8000-000000000001",
    ]


def test_fields_that_are_not_public_are_not_in_the_index() -> None:
    hidden = ("data_grade", "general_level", "closed_reason", "source_values", "share_type", "review_state", "reviewer")
    given = {key: "x" for name in hidden for key in (name, f"extras_{name}")}
    found = search_document({**document(), **given, "extras_contact_name": "张三"}, CODES)
    assert not set(given) & set(found)
    assert found["extras_contact_name"] == "张三"


@pytest.mark.parametrize("change", [{"open_type": "closed"}, {"open_type": "conditional"}, {"private": True}])
def test_the_address_of_data_that_is_not_open_cannot_be_searched(change: dict[str, Any]) -> None:
    address = {"res_url": ["https://portal.example/secret.csv"]}
    assert "res_url" not in search_document({**document(**change), **address}, CODES)
    assert search_document({**document(), **address}, CODES)["res_url"] == address["res_url"]


def test_an_extra_cannot_pass_for_one_of_our_fields() -> None:
    assert search_document({**document(theme=[]), "gx_theme": "forged"}, CODES).get("gx_theme") is None


def test_a_document_without_the_validated_record_gets_through() -> None:
    assert search_document({"id": "a", "title": "甘蔗"}, CODES)["title"] == "甘蔗"


@pytest.mark.parametrize("schema", [None, "", "no json", "[]", {"fields": None}, {"fields": ["x", {"title": None}]}, 7])
def test_a_broken_table_schema_costs_its_item_names_only(schema: Any) -> None:
    found = search_fields({**DATASET, "resources": [{"format": "CSV", "schema": schema}]}, CODES)
    assert "gx_items" not in found
    assert found["gx_format"] == ["CSV"]


def test_a_string_that_lucene_would_refuse_is_cut_between_signs() -> None:
    cut = safe("title_string", "糖" * 20_000)
    assert len(cut.encode()) <= 32_766
    assert cut == "糖" * 10_666


def test_searched_text_is_not_cut() -> None:
    assert safe("notes", "糖" * 20_000) == "糖" * 20_000


def test_values_that_would_poison_a_batch_are_left_out() -> None:
    assert safe("plugin_data", {"a": 1}) is None
    assert safe("anything", [{"a": 1}]) is None
    assert safe("views_total", "many") is None
    assert safe("views_total", "12") == "12"
    assert safe("res_name", ["甘\x00蔗\ud800"]) == ["甘蔗"]
    assert safe("private", False) is False


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-01-31", "2026-01-30T16:00:00Z"),
        ("2026/01/31", "2026-01-30T16:00:00Z"),
        ("2026-01-31T08:00:00+08:00", "2026-01-31T00:00:00Z"),
        ("2026-01-31T00:00:00Z", "2026-01-31T00:00:00Z"),
        ("2026-01-31 10:20:30.123456", "2026-01-31T02:20:30Z"),
        ("2026", "2025-12-31T16:00:00Z"),
        ("2026-02", "2026-01-31T16:00:00Z"),
        ("2026-02-30", None),
        ("长期", None),
        ("0001-01-01", None),
        ("", None),
        (None, None),
    ],
)
def test_times_are_utc_and_what_is_no_date_is_left_out(given: str | None, expected: str | None) -> None:
    assert moment(given) == expected


def test_lists_come_as_lists_as_json_text_or_as_one_word() -> None:
    assert listed(["a", "b"]) == listed('["a", "b"]') == ["a", "b"]
    assert listed("a") == ["a"]
    assert listed("") == listed(None) == listed("[") == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"resources": [{"format": "CSV", "datastore_active": True}]}, ["api", "preview"]),
        ({"resources": [{"format": "api"}]}, ["api"]),
        ({"open_type": "conditional", "resources": [{"format": "CSV", "datastore_active": True}]}, ["api"]),
        ({"open_type": "closed", "resources": [{"format": "CSV", "datastore_active": True}]}, None),
        ({"data_grade": "core", "resources": [{"format": "CSV", "datastore_active": True}]}, None),
    ],
)
def test_what_can_be_done_with_a_dataset_is_told_of_what_is_open_only(changes: dict[str, Any], expected: Any) -> None:
    assert search_fields({**DATASET, **changes}, CODES).get("gx_uses") == expected


def test_the_day_of_issue_can_be_asked_for() -> None:
    assert search_fields({**DATASET, "issued": "2020-01-02"}, CODES)["gx_issued"] == "2020-01-01T16:00:00Z"
