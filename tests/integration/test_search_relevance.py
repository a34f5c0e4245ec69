"""The judged set against our search on a Solr of its own: what the first page is worth must not fall."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

import pytest

from benches import judged, relevance
from stack.paths import Home


@pytest.mark.long
@pytest.mark.parametrize("half", judged.HALVES)
def test_the_first_page_is_worth_nine_tenths_and_nearly_no_query_is_without_an_answer(half: str, answers: list[judged.Earned]) -> None:
    some = [each for each in answers if each.query.half == half]
    assert fmean(each.ndcg for each in some) >= 0.90
    assert fmean(not each.found for each in some) <= 0.02


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[judged.Earned]:
    folder: Path = tmp_path_factory.mktemp("relevance")
    _, core, ask = next(relevance.subjects())
    with relevance.served(Home(folder)) as address:
        relevance.load(address)
        return [judged.earned(query, relevance.found(address, core, ask, query)) for query in judged.queries(relevance.SET)]
