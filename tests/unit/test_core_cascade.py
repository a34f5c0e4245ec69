"""Cascades: one dataset by whatever way it comes, no circles, nothing graded lower than it may be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import cascade, cascade_refusals
from ckanext.gxdata.core.mapping import map_record
from ckanext.gxdata.core.records import DatasetDraft, RawRecord
from ckanext.gxdata.dataset_fields import dataset_fields

CONFIG = Path(__file__).parents[2] / "config"
REGION = "https://data.gxzf.gov.cn"
COUNTY_ID, CITY_ID = "c0000000-0000-4000-8000-000000000001", "d0000000-0000-4000-8000-000000000001"
PROVIDER, CODE = "11451000007565165J", "307014/000126"
COUNTY_HOP = {"portal": "https://data.tianlin.example", "dataset": COUNTY_ID, "title": "田林县平台", "name": "cane"}
NOTHING = cascade_refusals.Held({}, {}, {})


def county(**more: Any) -> dict[str, Any]:
    """The dataset as the county answers it; the county is its first portal."""
    portal = {"url": "https://data.tianlin.example", "title": "田林县平台"}
    return {"id": COUNTY_ID, "name": "cane", "title": "甘蔗", "from_portal": portal, **more}


def city(**more: Any) -> dict[str, Any]:
    """The same, as the city answers it that has it from the county."""
    portal = {"url": "https://bs.data.gxzf.gov.cn", "title": "百色市平台"}
    way = {"hops": [COUNTY_HOP]}
    return {"id": CITY_ID, "name": "tianlin-12", "title": "甘蔗", "lineage": way, "from_portal": portal, **more}


# ── identity ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_by_both_ways_the_identity_is_that_of_the_first_portal() -> None:
    assert cascade.identity(county()) == cascade.identity(city()) == COUNTY_ID


@pytest.mark.parametrize("lineage", [None, "", "不是 JSON", [], {"hops": None}, {"hops": [None, {"portal": "x"}]}, 7])
def test_a_lineage_that_says_nothing_leaves_the_own_id(lineage: Any) -> None:
    assert cascade.identity(county(lineage=lineage)) == COUNTY_ID


@pytest.mark.parametrize("portal", ["javascript:alert(1)", "http://[broken", "ftp://x.example", "田林", "http://", None, 7])
def test_an_address_that_is_none_is_not_passed_on(portal: Any) -> None:
    hop = {**COUNTY_HOP, "portal": portal}
    assert cascade.hops(city(lineage={"hops": [hop]}))[0].portal == ""
    assert cascade_refusals.refusal(city(lineage={"hops": [hop]}), REGION, NOTHING) is None


def test_a_dataset_without_id_has_no_identity() -> None:
    assert cascade.identity({"name": "cane"}) == ""


def test_each_portal_adds_itself_at_the_end_of_the_way() -> None:
    of_city = cascade.lineage(county(organization={"title": "田林县农业农村局"}))
    assert of_city == {"hops": [{**COUNTY_HOP, "organization": "田林县农业农村局"}]}
    of_region = cascade.lineage(city(lineage=of_city))
    assert [hop["title"] for hop in of_region["hops"]] == ["田林县平台", "百色市平台"]
    assert [hop["dataset"] for hop in of_region["hops"]] == [COUNTY_ID, CITY_ID]


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_dataset_is_taken() -> None:
    assert cascade_refusals.refusal(county(), REGION, NOTHING) is None
    assert cascade_refusals.refusal(city(), REGION, NOTHING) is None


def test_what_another_source_brought_is_not_taken_again_and_that_source_is_named() -> None:
    held = cascade_refusals.Held({}, {COUNTY_ID: "百色市平台"}, {})
    found = cascade_refusals.refusal(county(), REGION, held, "第 1 页第 1 条")
    assert found is not None
    assert (found.rule, found.severity, found.pointer, found.value) == (
        "already-held",
        "info",
        "第 1 页第 1 条",
        COUNTY_ID,
    )
    assert "百色市平台" in found.message


def test_the_same_catalog_code_of_the_same_provider_is_the_same_dataset() -> None:
    held = cascade_refusals.Held({}, {}, {(PROVIDER, CODE): "百色市农业农村局"})
    found = cascade_refusals.refusal(county(provider_code=PROVIDER, resource_code=CODE), REGION, held)
    assert found is not None and found.rule == "already-held" and "百色市农业农村局" in found.message
    other = county(provider_code="11451000007565166J", resource_code=CODE)
    assert cascade_refusals.refusal(other, REGION, held) is None


def test_a_provider_that_is_not_known_makes_no_two_datasets_one() -> None:
    held = cascade_refusals.Held({}, {}, {("未知", CODE): "百色市农业农村局", ("", CODE): "某局"})
    assert cascade_refusals.refusal(county(provider_code="未知", resource_code=CODE), REGION, held) is None
    assert cascade_refusals.refusal(county(resource_code=CODE), REGION, held) is None


@pytest.mark.parametrize("record", [county(), city()])
def test_a_dataset_of_ours_does_not_come_back(record: dict[str, Any]) -> None:
    found = cascade_refusals.refusal(record, REGION, cascade_refusals.Held({COUNTY_ID: "cane"}, {}, {}))
    assert found is not None and (found.rule, found.value) == ("from-this-portal", COUNTY_ID)
    assert "（cane）" in found.message


def test_a_private_dataset_of_ours_is_recognised_and_not_named() -> None:
    found = cascade_refusals.refusal(county(), REGION, cascade_refusals.Held({COUNTY_ID: ""}, {}, {}))
    assert found is not None and found.rule == "from-this-portal"
    assert "（" not in found.message


def test_a_way_that_passed_here_is_a_circle_though_the_dataset_is_gone() -> None:
    passed = {**COUNTY_HOP, "portal": "http://data.gxzf.gov.cn/"}
    found = cascade_refusals.refusal(city(lineage={"hops": [passed]}), REGION, NOTHING)
    assert found is not None and found.rule == "from-this-portal"


def test_a_way_without_end_is_refused() -> None:
    hops = [{**COUNTY_HOP, "dataset": f"e{number}"} for number in range(30)]
    found = cascade_refusals.refusal(city(lineage={"hops": hops}), REGION, NOTHING)
    assert found is not None and (found.rule, found.value) == ("cascade-too-long", "e0")


@pytest.mark.parametrize(
    ("extra", "ours"),
    [
        ({"key": "harvest_source_url", "value": "http://data.gxzf.gov.cn/catalog.rdf"}, True),
        ({"key": "guid", "value": "https://data.gxzf.gov.cn/dataset/cane"}, True),
        ({"key": "harvest_source_url", "value": "https://gl.data.gxzf.gov.cn/"}, False),
        ({"key": "harvest_source_url", "value": "https://data.gxzf.gov.cn.example/"}, False),
        ({"key": "notes", "value": "https://data.gxzf.gov.cn/"}, False),
        ({"key": "guid", "value": "[broken"}, False),
        ({"key": "uri", "value": "http://[broken"}, False),
        ("odd", False),
    ],
)
def test_what_a_harvester_marked_as_ours_is_known(extra: Any, ours: bool) -> None:
    assert cascade_refusals.taken_from({"extras": [extra]}, REGION) is ours


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_field_a_source_may_fill_is_mapped_one_to_one() -> None:
    mapping = rulebook.load(CONFIG).mapping("gxdata")
    named = {rule.name for rule in mapping.fields} | {f"resources.{rule.name}" for rule in mapping.resource_fields}
    with_inside = {*cascade.AS_GIVEN, "resources.schema"}
    computed = {"resources.media_type"}
    assert named == set(dataset_fields().labels) - with_inside - computed


def test_codes_names_and_items_arrive_as_they_were() -> None:
    rules = rulebook.load(CONFIG)
    items = {
        "fields": [{"name": "产量", "type": "number", "unit": "吨", "constraints": {"required": True}}],
        "primaryKey": ["产量"],
    }
    given = county(
        resource_code=CODE,
        provider_code=PROVIDER,
        theme=["agri_industry"],
        region=["451029"],
        zone=["guizihao"],
        open_type="conditional",
        open_condition=["application"],
        contains_personal_info=False,
        related_codes=["307014/000127"],
        title_translated={"en": "Sugar cane", "vi": "Mía"},
        spatial={"type": "Point", "coordinates": [106.2, 24.3]},
        tags=[{"name": "甘蔗"}],
        data_grade="general",
        general_level="3",
        resources=[{"name": "产量", "url": "", "format": "CSV", "schema": items, "period_start": "2025"}],
    )
    mapped = map_record(RawRecord(COUNTY_ID, given), rules.mapping("gxdata"), rules.codelists)
    draft = cascade.arrived(mapped, given)
    assert draft.findings == ()
    for field in (
        "resource_code",
        "provider_code",
        "theme",
        "region",
        "zone",
        "open_type",
        "open_condition",
        "related_codes",
    ):
        assert draft.fields[field] == given[field], field
    assert draft.fields["title_translated"] == {"en": "Sugar cane", "vi": "Mía"}
    assert draft.fields["spatial"] == {"type": "Point", "coordinates": [106.2, 24.3]}
    assert draft.fields["contains_personal_info"] == "false"
    assert (draft.fields["data_grade"], draft.fields["general_level"]) == ("general", "3")
    assert draft.fields["tags"] == ["甘蔗"]
    [resource] = draft.resources
    assert resource["schema"] == items
    assert resource["period_start"] == "2025"


@pytest.mark.parametrize(("open_type", "level"), [("unconditional", "2"), ("conditional", "3"), ("closed", "4")])
def test_a_level_that_is_not_shown_counts_as_the_highest_possible(open_type: str, level: str) -> None:
    draft = cascade.arrived(DatasetDraft(COUNTY_ID, {"title": "甘蔗", "open_type": open_type}), county())
    assert (draft.fields["data_grade"], draft.fields["general_level"]) == ("general", level)
    assert [(item.rule, item.value) for item in draft.findings] == [("missing-general_level", level)]


def test_a_level_that_is_shown_stays() -> None:
    given = {"title": "甘蔗", "open_type": "unconditional", "data_grade": "general", "general_level": "1"}
    draft = cascade.arrived(DatasetDraft(COUNTY_ID, given), county())
    assert draft.fields["general_level"] == "1" and draft.findings == ()


def test_without_openness_the_landing_rule_decides() -> None:
    draft = cascade.arrived(DatasetDraft(COUNTY_ID, {"title": "甘蔗"}), county())
    assert "general_level" not in draft.fields and "data_grade" not in draft.fields
