"""Fields of a dataset together: what disagrees, what follows by itself, doubles, kinds of resources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import agreement, derived, duplicates, record_count, resource_kind
from ckanext.gxdata.core.codelists import CodeList

CONFIG = Path(__file__).resolve().parents[2] / "config"
TODAY = "2026-03-01"


@pytest.fixture(scope="module")
def codelists() -> Mapping[str, CodeList]:
    return rulebook.load(CONFIG).codelists


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"temporal_start": "2021", "temporal_end": "2020-12-31"}, "temporal_end"),
        ({"authorisation_start": "2025-01-02", "authorisation_end": "2025-01-01"}, "authorisation_end"),
        ({"issued": "2026-03-02"}, "issued"),
        ({"issued": "2026-02-01", "modified": "2026-01-31T23:00:00+08:00"}, "modified"),
        ({"share_type": "none"}, "share_condition"),
        ({"contains_sensitive_pi": True, "contains_personal_info": "false"}, "contains_sensitive_pi"),
        ({"provider_kind": "enterprise"}, "own_terms"),
        ({"provider_kind": "social", "own_terms": "  "}, "own_terms"),
    ],
)
def test_what_does_not_agree_is_told_at_the_field_to_change(fields: dict[str, Any], field: str) -> None:
    assert [each.field for each in agreement.disagreements(fields, TODAY)] == [field]


@pytest.mark.parametrize(
    "fields",
    [
        {"temporal_start": "2020-06-01", "temporal_end": "2020"},
        {"issued": TODAY, "modified": f"{TODAY}T00:00:00+08:00"},
        {"share_type": "unconditional"},
        {"provider_kind": "government"},
        {"provider_kind": "enterprise", "own_terms": "https://example.com/terms"},
        {"contains_sensitive_pi": True},
        {"temporal_start": ["2020"], "issued": None},
    ],
)
def test_what_agrees_or_is_not_said_is_left_alone(fields: dict[str, Any]) -> None:
    assert agreement.disagreements(fields, TODAY) == ()


def test_the_future_is_not_judged_without_a_day() -> None:
    assert agreement.disagreements({"issued": "2999-01-01"}) == ()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"cross_border_sensitive": True}, "cross_border_note"),
        ({"authorised_operation": "yes"}, "authorised_operator"),
        ({"spatial_crs": "GCJ-02"}, "spatial"),
    ],
)
def test_a_gap_is_told_where_it_is_to_be_filled(fields: dict[str, Any], field: str) -> None:
    assert [each.field for each in agreement.gaps(fields)] == [field]


def test_what_nobody_has_to_type_follows_by_itself(codelists: Mapping[str, CodeList]) -> None:
    owner = derived.Owner("wuzhou", "450400", "")
    assert derived.derive({"open_type": "unconditional", "theme": '["health"]'}, owner, codelists) == {
        "language": "zh-CN",
        "provider_kind": "government",
        "provider_code": "unknown",
        "admin_level": "2",
        "catalog_class": "202",
        "share_mode": "platform",
        "share_type": "unconditional",
    }


def test_what_was_given_is_never_replaced(codelists: Mapping[str, CodeList]) -> None:
    given = {
        "language": "vi",
        "provider_kind": "social",
        "provider_code": "91110000600037341L",
        "admin_level": "9",
        "catalog_class": "101",
        "share_mode": "disk",
        "share_type": "none",
        "open_type": "closed",
        "license_id": "cc0-1.0",
    }
    assert derived.derive(given, derived.Owner(), codelists) == {}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"resource_code": "101001/7", "theme": ["health"]}, "101"),
        ({"theme": ["trade", "health"]}, "202"),
        ({"theme": ["trade"]}, "307"),
        ({"theme": {"a": 1}}, "307"),
    ],
)
def test_the_class_follows_from_code_or_theme(
    codelists: Mapping[str, CodeList], given: dict[str, Any], expected: str
) -> None:
    assert derived.derive(given, derived.Owner(), codelists)["catalog_class"] == expected


def test_what_the_public_gets_on_conditions_departments_get_on_conditions(codelists: Mapping[str, CodeList]) -> None:
    for open_type in ("conditional", "closed"):
        found = derived.derive({"open_type": open_type}, derived.Owner(), codelists)
        assert (found["share_type"], found["share_condition"]) == ("conditional", derived.ASK_THE_DEPARTMENT)


def test_a_geometry_without_a_word_about_its_system_is_wgs_84(codelists: Mapping[str, CodeList]) -> None:
    point = {"type": "Point", "coordinates": [108, 22]}
    gcj = {**point, "crs": {"type": "name", "properties": {"name": "GCJ02"}}}
    assert derived.derive({"spatial": point}, derived.Owner(), codelists)["spatial_crs"] == "EPSG:4326"
    assert derived.derive({"spatial": gcj}, derived.Owner(), codelists)["spatial_crs"] == "GCJ-02"
    assert "spatial_crs" not in derived.derive({"spatial": gcj, "spatial_crs": "BD-09"}, derived.Owner(), codelists)


def test_the_day_of_issue_is_today_but_never_after_the_data_were_updated() -> None:
    assert derived.issued("", "2026-03-01") == "2026-03-01"
    assert derived.issued("2025-12-31T08:00:00+08:00", "2026-03-01") == "2025-12-31"


def test_titles_that_differ_in_signs_width_or_case_are_the_same() -> None:
    others = {"a": "广西 甘蔗产量（2024 年）", "b": "Ｇ２１０ 公路"}
    assert duplicates.same("广西甘蔗产量(2024年)", others) == "a"
    assert duplicates.same("g210公路", others) == "b"
    assert duplicates.same("广西甘蔗产量", others) == duplicates.same("", others) == ""


def test_titles_that_differ_by_year_only_are_a_series() -> None:
    others = {"a": "2023年甘蔗产量", "b": "2024年甘蔗产量", "c": "2024年", "d": "210国道"}
    assert duplicates.series("2025 年甘蔗产量", others) == ("a", "b")
    assert duplicates.series("甘蔗产量", others) == duplicates.series("2025年", others) == ()


@pytest.mark.parametrize(
    ("written", "kind"),
    [("csv", "table"), (".xlsx", "table"), ("接口", "api"), ("GeoJSON", "geo"), ("库表", "database"), ("?", "")],
)
def test_a_format_has_a_class(codelists: Mapping[str, CodeList], written: str, kind: str) -> None:
    assert resource_kind.format_class(written, codelists["format"]) == kind


def test_the_type_of_a_resource_fits_its_class() -> None:
    assert resource_kind.resource_types("api", False) == ("api", "link")
    assert resource_kind.resource_types("database", False)[0] == "database"
    assert resource_kind.resource_types("table", True) == ("file",)
    assert resource_kind.resource_types("", False)[0] == "file"
    assert resource_kind.resource_types("table", False) == ("file", "link")
    assert "api" in resource_kind.resource_types("selfdesc", False)


def test_the_number_of_records_is_the_rows_of_all_files() -> None:
    assert record_count.counted(
        {"resources": [{"row_count": 5}, {"row_count": "7"}, {"name": "x"}, {"row_count": "?"}]}
    ) == {"record_count": 12}
    assert record_count.counted({"resources": [{"name": "x"}]}) == record_count.counted({}) == {}
