"""The bench ``search``: percentiles, what counts as an answer, which questions are asked, how its table reads."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benches import facts, judged, latency, records
from benches.asking import search_path
from benches.latency import Answer, BadAnswer, Told
from benches.questions import BLOCK, SHARES, Question, Questions
from benches.results import Measurement, medians
from benches.table import situations
from stack.paths import REPOSITORY

MUST = Question("place and subject", {"q": "南宁市 人口"}, True)
MAY = Question("everyday", {"q": "公交"}, False)
FACETS = ("organization", "tags")


@pytest.fixture(scope="module")
def known() -> facts.Facts:
    return facts.read(REPOSITORY / "config")


@pytest.fixture(scope="module")
def questions(known: facts.Facts) -> Questions:
    return Questions(known, 300, judged.queries(REPOSITORY / "tests" / "relevance"))


def _answer(question: Question, result: Any, status: int = 200) -> Answer:
    return Answer(question, 0.025, status, json.dumps({"success": status == 200, "result": result}).encode())


def _found(count: int, rows: int, *facets: str) -> dict[str, Any]:
    return {"count": count, "results": [{}] * rows, "search_facets": {name: {} for name in facets or FACETS}}


@pytest.mark.parametrize(("share", "value"), [(0.5, 100.0), (0.95, 190.0), (0.99, 198.0), (1.0, 200.0)])
def test_a_percentile_is_a_time_that_was_measured(share: float, value: float) -> None:
    assert latency.percentile([float(each) for each in range(200, 0, -1)], share) == value


def test_a_percentile_of_one_time_is_that_time() -> None:
    assert [latency.percentile([7.5], share) for share in (0.5, 0.99)] == [7.5, 7.5]


def test_an_answer_counts_with_its_hits_and_its_size() -> None:
    answer = _answer(MUST, _found(57, 20))
    assert latency.checked(answer, FACETS) == Told("place and subject", 25.0, 57, len(answer.body))
    assert latency.checked(_answer(MAY, _found(0, 0)), FACETS).hits == 0
    assert latency.checked(_answer(MUST, [{"label": "南宁市"}]), ()).hits == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (_answer(MUST, _found(0, 0)), "no hits: .*南宁市 人口"),
        (_answer(MUST, []), "no hits"),
        (_answer(MAY, _found(57, 10)), "10 rows of 57 hits"),
        (_answer(MAY, _found(57, 20, "organization")), "facets"),
        (_answer(MUST, _found(57, 20), 409), "status 409"),
        (Answer(MUST, 60.0, 0, b"TimeoutError()"), "status 0 .*TimeoutError"),
        (Answer(MUST, 0.001, 200, b"<html>"), "status 200 .*<html>"),
    ],
)
def test_what_is_no_answer_is_not_measured_as_a_quick_one(answer: Answer, said: str) -> None:
    with pytest.raises(BadAnswer, match=said):
        latency.checked(answer, FACETS)


def test_figures_tell_times_hits_and_how_many_found_nothing() -> None:
    told = [Told("judged", 10.0, 0, 2048), Told("judged", 20.0, 5, 4096), Told("empty", 90.0, 300, 6144)]
    assert list(latency.figures(told)) == [
        ("p50", 20.0, "ms"),
        ("p95", 90.0, "ms"),
        ("p99", 90.0, "ms"),
        ("asked", 3, "questions"),
        ("without hits", 1, "questions"),
        ("hits, median", 5, "documents"),
        ("answer, median", 4.0, "KB"),
    ]
    assert [(kind, len(some)) for kind, some in latency.by_kind(told)] == [("judged", 2), ("empty", 1)]


def test_a_block_has_its_share_of_each_kind_in_a_seeded_order(questions: Questions, known: facts.Facts) -> None:
    block = questions.block(1)
    assert {kind: sum(each.kind == kind for each in block) for kind in SHARES} == SHARES
    again = Questions(known, 300, judged.queries(REPOSITORY / "tests" / "relevance"))
    assert again.block(1) == block != questions.block(2)
    assert {each.must for each in block if each.kind in ("everyday", "judged")} == {False}


def test_no_question_of_everyday_words_comes_twice_in_a_run_of_the_usual_length(questions: Questions) -> None:
    asked = [each.params["q"] for number in range(30) for each in questions.block(number) if each.kind == "everyday"]
    assert len(set(asked)) == len(asked) == 30 * SHARES["everyday"]


def test_what_must_find_something_is_in_the_words_of_a_record_of_the_catalog(
    questions: Questions, known: facts.Facts
) -> None:
    tagged = [{str(tag["name"]) for tag in records.record(known, number)["tags"]} for number in range(300)]
    for each in questions.block(0):
        if each.kind == "place and subject":
            assert any(tags.issuperset(each.params["q"].split()) for tags in tagged), each
        if each.kind == "filtered":
            place = each.params["fq"].removeprefix('tags:"').removesuffix('"')
            assert any(tags.issuperset({place, each.params["q"]}) for tags in tagged), each


def test_what_is_typed_is_the_beginning_of_a_title_or_of_a_judged_query(
    questions: Questions, known: facts.Facts
) -> None:
    typed, titles = questions.typed(3), [records.record(known, number)["title"] for number in range(300)]
    assert len(typed) == BLOCK
    assert {len(each.params["q"]) for each in typed} == set(range(1, 9))
    begun = [each for each in typed if each.kind == "title begun"]
    assert len(begun) == BLOCK // 2
    assert all(any(title.startswith(each.params["q"]) for title in titles) for each in begun)
    assert all(any(place.startswith(each.params["q"]) for place in known.places) == each.must for each in begun)


def test_a_question_becomes_an_address_with_twenty_rows_and_its_facets() -> None:
    path = search_path(Question("filtered", {"q": "人口", "fq": 'tags:"南宁市"'}, True), FACETS)
    assert path.startswith("/api/3/action/package_search?q=%E4%BA%BA%E5%8F%A3&fq=tags%3A%22")
    assert path.endswith("&rows=20&facet.field=%5B%22organization%22%2C+%22tags%22%5D")


def test_the_table_has_a_line_per_situation_and_subject_and_a_column_per_figure() -> None:
    measured = [
        Measurement("search, 1 client: p50", "ckan", 90.0, "ms"),
        Measurement("search, 1 client: p50", "gxdata", 21.0, "ms"),
        Measurement("search, 1 client: p50", "gxdata", 23.0, "ms"),
        Measurement("search, 1 client: asked", "gxdata", 200, "questions"),
        Measurement("suggest, 1 client: p50", "gxdata", 8.0, "ms"),
        Measurement("loaded by the harvest beside", "gxdata", 24.0),
    ]
    assert situations(medians("search", 300, measured)).splitlines() == [
        "| situation | subject | p50 | asked |",
        "| --- | --- | ---: | ---: |",
        "| search, 1 client | gxdata | 22 ms | 200 |",
        "| search, 1 client | ckan | 90 ms |  |",
        "| suggest, 1 client | gxdata | 8 ms |  |",
        "",
        "| case | size | subject | value | gxdata is | repeats |",
        "|---|---:|---|---:|---:|---:|",
        "| loaded by the harvest beside | 300 | gxdata | 24 datasets/s |  | 1 |",
    ]
