"""Code lists: how a department's own words are understood."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.codelists import Code, CodeList

FREQUENCY = CodeList(
    "update_frequency",
    {"zh": "更新周期"},
    (
        Code("yearly", {"zh": "每年", "en": "Annual"}, ("年", "年度", "EVERY_YEAR")),
        Code("weekly", {"zh": "每周"}, ("周", "每 年")),
    ),
)
ZONE = CodeList(
    "zone",
    {"zh": "专区"},
    (
        Code("rcep", {"zh": "RCEP 专区", "en": "RCEP", "vi": "Hiệp định RCEP"}, ("EV", "E")),
        Code("guizihao", {"zh": "桂字号产业专区"}),
        Code("gz-sugar", {"zh": "糖业（甘蔗）"}, ("甘蔗", "糖", "mía đường", "อ้อย"), parent="guizihao"),
    ),
)


@pytest.mark.parametrize("text", ["yearly", "YEARLY", "每年", " 每年\u200b ", "ａｎｎｕａｌ", "every_year", "年"])
def test_an_id_a_label_or_an_alias_resolves_after_nfkc_blanks_and_case(text: str) -> None:
    code = FREQUENCY.resolve(text)
    assert code is not None and code.id == "yearly"


@pytest.mark.parametrize("text", ["", " ", "每年更新", "年年"])
def test_an_unknown_word_resolves_to_nothing(text: str) -> None:
    assert FREQUENCY.resolve(text) is None


def test_a_label_goes_before_another_codes_alias() -> None:
    both = CodeList("x", {"zh": "x"}, (Code("a", {"zh": "甲"}, ("乙",)), Code("b", {"zh": "乙"})))
    assert both.resolve("乙") == both["b"]


def test_a_childs_word_inside_a_text_brings_its_parent_too_in_the_order_of_the_list() -> None:
    assert [code.id for code in ZONE.contains("崇左市甘蔗种植面积")] == ["guizihao", "gz-sugar"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("糖尿病患病率", []),  # a single character is no needle
        ("RCEP国家进口", ["rcep"]),  # Chinese may follow without a blank
        ("ｒｃｅｐ", ["rcep"]),
        ("EV充电桩", ["rcep"]),
        ("REVIEW of 2023", []),  # no Latin word inside another
        ("EVs", []),
        ("giá mía đường", ["guizihao", "gz-sugar"]),
        ("ราคาอ้อยวันนี้", ["guizihao", "gz-sugar"]),  # Thai is written without blanks
        ("", []),
    ],
)
def test_only_whole_latin_words_and_two_or_more_characters_are_found_inside_a_text(text: str, found: list[str]) -> None:
    assert [code.id for code in ZONE.contains(text)] == found


@pytest.mark.parametrize(
    ("language", "label"),
    [("zh_Hans_CN", "RCEP 专区"), ("en", "RCEP"), ("vi", "Hiệp định RCEP"), ("th", "RCEP"), ("en_GB", "RCEP")],
)
def test_a_label_falls_back_to_english_and_a_code_without_it_to_chinese(language: str, label: str) -> None:
    assert ZONE.label("rcep", language) == label
    assert ZONE.label("guizihao", language) == "桂字号产业专区"


def test_an_unknown_id_is_its_own_label_and_its_own_root() -> None:
    assert ZONE.label("nothing") == "nothing"
    assert ZONE.root_id("nothing") == "nothing"
    assert ZONE.root_id("gz-sugar") == "guizihao"


def test_children_of_nothing_are_the_top_level() -> None:
    assert [code.id for code in ZONE.children("")] == ["rcep", "guizihao"]
    assert [code.id for code in ZONE.children("guizihao")] == ["gz-sugar"]


def test_near_codes_are_a_hint_for_a_misspelt_one() -> None:
    assert [code.id for code in ZONE.near("甘庶")] == ["gz-sugar"]
    assert FREQUENCY.near("xyz") == ()
    assert ZONE.near("bogus") == () and FREQUENCY.near("bogus") == ()


def test_a_word_that_one_code_alone_has_is_that_code() -> None:
    code = FREQUENCY.codes[0]
    assert [each and each.id for each in map(FREQUENCY.only, (code.id, code.labels["zh"], f" {code.labels['zh']} "))] == [code.id] * 3
    assert FREQUENCY.only("每逢初一") is None and FREQUENCY.only("") is None
    twice = CodeList("x", {"zh": "x"}, (Code("a", {"zh": "甲"}, ("同",)), Code("b", {"zh": "乙"}, ("同",))))
    assert twice.only("同") is None
