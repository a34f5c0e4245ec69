"""Which signs of a hit are marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.search_marks import Marker, Parts
from ckanext.gxdata.core.search_terms import understand
from ckanext.gxdata.search_rules import load_search, with_places

REGIONS = CodeList("region", {"zh": "地区"}, (Code("450100", {"zh": "南宁市"}),))
RULES = with_places(load_search(Path(__file__).parents[2] / "config"), REGIONS).rules


def marked(question: str, text: str, **options: bool) -> list[str]:
    return [part for part, is_marked in Marker(understand(question, RULES), RULES, **options).parts(text) if is_marked]


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("甘蔗", "甘蔗播种面积、甘蔗产量", ["甘蔗", "甘蔗"]),
        ("甘蔗", "糖料蔗良种", ["糖料蔗"]),
        ("sugarcane", "甘蔗播种面积", ["甘蔗"]),
        ("甘蔗", "Sugar cane and Sugarcanes", ["Sugar cane", "Sugarcanes"]),
        ("ganzhe", "各市甘蔗产量", ["甘蔗"]),
        ("gan zhe", "各市甘蔗产量", ["甘蔗"]),
        ("貨物吞吐量", "港口货物吞吐量", ["货物吞吐量"]),
        ("货物吞吐量", "港口貨物吞吐量", ["貨物吞吐量"]),
        ("hwttl", "港口货物吞吐量", ["货物吞吐量"]),
        ("南宁 停车场", "南宁市停车场泊位", ["南宁", "停车场"]),
        ("ＧＤＰ", "人均ＧＤＰ与gdp", ["ＧＤＰ", "gdp"]),
        ("port", "Ports and transport, airport", ["Ports"]),
        ("产糖", "糖尿病患者", []),
        ("茶", "六堡茶产量", ["茶"]),
        ("六宝茶", "梧州六堡茶产量", ["六堡茶"]),
    ],
)
def test_the_word_that_stands_there_is_marked_whatever_way_it_was_asked(
    question: str, text: str, words: list[str]
) -> None:
    assert marked(question, text) == words


@pytest.mark.parametrize(
    ("question", "text"),
    [("", "甘蔗"), ("水", "甘蔗"), ("cane", "hurricane"), ("a", "abc"), ("(.*)", "(.*)甘蔗"), ("甘蔗", "")],
)
def test_nothing_else_is_marked(question: str, text: str) -> None:
    assert marked(question, text) == []


def test_what_sounds_the_same_is_marked_only_when_asked_for() -> None:
    assert marked("系桶", "保险系统机构数") == []
    assert marked("系桶", "保险系统机构数", guessing=True) == ["系统"]


@pytest.mark.parametrize(
    "text", ["<script>alert('甘蔗')</script>", "Ⅻ甘蔗㎏", "e\u0301甘蔗", "甘" * 9_000, "\ufb01甘蔗", ""]
)
def test_the_pieces_joined_are_the_text(text: str) -> None:
    import unicodedata

    parts = Marker(understand("甘蔗", RULES), RULES).parts(text)

    assert "".join(part for part, _marked in parts) == unicodedata.normalize("NFC", text)


def excerpt(text: str) -> Parts:
    return Marker(understand("甘蔗", RULES), RULES).parts(text, 20)


def test_an_excerpt_stands_around_the_first_mark() -> None:
    assert excerpt("甘蔗" + "一" * 30) == [("甘蔗", True), ("一" * 18, False), ("…", False)]
    assert excerpt("短文") == [("短文", False)]
    far = excerpt("一" * 90 + "甘蔗" + "二" * 90)
    assert far[0] == ("…", False) and far[-1] == ("…", False)


def test_the_signs_of_an_excerpt_hold_the_mark_when_it_stands_far_behind() -> None:
    parts = Marker(understand("甘蔗", RULES), RULES).parts("一" * 300 + "甘蔗" + "二" * 300, 160)

    assert ("甘蔗", True) in parts
