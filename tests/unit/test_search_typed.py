"""What somebody is typing: titles that go on so, and names that are kept in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.gxdata.core.search_suggest import matching, named
from ckanext.gxdata.core.search_typed import pieces, spoken, titles_query
from ckanext.gxdata.search_rules import load_search

RULES = load_search(Path(__file__).parents[2] / "config").rules
NAMES = [
    named("zone", "gz-sugar", "糖业（甘蔗）", ["糖业（甘蔗）", "Sugar"], RULES, 5),
    named("zone", "asean", "东盟合作专区", ["东盟合作专区", "ASEAN Cooperation"], RULES, 9),
    named("department", "gx-tjj", "广西壮族自治区统计局", ["广西壮族自治区统计局", "自治区统计局", "统计局"], RULES, 3),
    named("department", "nn-tjj", "南宁市统计局", ["南宁市统计局"], RULES, 8),
    named("department", "lz-tjj", "柳州市统计局", ["柳州市统计局"], RULES, 1),
    named("theme", "agriculture", "农业农村", ["农业农村", "Agriculture"], RULES, 7),
]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("东盟", ["asean"]),
        ("東盟", ["asean"]),
        ("asea", ["asean"]),
        ("dongm", ["asean"]),
        ("dmhz", ["asean"]),
        ("ganzh", ["gz-sugar"]),
        ("ganzhe", ["gz-sugar"]),
        ("nyn", ["agriculture"]),
        ("统计", ["gx-tjj", "nn-tjj"]),
        ("統計局", ["gx-tjj", "nn-tjj"]),
        ("nanningshitong", ["nn-tjj"]),
        ("", []),
        ("  ", []),
        ("anz", []),
        ("<script>", []),
    ],
)
def test_names_are_found_by_their_beginning_a_part_their_sounds_and_first_letters(typed: str, ids: list[str]) -> None:
    assert [name.id for name in matching(NAMES, typed, RULES, per_kind=2)] == ids


def test_a_name_that_begins_so_comes_before_one_that_only_holds_it() -> None:
    names = [named("theme", "a", "城乡农业", ["城乡农业"], RULES, 99), named("theme", "b", "农业", ["农业"], RULES, 1)]

    assert [name.id for name in matching(names, "农业", RULES, 5)] == ["b", "a"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("甘蔗 chan", ["甘蔗", "chan"]), ("廣西gdp", ["广西", "gdp"]), ("，。!?", []), ("Dân số", ["dân", "số"])],
)
def test_what_is_typed_is_cut_by_script(typed: str, expected: list[str]) -> None:
    assert pieces(typed, RULES) == expected


def test_the_last_syllable_may_be_unfinished_or_a_longer_one() -> None:
    assert {"gan zhe", "gan zhi", "gan zhou"} <= set(spoken("ganzh"))
    assert {"liu bao cha", "liu bao chang"} <= set(spoken("liubaocha"))
    assert {"gan", "gang"} <= set(spoken("gan"))
    assert spoken("g") == []
    assert spoken("zzzz") == []


def test_every_piece_is_asked_for() -> None:
    assert titles_query("甘蔗 产", RULES) == (
        '((title_bi:"甘蔗"^5 OR title_ngram:"甘蔗") AND (title_bi:"产"^5)) OR title_string:甘蔗\\ 产*^20'
    )


@pytest.mark.parametrize("typed", ["", " ", "!!!", '"', "*", "{!}", "\\"])
def test_signs_alone_ask_for_nothing(typed: str) -> None:
    assert titles_query(typed, RULES) == ""


def test_no_sign_that_is_typed_is_syntax() -> None:
    query = titles_query('甘" OR private:true {!func}x _query_:y', RULES)

    assert query.endswith('title_string:甘\\"\\ OR\\ private\\:true\\ \\{\\!func\\}x\\ _query_\\:y*^20')
    assert "private:" not in query.replace("\\:", "") and "{!" not in query.replace("\\{\\!", "")


def test_a_long_text_is_cut() -> None:
    assert len(titles_query("产量" * 5_000, RULES)) < 400
    assert len(titles_query("ganzhe" * 500, RULES)) < 5_000
