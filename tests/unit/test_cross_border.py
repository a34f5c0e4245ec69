"""数据出境: which review a dataset needs, why, and where that is written; faults of the rule file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.cross_border import CrossBorderRules, cross_border_reviews, is_restricted
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.cross_border_rules import read_cross_border

CONFIG = Path(__file__).resolve().parents[2] / "config"


@pytest.fixture(scope="module")
def rules() -> CrossBorderRules:
    return rulebook.load(CONFIG).cross_border


@pytest.mark.parametrize(
    ("dataset", "reviews", "restricted"),
    [
        ({"zone": ["guizihao"], "contains_personal_info": True}, [], False),
        ({}, [], False),
        ({"zone": ["asean"]}, ["none", "none"], False),
        ({"zone": '["asean-trade"]', "contains_personal_info": "true"}, ["security_assessment"], True),
        (
            {"zone": ["rcep"], "contains_personal_info": True, "provider_kind": "enterprise"},
            ["contract_or_certification"],
            True,
        ),
        (
            {"zone": ["rcep"], "contains_sensitive_pi": True, "provider_kind": "social"},
            ["security_assessment", "contract_or_certification"],
            True,
        ),
        ({"zone": ["asean"], "contains_personal_info": True, "desensitisation": "anonymised"}, ["none", "none"], False),
        ({"zone": ["crossborder"], "data_grade": "important"}, ["security_assessment"], True),
        ({"zone": ["crossborder"], "data_grade": "core"}, ["prohibited"], True),
        ({"zone": ["crossborder"], "theme": ["geospatial"]}, ["surveying"], True),
        ({"partner_countries": ["VN"], "hs_chapters": ["28"]}, ["export_control", "none", "none"], True),
        ({"partner_countries": ["VN"], "hs_chapters": ["08"]}, ["department_check", "none", "none"], False),
        ({"partner_countries": ["DE"]}, ["none"], False),
    ],
)
def test_a_dataset_is_told_its_reviews_the_strictest_first(
    rules: CrossBorderRules, dataset: dict[str, Any], reviews: list[str], restricted: bool
) -> None:
    found = cross_border_reviews(dataset, rules)
    assert [review.review for review in found] == reviews
    assert is_restricted(found, rules) is restricted


def test_personal_items_count_as_personal_information_unless_they_are_closed(rules: CrossBorderRules) -> None:
    item = {"name": "手机", "personal_info_kind": "phone"}
    for opened, reviews in ((True, ["security_assessment"]), (False, ["none", "none"])):
        dataset = {"zone": ["asean"], "resources": [{"schema": {"fields": [{**item, "open": opened}]}}]}
        assert [review.review for review in cross_border_reviews(dataset, rules)] == reviews


def test_a_review_says_why_and_where_it_is_written(rules: CrossBorderRules) -> None:
    review = cross_border_reviews({"partner_countries": ["TH"], "hs_chapters": ["81", "08"]}, rules)[0]
    assert (review.rule, review.because, review.certainty) == ("controlled-goods", ("customs", "81"), "medium")
    assert "《出口管制法》" in review.source


def test_every_rule_has_a_source_and_what_is_uncertain_says_so(rules: CrossBorderRules) -> None:
    assert all(rule.source and rule.message["zh"] and rule.message["en"] for rule in rules.rules)
    assert all(
        "待核实" in rule.source or "归纳" in rule.source or rule.id == "rcep-e-commerce"
        for rule in rules.rules
        if rule.certainty != "high"
    )


def test_the_eleven_of_asean_and_the_fifteen_of_rcep_are_known(rules: CrossBorderRules) -> None:
    assert rules.zone_partners["asean"] == frozenset(["BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "VN", "TL"])
    assert rules.zone_partners["rcep-tariff"] == frozenset(
        ["JP", "KR", "AU", "NZ", "BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "VN"]
    )
    assert {"asean", "asean-trade", "rcep", "crossborder", "cb-coldchain"} <= rules.zones
    assert "gz-sugar" not in rules.zones


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("review: prohibited", "review: prohibit", "prohibited"),
        ("data: [core]", "data: [kernel]", "personal"),
        ("partners: [rcep]", "partners: [rcpe]", "rcep"),
        ("zones: [asean, rcep", "zones: [aseen, rcep", "asean"),
        ("certainty: high", "certainity: high", "certainty"),
        ("id: important-data", "id: core-data", "只能出现一次"),
    ],
)
def test_a_mistake_in_the_file_names_line_and_the_nearest_valid_word(
    tmp_path: Path, old: str, new: str, hint: str
) -> None:
    codelists = rulebook.load(CONFIG).codelists
    shutil.copy(CONFIG / "cross_border.yaml", tmp_path)
    file = tmp_path / "cross_border.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        read_cross_border(tmp_path, codelists)
    line = text.split(old)[0].count("\n") + 1
    assert refused.value.pointer.endswith(f"cross_border.yaml:{line}")
    assert hint in refused.value.hint
