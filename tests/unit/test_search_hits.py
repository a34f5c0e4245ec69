"""A hit of a search with where it matched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ckanext.gxdata.core.search_marks import Marker
from ckanext.gxdata.core.search_terms import understand
from ckanext.gxdata.search_rules import load_search
from ckanext.gxdata.views.search_hits import Place, hit

RULES = load_search(Path(__file__).parents[2] / "config").rules
SHOWN = {"title": "糖料作物产量", "summary": "历年甘蔗、甜菜产量", "department": "广西壮族自治区统计局"}
DATASET: dict[str, Any] = {
    "resources": [{"name": "甘蔗分县", "schema": {"fields": [{"name": f"甘蔗{number}"} for number in range(5)]}}],
    "tags": [{"name": "农业"}],
}


def asked(question: str) -> Marker:
    return Marker(understand(question, RULES), RULES)


def test_without_a_question_nothing_is_marked_and_a_long_summary_is_cut() -> None:
    plain = hit(DATASET, {**SHOWN, "summary": "字" * 300}, None)

    assert plain.title == [("糖料作物产量", False)] and plain.places == ()
    assert plain.summary == [("字" * 159 + "…", False)]


def test_every_place_that_matched_is_told_with_the_words() -> None:
    found = hit(DATASET, SHOWN, asked("甘蔗"))

    assert [place.kind for place in found.places] == ["summary", "item", "file"]
    assert found.places[1] == Place(
        "item", tuple([("甘蔗", True), (str(number), False)] for number in range(3)), more=2
    )
    assert ("甘蔗", True) in found.summary


def test_a_department_asked_by_its_short_name_is_marked_in_full() -> None:
    assert hit(DATASET, SHOWN, asked("统计局")).places[0].kind == "department"


def test_what_sounds_the_same_is_marked_where_nothing_else_is() -> None:
    shown = {"title": "保险系统机构数", "summary": ""}

    assert ("系统", True) in hit({}, shown, asked("系桶")).title
    assert hit({}, shown, asked("水库")).places == ()
