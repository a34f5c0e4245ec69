"""``config/mappings/dcat.yaml`` over records of both families: data.json, and RDF under the same keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata.core.mapping import map_record
from ckanext.gxdata.core.records import DatasetDraft, RawRecord
from ckanext.gxdata.rulebook import load
from ckanext.gxdata.sources.dcat import Dcat

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "dcat"
EU = "http://publications.europa.eu/resource/authority/"
RULES = load(ROOT / "config")


def mapped(record: RawRecord) -> DatasetDraft:
    return map_record(record, RULES.mappings["dcat"], RULES.codelists)


def entry(**more: Any) -> DatasetDraft:
    return mapped(RawRecord("a", {"title": "甘蔗", **more}, "第 1 条"))


def test_a_dataset_of_a_dcat_ap_catalog_becomes_ours() -> None:
    found = Dcat.read_upload((FIXTURES / "catalog.ttl").read_bytes(), "catalog.ttl", {})
    draft = mapped(next(item for item in found if isinstance(item, RawRecord)))
    fields = draft.fields
    assert fields["title"] == "广西分县甘蔗种植面积"
    assert fields["notes"] == "按县统计的甘蔗种植面积。"
    assert fields["tags"] == ["甘蔗", "种植面积"]
    assert (fields["update_frequency"], fields["open_type"], fields["license_id"]) == (
        "yearly",
        "unconditional",
        "cc-by-4.0",
    )
    assert (fields["region"], fields["issued"]) == (["450000"], "2023-06-15")
    assert (fields["contact_name"], fields["contact_email"]) == ("信息中心", "sj@nynct.example.gov.cn")
    assert "modified" not in fields  # 31 February
    assert [(each["name"], each["url"], each.get("format")) for each in draft.resources] == [
        ("接口", "https://api.example.gov.cn/sugarcane", None),
        ("分县面积（CSV）", "https://data.example.gov.cn/files/%E7%94%98%E8%94%97.csv", "CSV"),
    ]
    assert draft.raw["update_frequency"] == f"{EU}frequency/ANNUAL"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (f"{EU}frequency/ANNUAL", "yearly"),
        (f"{EU}frequency/UPDATE_CONT", "realtime"),
        (f"{EU}frequency/MONTHLY_3", "tenday"),
        (f"{EU}frequency/ANNUAL_2", "half_yearly"),
        (f"{EU}frequency/NEVER", "static"),
        (f"{EU}frequency/IRREG", "irregular"),
        ("R/P1Y", "yearly"),
        ("R/P6M", "half_yearly"),
        ("R/P0.25Y", "quarterly"),
        ("R/PT1S", "realtime"),
        ("irregular", "irregular"),
    ],
)
def test_frequencies_of_both_families_become_our_codes(given: str, code: str) -> None:
    assert entry(accrualPeriodicity=given).fields["update_frequency"] == code


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"accessLevel": "public"}, "unconditional"),
        ({"accessLevel": "restricted public"}, "conditional"),
        ({"accessLevel": "non-public"}, "closed"),
        ({"accessRights": f"{EU}access-right/PUBLIC"}, "unconditional"),
        ({"accessRights": f"{EU}access-right/RESTRICTED"}, "conditional"),
        ({"accessRights": f"{EU}access-right/NON_PUBLIC"}, "closed"),
    ],
)
def test_access_follows_the_landing_rule(keys: dict[str, str], code: str) -> None:
    assert entry(**keys).fields["open_type"] == code


def test_an_access_right_that_nobody_knows_opens_nothing() -> None:
    draft = entry(accessRights=f"{EU}access-right/SENSITIVE")
    assert "open_type" not in draft.fields
    assert [(finding.rule, finding.pointer) for finding in draft.findings] == [("unknown-code", "open_type")]


def test_a_contact_among_several_is_the_first() -> None:
    contacts = [{"fn": "甲处", "hasEmail": "mailto:a@d.example.gov.cn"}, {"fn": "乙处"}]
    assert entry(contactPoint=contacts).fields["contact_name"] == "甲处"
