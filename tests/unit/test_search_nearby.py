"""Other questions for one that found nothing."""

from __future__ import annotations

from pathlib import Path

from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.search_nearby import nearby
from ckanext.gxdata.core.search_terms import understand
from ckanext.gxdata.search_rules import load_search, with_places

REGIONS = CodeList(
    "region", {"zh": "地区"}, (Code("450000", {"zh": "广西壮族自治区"}), Code("450100", {"zh": "南宁市"}, parent="450000"))
)
RULES = with_places(load_search(Path(__file__).parents[2] / "config"), REGIONS).rules
NAMES = {"450000": "广西壮族自治区", "450100": "南宁市"}


def of(question: str) -> list[str]:
    return nearby(question, understand(question, RULES), NAMES)


def test_an_error_of_typing_is_put_right_first() -> None:
    assert of("停车厂")[0] == "停车场"
    assert "population" in of("populaton")


def test_what_was_asked_of_a_city_may_be_there_for_the_region() -> None:
    assert "广西壮族自治区 停车场" in of("南宁 停车场")


def test_words_are_left_out_one_at_a_time() -> None:
    assert {"甘蔗 xqzv", "xqzv wvzq", "甘蔗 wvzq"} <= set(of("甘蔗 xqzv wvzq"))


def test_the_question_itself_is_no_other_question_and_none_comes_twice() -> None:
    for question in ("甘蔗", "南宁 停车场", "zzzzqq", "", "?"):
        assert question not in of(question) and len(set(of(question))) == len(of(question)) <= 8
