"""What is taken out of an answer, in each of the forms CKAN has for a dataset."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.gxdata.core import access
from ckanext.gxdata.core.search_document import search_document

SCHEMA = {"fields": [{"name": "id", "title": "编号", "item_grade": "3", "personal_info_kind": "id_number", "mask_rule": "id"}]}
DATASET = {
    "id": "d",
    "title": "甘蔗",
    "open_type": "conditional",
    "data_grade": "general",
    "general_level": "2",
    "share_type": "none",
    "share_condition": "仅限自治区本级",
    "review_state": "published",
    "reviewer": "张处",
    "record_count": 77,
    "source_values": {"data_grade": "核心", "resources[0].row_count": "77", "resources[0].format": "表格", "theme": "农业"},
    "zone_override": {"include": ["asean"], "reasons": {"asean": "口岸数据"}, "by": "张处"},
    "resources": [
        {"id": "r", "name": "表", "url": "https://a/b.csv", "url_type": "upload", "size": 9, "row_count": 77, "schema": SCHEMA}
    ],
}


def test_a_reader_gets_a_description_without_inside_and_data() -> None:
    assert access.readable(DATASET) == {
        "id": "d",
        "title": "甘蔗",
        "open_type": "conditional",
        "source_values": {"resources[0].format": "表格", "theme": "农业"},
        "zone_override": {"include": ["asean"], "reasons": {"asean": "口岸数据"}},
        "resources": [
            {"id": "r", "name": "表", "schema": {"fields": [{"name": "id", "title": "编号"}]}, "url": ""}
        ],
    }


def test_who_holds_a_grant_gets_the_data_and_nothing_of_the_inside() -> None:
    shown = access.outside(DATASET)

    assert (shown["record_count"], shown["resources"][0]["url"], shown["resources"][0]["row_count"]) == (77, "https://a/b.csv", 77)
    assert shown["source_values"] == {"resources[0].row_count": "77", "resources[0].format": "表格", "theme": "农业"}
    told = json.dumps(shown, ensure_ascii=False)
    assert [word for word in ("data_grade", "share_", "张处", "item_grade", "mask_rule", "核心") if word in told] == []


def test_open_data_keeps_its_addresses_and_loses_its_inside() -> None:
    shown = access.readable({**DATASET, "open_type": "unconditional"})

    assert shown["resources"][0]["url"] == "https://a/b.csv"
    assert "general_level" not in shown


def test_fields_as_extras_and_json_as_text_are_held_to_the_same() -> None:
    extras = [{"key": key, "value": value} for key, value in DATASET.items() if key not in ("id", "title", "resources")]
    extras[-2] = {"key": "source_values", "value": json.dumps(DATASET["source_values"])}
    resource = {**DATASET["resources"][0], "schema": json.dumps(SCHEMA)}  # type: ignore[index]
    shown = access.readable({"id": "d", "title": "甘蔗", "extras": extras, "resources": [resource]})

    assert {extra["key"] for extra in shown["extras"]} == {"open_type", "source_values", "zone_override"}
    assert json.loads(shown["extras"][1]["value"]) == {"resources[0].format": "表格", "theme": "农业"}
    assert json.loads(shown["resources"][0]["schema"]) == {"fields": [{"name": "id", "title": "编号"}]}
    assert shown["resources"][0]["url"] == ""


@pytest.mark.parametrize("raw", ["[1", "null", '"text"', 7, ["data_grade"]])
def test_source_values_that_are_no_mapping_tell_nothing(raw: Any) -> None:
    assert access.outside({"source_values": raw})["source_values"] in ({}, "{}")


def test_a_field_of_a_resource_that_nobody_listed_counts_as_data() -> None:
    assert access.withhold({"id": "r", "name": "表", "mirror_url": "https://secret", "total_rows": 5}) == {
        "id": "r",
        "name": "表",
        "url": "",
    }


@pytest.mark.parametrize(
    ("changed", "is_open", "is_grantable"),
    [
        ({}, True, False),
        ({"open_type": "conditional"}, False, True),
        ({"open_type": "closed"}, False, False),
        ({"open_type": ""}, False, False),
        ({"open_type": "Unconditional"}, False, False),
        ({"data_grade": "important"}, False, False),
        ({"data_grade": "important", "open_type": "conditional"}, False, False),
        ({"data_grade": "core", "open_type": "conditional"}, False, False),
        ({"data_grade": "secret"}, False, False),
        ({"private": True}, False, False),
        ({"private": True, "open_type": "conditional"}, False, False),
    ],
)
def test_what_is_open_and_what_may_be_granted(changed: dict[str, Any], is_open: bool, is_grantable: bool) -> None:
    dataset = {"open_type": "unconditional", "data_grade": "general", **changed}

    assert (access.is_open(dataset), access.is_grantable(dataset)) == (is_open, is_grantable)


def test_nothing_of_the_inside_and_no_count_of_kept_data_is_indexed() -> None:
    fields = {key: value for key, value in DATASET.items() if isinstance(value, str) and key != "id"}
    document = {
        **fields,
        **{f"extras_{key}": value for key, value in fields.items()},
        "record_count": 77,
        "extras_record_count": 77,
        "res_extras_review_note": ["张处"],
        "res_url": ["https://a/b.csv"],
        "validated_data_dict": json.dumps(DATASET),
        "data_dict": "{}",
    }
    indexed = search_document(document, {})
    del indexed["validated_data_dict"]  # stored, not indexed, never answered

    told = json.dumps(indexed, ensure_ascii=False)
    assert [word for word in ("grade", "level", "share", "review", "张处", "仅限", "77", "https") if word in told] == []


@pytest.mark.parametrize(
    ("rule", "pointer", "tells"),
    [
        ("grade-raised", "身份证号", True),
        ("missing-general_level", "general_level", True),
        ("personal-data-opening", "open_type", True),
        ("unknown-code", "share_type", True),
        ("unknown-code", "resources[0].item_grade", True),
        ("missing-notes", "notes", False),
        ("unknown-code", "theme", False),
    ],
)
def test_a_public_report_of_a_harvest_is_silent_about_grades(rule: str, pointer: str, tells: bool) -> None:
    assert access.tells_inside({"rule": rule, "pointer": pointer, "message": ""}) is tells
