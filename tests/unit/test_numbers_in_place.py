"""Numbers told to documents where they lie: only to a Solr that says that its log is read. Solr is a stub of its answers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ckanext.gxdata.index import in_place, posting
from ckanext.gxdata.index.posting import IndexAway

READ, READING, BUFFERING = 3, 0, 1
VALUES = {"0f9c": 3}


class Solr:
    """``told``: what ``/admin/metrics`` answers; ``posted``: what ``/update`` got."""

    def __init__(self, told: httpx.Response, update: int = 200) -> None:
        self.told, self.update = told, update
        self.posted: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/solr/admin/metrics":
            return self.told
        self.posted.append(request.content.decode())
        return httpx.Response(self.update, json={})


def states(**cores: int) -> httpx.Response:
    return httpx.Response(200, json={"metrics": {f"solr.core.{name}": {"TLOG.state": state} for name, state in cores.items()}})


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What this Solr was posted."""
    monkeypatch.setattr(posting, "_address", lambda: "http://solr/solr/ckan")
    monkeypatch.setattr(in_place, "index_id", lambda dataset: f"index-{dataset}")

    def told(solr: Solr) -> list[str]:
        client = httpx.Client(transport=httpx.MockTransport(solr))
        monkeypatch.setattr(posting, "client", lambda: client)
        in_place.set_values("gx_use", VALUES)
        return solr.posted

    return told


def test_a_number_is_told_where_the_document_is_and_the_log_is_read(told: Any) -> None:
    assert told(Solr(states(ckan=READ, ckan_rebuild_1=READ))) == [
        '<add><doc><field name="index_id">index-0f9c</field><field name="_version_">1</field>'
        '<field name="gx_use" update="set">3</field></doc></add>'
    ]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (states(ckan=READING), "reads its log again"),
        (states(ckan=READ, ckan_shard2_replica_n3=BUFFERING), "reads its log again"),
        (states(), "does not tell the state"),
        (httpx.Response(403, text="no"), "HTTPStatusError"),
        (httpx.Response(200, text="<html>登录</html>"), "JSONDecodeError"),
        (httpx.Response(200, json=[]), "TypeError"),
    ],
)
def test_nothing_is_told_to_a_solr_that_reads_its_log_again_or_does_not_say(told: Any, answer: httpx.Response, why: str) -> None:
    solr = Solr(answer)

    with pytest.raises(IndexAway, match=why):
        told(solr)
    assert solr.posted == []


def test_what_failed_is_not_tried_again_as_solr_may_have_been_killed_in_between(told: Any) -> None:
    solr = Solr(states(ckan=READ), update=503)

    with pytest.raises(IndexAway):
        told(solr)
    assert len(solr.posted) == 1
