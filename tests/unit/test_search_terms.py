"""What a question means."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.search_terms import understand
from ckanext.gxdata.core.search_words import SearchRules

RULES = SearchRules(
    synonyms={
        "甘蔗": ("糖料蔗", "sugarcane"),
        "糖料蔗": ("甘蔗", "sugarcane"),
        "sugarcane": ("甘蔗", "糖料蔗"),
        "sugar cane": ("甘蔗",),
        "ganzhe": ("甘蔗", "糖料蔗"),
        "港口": ("port",),
        "port": ("港口",),
        "人口": ("population",),
    },
    related={"糖料": ("甘蔗",)},
    questions=frozenset(["请问", "有多少", "数据", "的", "of"]),
    light=frozenset(["产量", "面积"]),
    places=frozenset(["广西", "南宁"]),
    simplified={ord("糧"): "粮", ord("產"): "产", ord("貨"): "货"},
)


def terms(query: str) -> list[str]:
    return [term.text for term in understand(query, RULES).terms]


def test_a_known_word_carries_its_other_names() -> None:
    (term,) = understand("甘蔗", RULES).terms
    assert term.synonyms == ("糖料蔗", "sugarcane")


def test_the_longest_known_word_is_taken() -> None:
    assert terms("糖料蔗") == ["糖料蔗"]
    assert understand("糖料", RULES).terms[0].related == ("甘蔗",)


def test_what_remains_between_known_words_becomes_overlapping_pairs() -> None:
    assert terms("港口货物吞吐") == ["港口", "货物", "物吞", "吞吐"]


def test_a_single_sign_beside_a_known_word_borrows_its_neighbour_and_is_never_asked_alone() -> None:
    assert terms("甘蔗糖") == ["甘蔗", "蔗糖"]
    assert terms("香港口岸") == ["香港", "港口", "口岸"]


def test_a_question_of_one_sign_is_asked_as_it_is() -> None:
    assert terms("茶") == ["茶"]


def test_traditional_signs_full_width_and_capitals_are_folded() -> None:
    assert terms("糧食產量") == ["粮食"]
    assert terms("ＰＯＲＴ") == ["port"]


def test_frequent_words_and_years_are_welcome_and_not_required() -> None:
    understood = understand("2024年甘蔗产量 2023", RULES)
    assert [term.text for term in understood.terms] == ["甘蔗"]
    assert understood.light == ("2024年", "产量", "2023")


def test_a_place_is_welcome_and_not_required_unless_it_is_all_that_is_asked() -> None:
    asked = understand("请问广西有多少人口？", RULES)
    assert [term.text for term in asked.terms] == ["人口"]
    assert asked.places == ("广西",)
    assert terms("南宁") == ["南宁"]
    assert understand("南宁", RULES).places == ()


def test_a_word_with_little_meaning_alone_is_still_asked() -> None:
    assert terms("产量") == ["产量"]
    assert terms("数据") == ["数据"]


def test_english_plurals_and_names_of_two_words_are_known() -> None:
    assert understand("Ports", RULES).terms[0].synonyms == ("港口",)
    assert understand("area of sugar canes", RULES).terms[-1].synonyms == ("甘蔗",)


def test_pinyin_is_understood_written_together_and_apart() -> None:
    for query in ("ganzhe", "gan zhe"):
        (term,) = understand(query, RULES).terms
        assert term.pinyin == ("gan zhe",)
        assert term.synonyms == ("甘蔗", "糖料蔗")


@pytest.mark.parametrize("code", ["307014/000126", "gx-nynct-0a1b2c3d4e5f", "29200/01103512"])
def test_a_code_stays_in_one_piece(code: str) -> None:
    (term,) = understand(f" {code} ", RULES).terms
    assert term.code == code


def test_a_word_is_no_code() -> None:
    assert understand("tourism", RULES).terms[0].code == ""


def test_quotation_marks_keep_words_together() -> None:
    assert terms('"货物吞吐量"') == terms("“货物吞吐量”") == ["货物吞吐量"]


@pytest.mark.parametrize(("count", "required"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (8, 4)])
def test_a_share_of_the_terms_is_required(count: int, required: int) -> None:
    words = ["山水", "天地", "日月", "风云", "金木", "花鸟", "虫鱼", "春秋"]
    assert understand(" ".join(words[:count]), RULES).required == required


@pytest.mark.parametrize("query", ["", "   ", "???", "()[]{}", "***", "。，、"])
def test_a_question_without_letter_or_sign_has_no_terms(query: str) -> None:
    assert understand(query, RULES).terms == ()


def test_scripts_written_without_blanks_keep_their_marks() -> None:
    assert terms("อ้อย") == ["อ้อย"]
    assert terms("nông nghiệp") == ["nông", "nghiệp"]


def test_an_endless_question_is_cut() -> None:
    understood = understand("".join(chr(0x4E00 + 37 * number) for number in range(5000)), RULES)
    assert len(understood.terms) == 60
    assert understood.required == 30


def test_a_question_full_of_known_words_is_cut_by_all_their_forms() -> None:
    many = SearchRules(synonyms={sign * 2: tuple(f"n{number}" for number in range(9)) for sign in "天地玄黄宇宙洪荒"})
    understood = understand("天天地地玄玄黄黄宇宇宙宙洪洪荒荒", many)
    assert [term.text for term in understood.terms] == ["天天", "地地", "玄玄", "黄黄", "宇宇", "宙宙"]
