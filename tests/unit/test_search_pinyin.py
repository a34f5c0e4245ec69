"""Pinyin for the index and of a question."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.pinyin_terms import initial_letters, initials, readings, syllables


def test_titles_are_read_by_words_so_that_a_sign_of_two_readings_is_right() -> None:
    assert syllables("重庆重量") == "chong qing zhong liang"
    assert syllables("银行行长") == "yin hang hang zhang"


def test_what_is_not_han_breaks_the_phrase() -> None:
    assert syllables("甘蔗、蔗糖") == "gan zhe _ zhe tang"
    assert syllables("2024年人口") == "_ nian ren kou"


def test_traditional_signs_have_the_same_pinyin() -> None:
    assert syllables("港口貨物") == syllables("港口货物") == "gang kou huo wu"


def test_u_with_dots_is_typed_as_v() -> None:
    assert syllables("绿色") == "lv se"
    assert readings("lvse") == ("lv se",)


def test_initials_are_one_token_a_sign() -> None:
    assert initials("货物吞吐量") == "h w t t l"


def test_a_sign_without_a_reading_is_a_break_and_no_error() -> None:
    assert syllables("甘\U000302a1蔗") == "gan _ zhe"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("ganzhe", ("gan zhe",)),
        ("fangan", ("fang an", "fan gan")),
        ("xian", ("xi an",)),
        ("GanZhe", ("gan zhe",)),
    ],
)
def test_a_latin_word_is_cut_in_every_way_that_is_pinyin(word: str, expected: tuple[str, ...]) -> None:
    assert readings(word) == expected


@pytest.mark.parametrize("word", ["sugarcane", "port", "gan", "307014", "甘蔗", "é", "", "a" * 61])
def test_what_is_no_pinyin_of_two_syllables_has_no_reading(word: str) -> None:
    assert readings(word) == ()


def test_a_long_ambiguous_word_has_few_readings_and_takes_no_time() -> None:
    assert len(readings("xian" * 14)) <= 6
    assert readings("xian" * 14 + "b") == ()


@pytest.mark.parametrize(("word", "expected"), [("hwttl", "h w t t l"), ("gdp", ""), ("ganzhe", "")])
def test_only_four_or_more_consonants_are_taken_for_initials(word: str, expected: str) -> None:
    assert initial_letters(word) == expected
