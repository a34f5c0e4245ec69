"""The landing rule: safe defaults, raised protection, limits; and that the result passes the stricter form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import landing
from ckanext.gxdata.core.landing import Landed
from ckanext.gxdata.core.quality import CHECKS
from ckanext.gxdata.core.records import DatasetDraft

CONFIG = Path(__file__).parents[2] / "config"
BOOK = rulebook.load(CONFIG)
COMPLETE: dict[str, Any] = {
    "title": "甘蔗种植面积",
    "notes": "各县（市、区）历年甘蔗种植面积",
    "theme": ["agri_industry"],
    "region": ["100000"],
    "update_frequency": "yearly",
    "open_type": "unconditional",
    "data_grade": "general",
    "general_level": "1",
    "license_id": "cc-by-4.0",
    "tags": ["甘蔗"],
}


def land(draft: DatasetDraft, *columns: str) -> Landed:
    fields = [{"name": column, "type": "string"} for column in columns]
    return landing.land(draft, BOOK.grading, [{"name": "表", "schema": {"fields": fields}}] if columns else ())


def landed(**changes: Any) -> Landed:
    return land(
        DatasetDraft("a", {name: value for name, value in {**COMPLETE, **changes}.items() if value is not None})
    )


def rules(outcome: Landed) -> list[str]:
    return [finding.rule for finding in outcome.draft.findings]


def test_a_complete_draft_lands_as_it_is_and_may_be_public() -> None:
    assert landed() == Landed(DatasetDraft("a", COMPLETE), public=True)


def test_a_title_alone_lands_closed_and_not_public_with_a_finding_for_each_thing_missing() -> None:
    outcome = land(DatasetDraft("a", {"title": "甘蔗"}))
    assert not outcome.public
    assert outcome.draft.fields == {
        "title": "甘蔗",
        "notes": "",
        "theme": ["other"],
        "region": [],
        "update_frequency": "other",
        "open_type": "closed",
        "closed_reason": ["unclear"],
        "data_grade": "general",
        "general_level": "4",
        "license_id": "notspecified",
    }
    assert rules(outcome) == [
        "missing-open_type",
        "missing-data_grade",
        "missing-general_level",
        "missing-update_frequency",
        "missing-license_id",
        "missing-theme",
        "missing-region",
        "missing-notes",
    ]
    assert all(finding.hint and finding.pointer for finding in outcome.draft.findings)


def test_what_the_source_declares_closed_is_described_in_public_with_that_reason() -> None:
    outcome = landed(open_type="closed", general_level=None)
    assert outcome.public
    assert outcome.draft.fields["closed_reason"] == ["source_declared"]
    assert rules(outcome) == ["missing-general_level", "missing-closed_reason"]


def test_conditional_without_condition_asks_for_an_application() -> None:
    outcome = landed(open_type="conditional", general_level=None)
    assert outcome.draft.fields["open_condition"] == ["application"]
    assert outcome.draft.fields["general_level"] == "2"
    assert outcome.public


def test_given_conditions_and_reasons_stay() -> None:
    assert landed(open_type="conditional", open_condition=["sandbox"]).draft.fields["open_condition"] == ["sandbox"]
    assert landed(open_type="closed", closed_reason=["law"]).draft.fields["closed_reason"] == ["law"]


@pytest.mark.parametrize("grade", ["core", "important"])
def test_core_and_important_data_is_never_public(grade: str) -> None:
    outcome = landed(data_grade=grade)
    assert not outcome.public
    assert "general_level" not in outcome.draft.fields
    assert rules(outcome) == ["protected-grade"]


@pytest.mark.parametrize(
    ("level", "open_type"), [("1", "unconditional"), ("2", "unconditional"), ("3", "conditional"), ("4", "closed")]
)
def test_a_high_level_raises_protection_and_a_low_one_does_not(level: str, open_type: str) -> None:
    outcome = landed(general_level=level)
    assert outcome.draft.fields["open_type"] == open_type
    assert ("level-forbids-opening" in rules(outcome)) == (level in "34")


def test_core_data_from_a_source_that_calls_it_open_is_closed_as_well() -> None:
    fields = landed(data_grade="core").draft.fields
    assert (fields["open_type"], fields["closed_reason"]) == ("closed", ["security"])


@pytest.mark.parametrize(
    ("columns", "level", "open_type", "found"),
    [
        (("县", "产量"), "1", "unconditional", []),
        (("县", "身份证号"), "4", "closed", ["grade-raised", "level-forbids-opening"]),
        (("县", "手机号"), "3", "conditional", ["grade-raised", "level-forbids-opening", "missing-open_condition"]),
        (("县", "姓名"), "2", "conditional", ["grade-raised", "opening-narrowed", "missing-open_condition"]),
    ],
)
def test_the_columns_that_a_file_really_has_raise_grade_and_protection(
    columns: tuple[str, ...], level: str, open_type: str, found: list[str]
) -> None:
    outcome = land(DatasetDraft("a", COMPLETE), *columns)
    assert (outcome.draft.fields["general_level"], outcome.draft.fields["open_type"]) == (level, open_type)
    assert rules(outcome) == found
    assert outcome.public


def test_the_finding_of_a_raised_grade_names_item_rule_and_source() -> None:
    [raised, *_] = land(DatasetDraft("a", COMPLETE), "身份证号").draft.findings
    assert raised.pointer == "身份证号"
    assert "“身份证号”" in raised.message and "pi-id-card" in raised.message and "个人信息保护法" in raised.message


def test_a_declared_item_that_is_important_takes_the_dataset_out_of_the_public_catalog() -> None:
    schema = {"fields": [{"name": "坐标", "item_grade": "important"}]}
    outcome = land(DatasetDraft("a", COMPLETE, ({"name": "表", "schema": schema},)))
    assert not outcome.public
    assert outcome.draft.fields["data_grade"] == "important"
    assert "general_level" not in outcome.draft.fields
    assert rules(outcome) == ["grade-raised", "protected-grade"]


def test_what_the_source_protects_more_than_the_rules_stays() -> None:
    assert landed(open_type="closed", general_level="4", closed_reason=["law"]).draft.fields["general_level"] == "4"


@pytest.mark.parametrize(
    ("length", "kept", "found"),
    [(100, 100, []), (101, 101, ["long-title"]), (200, 200, ["long-title"]), (201, 200, ["long-title"])],
)
def test_a_title_over_a_hundred_is_a_finding_and_over_two_hundred_is_cut(
    length: int, kept: int, found: list[str]
) -> None:
    outcome = landed(title="蔗" * length)
    assert len(outcome.draft.fields["title"]) == kept
    assert rules(outcome) == found


def test_a_mobile_number_as_contact_is_left_out_and_never_repeated() -> None:
    outcome = landed(contact_phone="张三 138 1234 5678")
    assert "contact_phone" not in outcome.draft.fields
    assert outcome.draft.findings[0].rule == "mobile-contact"
    assert "1234" not in repr(outcome)


@pytest.mark.parametrize(
    ("field", "value"),
    [("contact_name", "张三13812345678"), ("contact_email", "13812345678@139.com"), ("safety_responsible", "李四 13812345678")],
)
def test_a_private_number_in_a_contact_leaves_it_out_with_a_finding(field: str, value: str) -> None:
    outcome = landed(**{field: value})
    assert field not in outcome.draft.fields and outcome.public
    assert [(finding.pointer, finding.value.count("138****5678")) for finding in outcome.draft.findings] == [(field, 1)]
    assert "13812345678" not in repr(outcome)


def test_a_private_number_in_other_words_is_masked_and_the_words_stay() -> None:
    draft = DatasetDraft("a", {**COMPLETE, "legal_basis": "张三 13812345678 提供"}, raw={"theme": "13812345678"})
    outcome = land(draft)
    assert outcome.draft.fields["legal_basis"] == "张三 138****5678 提供"
    assert rules(outcome) == ["private-number"]
    assert "13812345678" not in repr(outcome)


def test_an_office_number_and_an_address_stay_and_a_broken_address_is_left_out() -> None:
    fields = landed(contact_phone="0771-2806123", contact_email="mailto:tjj@gx.gov.cn").draft.fields
    assert (fields["contact_phone"], fields["contact_email"]) == ("0771-2806123", "tjj@gx.gov.cn")
    outcome = landed(contact_email="办公室")
    assert "contact_email" not in outcome.draft.fields and rules(outcome) == ["unfit-value"]


def test_texts_that_would_poison_the_index_are_cut() -> None:
    outcome = landed(provider_inner_unit="1" * 40_000, notes="长" * 40_000)
    assert len(outcome.draft.fields["provider_inner_unit"]) == 1_000
    assert len(outcome.draft.fields["notes"]) == 10_000
    assert rules(outcome) == ["long-notes", "long-text"]


def test_too_many_themes_are_cut_and_too_many_tags_are_only_said() -> None:
    outcome = landed(theme=["a", "b", "c", "d"], tags=[str(number) for number in range(11)])
    assert outcome.draft.fields["theme"] == ["a", "b", "c"]
    assert len(outcome.draft.fields["tags"]) == 11
    assert rules(outcome) == ["many-themes", "many-tags"]


def test_the_draft_that_was_given_is_not_changed() -> None:
    given = DatasetDraft("a", {"title": "甘蔗"})
    land(given)
    assert given == DatasetDraft("a", {"title": "甘蔗"})


def test_every_default_is_a_code_of_our_lists() -> None:
    lists = BOOK.codelists
    for open_type in (None, "unconditional", "conditional", "closed"):
        fields = land(
            DatasetDraft("a", {"title": "甲", **({"open_type": open_type} if open_type else {})})
        ).draft.fields
        for field, value in fields.items():
            code_list = lists.get({"license_id": "license"}.get(field, field))
            if code_list:
                assert all(code in code_list for code in (value if isinstance(value, list) else [value])), field


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"title": "甘蔗产量（2024年）", "notes": "Ä é ü: façade, 第ï号"}, []),
        ({"title": "2024"}, ["title-digits-only"]),
        ({"title": "２０２４ ０６"}, ["title-digits-only"]),
        ({"title": "甘\ufffd产量"}, ["broken-text"]),
        ({"title": "锟斤拷产量"}, ["broken-text"]),
        ({"title": "产量", "notes": "ç”˜è”—äº§é‡"}, ["broken-text"]),
        ({"title": "产量", "tags": ["烫烫烫"]}, ["broken-text"]),
    ],
)
def test_checks_find_titles_of_digits_and_text_decoded_wrongly(fields: dict[str, Any], found: list[str]) -> None:
    draft = DatasetDraft("a", fields)
    rules = [finding.rule for check in CHECKS for finding in check(draft)]
    assert [rule for rule in rules if rule in ("title-digits-only", "broken-text")] == found
