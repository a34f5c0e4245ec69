"""The judged set of the search, and what an answer is worth by it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benches import judged

SET = Path(__file__).parents[1] / "relevance"


def test_the_set_is_as_large_as_promised_and_every_query_has_an_answer() -> None:
    queries, titles = judged.queries(SET), judged.titles(SET)
    assert (len(queries), len(titles)) == (168, 2947)
    assert all(max(query.grades.values()) >= judged.WANTED for query in queries)
    known = {row["id"] for row in titles}
    assert all(known.issuperset(query.grades) for query in queries)


def test_the_halves_are_of_one_size_and_share_no_need() -> None:
    queries = judged.queries(SET)
    assert Counter(query.half for query in queries) == {"tuning": 84, "held-out": 84}
    tuning, held_out = ({id(query.grades) for query in queries if query.half == half} for half in judged.HALVES)
    assert not tuning & held_out


@pytest.mark.parametrize(
    ("found", "worth"),
    [(["a", "b", "c"], 1.0), (["a", "b"], 0.94), (["b", "a", "c"], 0.73), (["x"] * 10 + ["a"], 0.0), ([], 0.0)],
)
def test_the_best_order_is_worth_one_and_nothing_after_the_tenth_counts(found: list[str], worth: float) -> None:
    assert judged.ndcg({"a": 3, "b": 1, "c": 1}, found) == pytest.approx(worth, abs=0.01)


def test_recall_asks_for_what_is_wanted_only() -> None:
    query = judged.Query("q", "tuning", "everyday", "x", {"a": 3, "b": 2, "c": 1})
    assert judged.earned(query, ["a", "c"]).recall == 0.5
    assert judged.earned(query, []).found is False
