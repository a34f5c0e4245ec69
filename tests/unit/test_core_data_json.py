"""Entries of ``/data.json``: what another catalog makes of them, and what they keep back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.data_json import entry
from ckanext.gxdata.core.mapping import map_record
from ckanext.gxdata.core.records import DatasetDraft, RawRecord

RULES = rulebook.load(Path(__file__).parents[2] / "config")
SITE = "https://data.tianlin.example"
DATASET = {
    "id": "c0000000-0000-4000-8000-000000000001",
    "name": "cane",
    "title": "田林县甘蔗产量",
    "notes": "按年汇总。",
    "tags": [{"name": "甘蔗"}],
    "theme": ["agri_industry"],
    "region": ["451029"],
    "update_frequency": "yearly",
    "modified": "2026-01-31",
    "issued": "2026-01-05",
    "open_type": "unconditional",
    "license_id": "cc-by-4.0",
    "resource_code": "307014/004126",
    "contact_email": "data@tianlin.example",
    "organization": {"name": "nyj", "title": "田林县农业农村局"},
    "resources": [
        {"name": "分年产量", "format": "CSV", "url": f"{SITE}/dataset/x/cane.csv", "url_type": "upload", "size": 7}
    ],
}


def of(**more: Any) -> dict[str, Any]:
    return entry({**DATASET, **more}, RULES.codelists, SITE)


def harvested(found: dict[str, Any]) -> DatasetDraft:
    return map_record(RawRecord(found["identifier"], found), RULES.mapping("dcat"), RULES.codelists)


def test_an_entry_has_what_dcat_us_asks_for() -> None:
    found = of()
    wanted = {"title", "description", "keyword", "modified", "publisher", "contactPoint", "identifier", "accessLevel"}
    assert wanted <= set(found)
    assert found["contactPoint"] == {
        "@type": "vcard:Contact",
        "fn": "田林县农业农村局",
        "hasEmail": "mailto:data@tianlin.example",
    }
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["landingPage"] == "https://data.tianlin.example/dataset/cane"
    assert found["distribution"] == [
        {
            "@type": "dcat:Distribution",
            "title": "分年产量",
            "format": "CSV",
            "mediaType": "text/csv",
            "downloadURL": "https://data.tianlin.example/dataset/x/cane.csv",
        }
    ]


def test_our_own_reader_gets_back_what_was_written() -> None:
    draft = harvested(of())
    for field in (
        "title",
        "notes",
        "theme",
        "region",
        "open_type",
        "license_id",
        "resource_code",
        "update_frequency",
        "issued",
    ):
        assert draft.fields[field] == DATASET[field], field
    assert draft.findings == ()


@pytest.mark.parametrize("code", [code.id for code in RULES.codelists["update_frequency"].codes])
def test_every_frequency_comes_back_or_is_left_out(code: str) -> None:
    assert harvested(of(update_frequency=code)).fields.get("update_frequency") in (code, None)
    assert code in ("static", "other") or "accrualPeriodicity" in of(update_frequency=code)


@pytest.mark.parametrize(
    ("open_type", "level"),
    [("conditional", "restricted public"), ("closed", "non-public"), ("", "non-public"), (None, "non-public")],
)
def test_of_data_that_is_not_open_no_address_is_told(open_type: Any, level: str) -> None:
    found = of(open_type=open_type)
    assert found["accessLevel"] == level and found["rights"]
    assert found["distribution"] == [{"@type": "dcat:Distribution", "title": "分年产量", "format": "CSV"}]


def test_inside_fields_are_never_told() -> None:
    inside = {"data_grade": "general", "general_level": "3", "share_condition": "内部", "review_state": "published"}
    assert of(**inside) == of()


def test_the_identifier_is_that_of_the_first_portal() -> None:
    way = {"hops": [{"portal": "https://a.example", "dataset": "a1"}, {"portal": "https://b.example", "dataset": "b1"}]}
    assert of(lineage=way)["identifier"] == "a1"
    assert of()["identifier"] == DATASET["id"]


def test_a_bare_dataset_makes_an_entry_too() -> None:
    bare = {"id": "x", "name": "x", "title": "甲", "metadata_modified": "2026-01-01T00:00:00.000001"}
    found = entry(bare, RULES.codelists, SITE)
    assert (found["modified"], found["accessLevel"]) == ("2026-01-01T00:00:00.000001Z", "non-public")
    assert "distribution" not in found
