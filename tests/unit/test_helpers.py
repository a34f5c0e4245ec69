"""Template helpers and the pure functions behind them: names of codes, facets, freshness, peaks, form sections."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Undefined

from ckanext.gxdata import config, helpers
from ckanext.gxdata.core import freshness
from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.freshness import Freshness
from ckanext.gxdata.helpers import catalog as catalog_helpers
from ckanext.gxdata.helpers import codes, search
from ckanext.gxdata.views import facets, peaks

ZONES = CodeList(
    "zone",
    {"zh": "专区"},
    (
        Code("asean", {"zh": "东盟合作专区", "en": "ASEAN Cooperation"}),
        Code("guizihao", {"zh": "桂字号产业专区", "en": "Guangxi Brand Industries"}),
        Code("gz-sugar", {"zh": "糖业（甘蔗）"}, parent="guizihao"),
    ),
)
FREQUENCIES = CodeList(
    "update_frequency",
    {"zh": "更新周期"},
    (Code("monthly", {"zh": "每月", "en": "Monthly"}, extra={"max_lag_days": 40}),),
)
LICENCES = CodeList(
    "license",
    {"zh": "利用协议"},
    (
        Code("gx-open-1.0", {"zh": "广西公共数据开放利用协议（通用）"}, extra={"status": "PROPOSED"}),
        Code(
            "cc-by-4.0", {"zh": "知识共享 署名 4.0 国际"}, extra={"url": "https://creativecommons.org/licenses/by/4.0/"}
        ),
    ),
)
DEPARTMENTS = CodeList(
    "organization", {"zh": "部门"}, (Code("gx-tjj", {"zh": "广西壮族自治区统计局", "en": "Statistics Bureau"}),)
)
LISTS = {codelist.id: codelist for codelist in (ZONES, FREQUENCIES, LICENCES, DEPARTMENTS)}


@pytest.fixture(autouse=True)
def chinese_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "codelist", LISTS.__getitem__)
    monkeypatch.setattr(codes, "language", lambda: "zh_Hans_CN")


@pytest.fixture
def english_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "language", lambda: "en")


def catalog(monkeypatch: pytest.MonkeyPatch, count: int, **counts: dict[str, int]) -> None:
    """The overview as package_search answers it."""
    found = {
        facet: {"title": facet, "items": [{"name": n, "display_name": n, "count": c} for n, c in items.items()]}
        for facet, items in counts.items()
    }
    monkeypatch.setattr(catalog_helpers, "overview", lambda: {"count": count, "search_facets": found})


def test_a_code_is_shown_by_its_chinese_label() -> None:
    assert helpers.gxdata_code_label("zone", "asean") == "东盟合作专区"


def test_a_code_is_shown_in_english_to_an_english_reader(english_reader: None) -> None:
    assert helpers.gxdata_code_label("zone", "asean") == "ASEAN Cooperation"


def test_a_code_without_english_keeps_its_chinese_label(english_reader: None) -> None:
    assert helpers.gxdata_code_label("zone", "gz-sugar") == "糖业（甘蔗）"


def test_an_unknown_code_names_itself() -> None:
    assert helpers.gxdata_code_label("zone", "moon") == "moon"


@pytest.mark.parametrize("stored", [["asean", "gz-sugar"], '["asean", "gz-sugar"]'])
def test_stored_lists_are_read_as_a_list_or_as_its_json(stored: Any) -> None:
    assert helpers.gxdata_code_labels("zone", stored) == [
        {"id": "asean", "label": "东盟合作专区"},
        {"id": "gz-sugar", "label": "糖业（甘蔗）"},
    ]


@pytest.mark.parametrize(("stored", "codes"), [("100000", ["100000"]), ("", []), (None, []), ([], [])])
def test_a_single_code_and_nothing_are_read_too(stored: Any, codes: list[str]) -> None:
    assert helpers.gxdata_listed(stored) == codes


def test_a_choice_below_another_shows_the_line_of_its_parents() -> None:
    assert helpers.gxdata_choices({"field_name": "zone", "code_list": "zone"}) == [
        {"value": "asean", "label": "东盟合作专区"},
        {"value": "guizihao", "label": "桂字号产业专区"},
        {"value": "gz-sugar", "label": "桂字号产业专区 › 糖业（甘蔗）"},
    ]


def test_a_facet_of_codes_shows_labels_and_a_department_its_title() -> None:
    assert helpers.gxdata_facet_label("gx_zone", {"name": "asean", "display_name": "asean"}) == "东盟合作专区"
    assert (
        helpers.gxdata_facet_label("organization", {"name": "gx-tjj", "display_name": "自治区统计局"}) == "自治区统计局"
    )


def test_a_department_has_its_english_name_for_an_english_reader(english_reader: None) -> None:
    assert helpers.gxdata_organization_title({"name": "gx-tjj", "title": "自治区统计局"}) == "Statistics Bureau"
    assert helpers.gxdata_organization_title({"name": "elsewhere", "title": "某局"}) == "某局"


def test_a_chosen_filter_keeps_its_name_when_nothing_is_counted_for_it() -> None:
    assert search._value_label("gx_zone", "asean", {"gx_zone": {"items": []}}) == "东盟合作专区"


def test_facets_without_a_code_list_are_departments_only() -> None:
    assert set(facets.CODE_LISTS) == {
        "gx_theme",
        "gx_zone",
        "gx_region",
        "gx_open_type",
        "gx_update_frequency",
        "gx_format",
        "gx_high_value",
    }


def test_zones_carry_their_counts_and_their_sub_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog(monkeypatch, 5, gx_zone={"guizihao": 3, "gz-sugar": 2})
    assert helpers.gxdata_zones() == [
        {"id": "asean", "title": "东盟合作专区", "count": 0, "subzones": []},
        {
            "id": "guizihao",
            "title": "桂字号产业专区",
            "count": 3,
            "subzones": [{"id": "gz-sugar", "title": "糖业（甘蔗）", "count": 2, "subzones": []}],
        },
    ]


def test_departments_are_ranked_by_their_datasets(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog(monkeypatch, 9, organization={"a": 2, "b": 7})
    assert [department["name"] for department in helpers.gxdata_departments()] == ["b", "a"]


def test_frequent_keywords_come_by_count_then_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog(monkeypatch, 9, tags={"港口": 4, "甘蔗": 4, "人口": 9})
    assert helpers.gxdata_popular_tags(2) == ["人口", "港口"]


@pytest.mark.parametrize(
    ("fields", "offered"),
    [
        ({"open_type": "unconditional", "data_grade": "general"}, True),
        ({"open_type": "unconditional"}, True),
        ({"open_type": "unconditional", "private": True}, False),
        ({"open_type": "unconditional", "data_grade": "important"}, False),
        ({"open_type": "conditional", "data_grade": "general"}, False),
        ({"open_type": "closed"}, False),
        ({"open_type": "whatever"}, False),
        ({}, False),
    ],
)
def test_files_are_offered_of_unconditionally_open_public_data_only(fields: dict[str, Any], offered: bool) -> None:
    assert helpers.gxdata_may_download(fields) is offered


@pytest.mark.parametrize(
    ("modified", "lag", "expected"),
    [
        ("2026-03-01", 40, Freshness("on_time", 9)),
        ("2026-01-31", 40, Freshness("due_soon", 2)),
        ("2026-01-01", 40, Freshness("overdue", 28)),
        ("2026-03-10", 1, Freshness("on_time", 0)),
        ("2026-03-08", 1, Freshness("overdue", 1)),
        ("2020-01-01", None, Freshness("irregular", 2260)),
        ("2026-03-01T08:00:00", 40, Freshness("on_time", 9)),
        ("去年", 40, Freshness("unknown")),
        (None, 40, Freshness("unknown")),
    ],
)
def test_freshness_is_judged_against_the_promised_period(
    modified: str | None, lag: int | None, expected: Freshness
) -> None:
    assert freshness.judge(freshness.parse_day(modified), lag, date(2026, 3, 10)) == expected


def test_a_licence_that_is_only_proposed_says_so() -> None:
    proposed, real = helpers.gxdata_licence("gx-open-1.0"), helpers.gxdata_licence("cc-by-4.0")
    assert proposed == {"label": "广西公共数据开放利用协议（通用）", "url": "", "proposed": True}
    assert (
        real is not None and real["proposed"] is False and real["url"] == "https://creativecommons.org/licenses/by/4.0/"
    )
    assert helpers.gxdata_licence("notspecified") is None


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ({"fields": [{"name": "甘蔗"}, {"name": "糖料"}]}, ["甘蔗", "糖料"]),
        ('{"fields": [{"name": "甘蔗"}]}', ["甘蔗"]),
        ("{not json", []),
        ("[1, 2]", []),
        (None, []),
    ],
)
def test_data_items_are_read_from_a_schema_or_its_json(schema: Any, names: list[str]) -> None:
    assert [item["name"] for item in helpers.gxdata_items({"schema": schema})] == names


def test_national_figures_are_a_sample_on_a_demonstration_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "demonstration_notice", lambda: "演示站")
    assert helpers.gxdata_is_sample("100000") and not helpers.gxdata_is_sample("450000")
    monkeypatch.setattr(config, "demonstration_notice", lambda: "")
    assert not helpers.gxdata_is_sample("100000")


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1834, "1.8 KB"), ("1800000", "1.8 MB"), (2.5e12, "2500.0 GB"), (None, ""), ("?", ""), (Undefined(), "")],
)
def test_sizes_are_written_for_people(size: Any, text: str) -> None:
    assert helpers.gxdata_size(size) == text


def test_numbers_have_their_thousands_separated() -> None:
    assert (helpers.gxdata_number(1234567), helpers.gxdata_number("12"), helpers.gxdata_number("约三成")) == (
        "1,234,567",
        "12",
        "约三成",
    )


def test_a_peak_grows_with_the_square_root_of_its_count() -> None:
    assert peaks.height(100, 400) == peaks.TALLEST / 2
    assert peaks.height(400, 400) == peaks.TALLEST


def test_one_dataset_can_still_be_seen_and_none_draws_nothing() -> None:
    one, none = peaks.draw([1, 0])
    assert peaks.height(1, 100_000) == peaks.SHORTEST
    assert one.path.startswith("M") and one.path.endswith("z")
    assert none.path == "" and none.top == peaks.BASE


def test_peaks_share_the_width_evenly() -> None:
    assert [peak.centre for peak in peaks.draw([3, 2, 1, 1])] == [155.0, 465.0, 775.0, 1085.0]


def test_every_helper_the_templates_call_exists() -> None:
    templates = Path(helpers.__file__).resolve().parents[1] / "templates"
    called = {name for path in templates.rglob("*.html") for name in re.findall(r"h\.(gxdata_\w+)", path.read_text())}
    assert len(called) > 20 and called <= set(helpers.__all__)
