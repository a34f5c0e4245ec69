"""Which searches are widened and which are left as a program wrote them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata.index import hooks as index
from ckanext.gxdata.search_rules import load_search

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(autouse=True)
def shipped_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.config, "config_dir", lambda: CONFIG)
    monkeypatch.setattr(index, "search_settings", lambda folder: load_search(folder))


def test_a_question_is_widened_graded_and_sorted_by_relevance() -> None:
    asked = index.before_dataset_search({"q": "甘蔗", "fq": "+capacity:public", "rows": 7})
    assert asked["q"].startswith('("甘蔗" OR "糖料蔗"^0.8')
    assert (asked["defType"], asked["mm"]) == ("edismax", "1")
    assert asked["sort"] == "score desc, metadata_modified desc"
    assert (asked["fq"], asked["rows"]) == ("+capacity:public", 7)


def test_the_callers_own_mapping_is_not_changed() -> None:
    given = {"q": "甘蔗"}
    index.before_dataset_search(given)
    assert given == {"q": "甘蔗"}


@pytest.mark.parametrize("query", ["", "  ", "*", "*:*", None])
def test_without_a_question_the_newest_come_first(query: Any) -> None:
    assert index.before_dataset_search({"q": query}) == {"q": "*:*", "sort": "metadata_modified desc"}


@pytest.mark.parametrize("query", ["", "甘蔗"])
def test_an_order_that_is_asked_for_is_kept(query: str) -> None:
    assert index.before_dataset_search({"q": query, "sort": "name asc"})["sort"] == "name asc"


@pytest.mark.parametrize(
    "params",
    [
        {"q": "name:foo"},
        {"q": 'name_ngram:"a" OR title_ngram:"a"'},
        {"q": "甘蔗", "defType": "lucene"},
        {"q": "甘蔗", "qf": "title"},
        {"q": "甘蔗", "mm": "100%"},
    ],
)
def test_what_a_program_wrote_is_left_alone(params: dict[str, Any]) -> None:
    assert index.before_dataset_search(params) == params
