"""Documents to Solr in sets: what a bad one costs, what a Solr that does not answer costs. Solr is a stub of its answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ckanext.gxdata.index import posting
from ckanext.gxdata.index.breaker import Breaker
from ckanext.gxdata.index.posting import IndexAway, Patience

TWICE = Patience(attempts=2)


class Solr:
    """Takes documents in order, as one Solr does; stops at the first whose title is bad."""

    def __init__(self, *, names_culprit: bool = True, down_for: int = 0) -> None:
        self.titles: dict[str, str] = {}
        self.requests: list[int] = []
        self.down_for = down_for
        self.names_culprit = names_culprit

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(len(request.content))
        if len(self.requests) <= self.down_for:
            return httpx.Response(503)
        for document in json.loads(request.content):
            if document["title"] == "坏":
                key = document["index_id"] if self.names_culprit else "?"
                return httpx.Response(
                    400, json={"error": {"msg": f"ERROR: [doc={key}] Error adding field 'gx_modified'"}}
                )
            self.titles[document["id"]] = document["title"]
        return httpx.Response(200, json={})


@pytest.fixture
def to(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    monkeypatch.setattr(posting, "base_url", lambda core="": "http://solr/solr/ckan")
    monkeypatch.setattr(posting.time, "sleep", lambda seconds: None)

    def use(solr: Any) -> None:
        client = httpx.Client(transport=httpx.MockTransport(solr))
        monkeypatch.setattr(posting, "client", lambda: client)

    return use


def documents(*titles: str) -> list[dict[str, str]]:
    return [{"id": f"id-{n}", "index_id": f"{n:032x}", "title": title} for n, title in enumerate(titles)]


@pytest.mark.parametrize("names_culprit", [True, False])
def test_a_refused_document_costs_itself_only(to: Callable[[Any], None], names_culprit: bool) -> None:
    solr = Solr(names_culprit=names_culprit)
    to(solr)

    posted = posting.post(documents("一", "坏", "三", "四", "坏", "六"))

    assert posted.done == ("id-0", "id-2", "id-3", "id-5")
    assert sorted(posted.refused) == ["id-1", "id-4"]
    assert "gx_modified" in posted.refused["id-1"]
    assert solr.titles == {"id-0": "一", "id-2": "三", "id-3": "四", "id-5": "六"}


def test_a_set_of_bad_documents_ends(to: Callable[[Any], None]) -> None:
    to(Solr())

    assert len(posting.post(documents(*["坏"] * 40)).refused) == 40


def test_documents_travel_in_sets(to: Callable[[Any], None]) -> None:
    solr = Solr()
    to(solr)

    assert len(posting.post(documents(*["好"] * 600)).done) == 600
    assert len(solr.requests) == 3


def test_a_solr_that_comes_back_gets_everything(to: Callable[[Any], None]) -> None:
    solr = Solr(down_for=1)
    to(solr)

    assert posting.post(documents("一"), TWICE).done == ("id-0",)


def test_a_solr_that_stays_away_is_told_without_its_address(to: Callable[[Any], None]) -> None:
    to(Solr(down_for=9))

    with pytest.raises(IndexAway) as told:
        posting.post(documents("一"), TWICE)
    assert str(told.value) == "HTTP 503"


def test_after_a_failure_nobody_asks_for_a_while_and_each_time_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("ckanext.gxdata.index.breaker.time.monotonic", lambda: now[0])
    breaker = Breaker()
    breaker.failed()
    assert breaker.is_open
    now[0] += 5
    assert not breaker.is_open
    breaker.failed()
    now[0] += 9
    assert breaker.is_open
    breaker.answered()
    assert not breaker.is_open
