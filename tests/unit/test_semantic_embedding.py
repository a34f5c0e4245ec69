"""The embedder of the setting: loaded when it is needed, waited for shortly, and never a reason to fail."""

from __future__ import annotations

import logging
import multiprocessing
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import pytest

from ckanext.gxdata.core.hashed_embedder import HashedEmbedder
from ckanext.gxdata.core.search_query import Weights
from ckanext.gxdata.core.search_terms import understand
from ckanext.gxdata.core.search_words import SearchRules
from ckanext.gxdata.core.semantic import fitted
from ckanext.gxdata.index import embedding, neighbours

WEIGHTS = Weights(words={"title": 6}, semantic={"count": 30, "points": 60})


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(embedding, "_of_questions", embedding._Asker(0.2))
    monkeypatch.setattr(embedding, "_of_documents", embedding._Asker(5))
    monkeypatch.setattr(neighbours, "_breaker", neighbours.Breaker())
    monkeypatch.setattr(neighbours.tk, "config", {"ckan.site_id": "test", "solr_url": "http://127.0.0.1:9/solr/ckan"})
    for cached in (embedding._kept, embedding._embedder, embedding._tell):
        cached.cache_clear()
    switch(monkeypatch, "hashed")
    yield
    for cached in (embedding._kept, embedding._embedder, embedding._tell):
        cached.cache_clear()


def switch(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setattr(embedding.config, "semantic_model", lambda: setting)


def say(monkeypatch: pytest.MonkeyPatch, vectors: Any) -> None:
    monkeypatch.setattr(HashedEmbedder, "vectors", lambda self, texts: vectors(texts))


def fail(texts: Sequence[str]) -> Any:
    raise RuntimeError("the model is gone")


def asked() -> str:
    understood = understand("甘蔗", SearchRules())
    return neighbours.question("Q", understood, WEIGHTS)


def test_an_entry_point_is_found_by_its_name() -> None:
    assert embedding.of_question("甘蔗") == fitted(HashedEmbedder().vectors(["甘蔗"])[0])
    assert (embedding.model_name(), embedding.similar_from()) == ("hashed-1", 0.25)


def test_without_the_setting_nothing_is_made_and_the_question_stays_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    switch(monkeypatch, "")
    monkeypatch.setattr(embedding, "_vector", fail)
    assert neighbours.fields({"title": "甘蔗"}) == {}
    assert type(asked()) is str


def test_a_document_has_the_vector_and_the_name_of_its_model() -> None:
    made = neighbours.fields({"title": "甘蔗"})
    assert (len(made["gx_vector"]), made["gx_model"]) == (512, "hashed-1")


@pytest.mark.parametrize("setting", ["no-such-embedder", "/no/such/folder"])
def test_a_model_that_is_not_there_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, setting: str
) -> None:
    switch(monkeypatch, setting)
    with caplog.at_level(logging.WARNING):
        assert [neighbours.fields({"title": "甘蔗"}), embedding.of_question("甘蔗"), embedding.of_question("米")] == [{}, (), ()]
    assert len(caplog.records) == 1


def test_a_folder_without_its_package_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Any
) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "model2vec", None)
    switch(monkeypatch, str(tmp_path))
    with caplog.at_level(logging.WARNING):
        assert embedding.of_question("甘蔗") == ()
    assert "model2vec" in caplog.text


@pytest.mark.parametrize("vectors", [fail, lambda texts: [], lambda texts: [[1.0] * 513], lambda texts: None])
def test_an_embedder_that_fails_gives_no_vector(monkeypatch: pytest.MonkeyPatch, vectors: Any) -> None:
    say(monkeypatch, vectors)
    assert (embedding.of_question("甘蔗"), neighbours.fields({"title": "甘蔗"})) == ((), {})


def test_an_embedder_that_hangs_is_left_after_a_moment_and_not_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    release, calls = threading.Event(), []

    def hang(texts: Sequence[str]) -> Any:
        calls.append(texts)
        release.wait(30)
        return [[1.0]]

    say(monkeypatch, hang)
    try:
        assert [embedding.of_question(text) for text in "甘蔗米"] == [(), (), ()]
        assert len(calls) == 1
    finally:
        release.set()


def test_a_solr_that_is_away_leaves_the_question_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise httpx.ConnectError("away")

    monkeypatch.setattr(neighbours.posting, "client", lambda: type("Client", (), {"post": staticmethod(refuse)}))
    assert neighbours.welcomed({"q": asked()}, ["public"]) == {"q": "Q"}


def test_the_near_ones_are_looked_for_among_what_the_reader_may_see(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    found = {"response": {"docs": [{"id": "one", "score": 0.9}, {"id": "far", "score": 0.55}]}}

    def answer(address: str, data: Any, timeout: float) -> httpx.Response:
        sent.append(data)
        return httpx.Response(200, json=found, request=httpx.Request("POST", address))

    monkeypatch.setattr(neighbours.posting, "client", lambda: type("Client", (), {"post": staticmethod(answer)}))
    query = neighbours.welcomed({"q": asked(), "rows": 20}, ['member-"x', "public"])
    assert query["rows"] == 20
    assert query["q"] == '(("甘蔗") OR id:("one")^=0)'
    assert query["bq"][-1] == 'id:"one"^=60' and "far" not in str(query)
    assert sent[0]["fq"][2:] == ['+gx_model:"hashed-1"', '+permission_labels:("member-x" OR "public")']
    neighbours.welcomed({"q": asked()}, None)
    assert sent[1]["fq"] == ['+site_id:"test"', "+entity_type:package +state:active", '+gx_model:"hashed-1"']


def test_a_question_that_did_not_come_from_the_hook_is_not_touched() -> None:
    for other in ("甘蔗", "{!knn f=gx_vector}[1]", None):
        assert neighbours.welcomed({"q": other}, ["public"]) == {"q": other}


def _in_child(queue: Any) -> None:
    queue.put(neighbours.fields({"title": "甘蔗"}))


def test_a_forked_process_makes_the_same_vectors() -> None:
    here, context = neighbours.fields({"title": "甘蔗"}), multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=_in_child, args=(queue,))
    child.start()
    assert queue.get(timeout=30) == here
    child.join()
