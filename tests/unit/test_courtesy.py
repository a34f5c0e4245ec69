"""While people ask, documents go to the index with rests between; where nobody asks, nothing is held back."""

from __future__ import annotations

import threading
from itertools import repeat
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask
from redis.exceptions import ConnectionError as ValkeyAway

from ckanext.gxdata.harvest import children, extraction, loader, posts
from ckanext.gxdata.harvest.courtesy import REST, Courtesy
from ckanext.gxdata.index import asked
from ckanext.gxdata.index.posting import Posted
from ckanext.gxdata.logic import hooks


class Day:
    """A clock that sleeping moves on, and every look at it by a little, as with a real one."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, list[float]()

    def clock(self) -> float:
        self.now += 1e-6
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0, "time.sleep refuses it"
        self.slept.append(round(seconds, 3))
        self.now += seconds


def post(courtesy: Courtesy, day: Day, lasts: float) -> None:
    with courtesy.turn():
        day.now += lasts


def test_where_nobody_asks_one_post_follows_the_other() -> None:
    day = Day()
    courtesy = Courtesy(lambda: False, 2.0, day.clock, day.sleep)
    for _ in range(3):
        post(courtesy, day, 0.5)

    assert (round(day.now, 3), day.slept) == (101.5, [])


def test_while_somebody_asks_a_rest_of_twice_a_post_lies_between_two_and_none_after_the_last() -> None:
    day = Day()
    courtesy = Courtesy(lambda: True, 2.0, day.clock, day.sleep)
    for _ in range(3):
        post(courtesy, day, 0.5)

    assert (round(day.now, 3), day.slept) == (103.5, [0.0, 1.0, 1.0])


def test_a_post_that_took_long_is_followed_by_five_seconds_at_most() -> None:
    day = Day()
    courtesy = Courtesy(lambda: True, 2.0, day.clock, day.sleep)
    post(courtesy, day, 60)
    post(courtesy, day, 1)

    assert day.slept == [0.0, 5.0]


def test_a_batch_comes_whole_where_nobody_asks_and_in_small_parts_while_somebody_does() -> None:
    day, answers = Day(), iter((True, True, False))
    courtesy = Courtesy(lambda: next(answers), 2.0, day.clock, day.sleep)

    assert [len(part) for part in Courtesy(lambda: False, 2.0).parts(range(250))] == [250]
    assert [(part[0], part[-1]) for part in courtesy.parts(range(250))] == [(0, 24), (25, 49), (50, 249)]


def test_between_two_parts_lies_a_rest_as_long_as_what_was_done_with_the_first_asks_for() -> None:
    day = Day()
    for _ in Courtesy(lambda: True, 2.0, day.clock, day.sleep).parts(range(75)):
        day.now += 0.5

    assert day.slept == [0.0, 1.0, 1.0]


@pytest.mark.parametrize(("asks", "is_waited_for"), [(True, True), (False, False)])
def test_what_is_posted_is_waited_for_while_people_ask(monkeypatch: pytest.MonkeyPatch, asks: bool, is_waited_for: bool) -> None:
    may_arrive, documents = threading.Event(), cast("Any", ["a document"])
    monkeypatch.setattr(posts.posting, "post", lambda documents: may_arrive.wait(10) and Posted())
    of_a_run = posts.Posts(people_ask=lambda: asks)
    sender = threading.Thread(target=of_a_run.send, args=(documents, {}))
    sender.start()
    sender.join(0.2)
    waits = sender.is_alive()
    may_arrive.set()
    sender.join()
    of_a_run.pool.shutdown()

    assert waits == is_waited_for


def test_a_child_rests_between_two_batches_that_it_prepares(monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day()

    class Preparer:
        def prepared(self, batch: Any) -> list[Any]:
            day.now += 0.25
            return []

    monkeypatch.setattr(children, "_mine", [(Preparer(), Courtesy(lambda: True, REST, day.clock, day.sleep))])
    for _ in range(3):
        children._all_prepared(["a task"])

    assert day.slept == [0.0, 4.0, 4.0]


def test_batches_that_wait_already_are_written_with_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day()

    def write(*_: Any) -> None:
        day.now += 0.5

    monkeypatch.setattr(loader.asked, "lately", lambda: True)
    monkeypatch.setattr(loader, "Courtesy", lambda asked, rest: Courtesy(asked, rest, day.clock, day.sleep))
    monkeypatch.setattr(loader, "_write", write)
    monkeypatch.setattr(loader, "Posts", lambda: SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(loader.schema_version, "check", lambda connection: None)
    monkeypatch.setattr(loader.model, "Session", SimpleNamespace(connection=lambda: None))
    monkeypatch.setattr(loader, "tasks_of", lambda name, batch, now: batch)
    run: Any = SimpleNamespace(source=SimpleNamespace(name="a"), clock=lambda: None, progress=lambda *_: None)
    ahead: Any = SimpleNamespace(children=SimpleNamespace(are_forked=False, preparer=SimpleNamespace(prepared=list)))
    batches: Any = [["one"], ["two"], ["three"]]
    loader.load(run, batches, 3, ahead)

    assert day.slept == [0.0, 5.0, 5.0]


def test_what_is_read_is_staged_with_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day()

    class Staging(extraction._Extraction):
        def write(self) -> None:
            day.now += 0.25

    courtesy = Courtesy(lambda: True, REST, day.clock, day.sleep)
    nothing: Any = None
    reading = Staging(nothing, nothing, nothing, nothing, sizes=repeat(1), courtesy=courtesy)
    for _ in range(3):
        reading._hand_on()

    assert day.slept == [0.0, 4.0, 4.0]


# ── that somebody asks ───────────────────────────────────────────────────────────────────────────────────────────────


class Server:
    """What Valkey does with a key that has an end."""

    def __init__(self) -> None:
        self.keys: dict[str, int] = {}

    def set(self, name: str, value: str, ex: int) -> None:
        self.keys[name] = ex

    def exists(self, name: str) -> int:
        return int(name in self.keys)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    monkeypatch.setattr(asked.valkey, "client", lambda patience: server)
    monkeypatch.setattr(asked.valkey, "name", lambda of: f"test:{of}")
    monkeypatch.setattr(asked, "_told", {})
    return server


def test_a_question_is_known_to_other_processes_for_half_a_minute(server: Server) -> None:
    assert not asked.lately()

    asked.tell()

    assert asked.lately()
    assert server.keys == {"test:asked": 30}


def test_a_process_tells_of_many_questions_once_a_second(server: Server) -> None:
    asked.tell()
    server.keys.clear()
    asked.tell()

    assert not asked.lately()


def test_without_valkey_nobody_is_known_to_ask_and_no_question_fails(monkeypatch: pytest.MonkeyPatch, server: Any) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise ValkeyAway

    monkeypatch.setattr(server, "set", away)
    monkeypatch.setattr(server, "exists", away)
    asked.tell()

    assert not asked.lately()


@pytest.mark.parametrize(("caller", "known"), [({"REMOTE_ADDR": "203.0.113.7"}, True), ({"REMOTE_ADDR": ""}, True), ({}, False)])
def test_who_asks_comes_over_the_network_no_command_and_no_job(
    monkeypatch: pytest.MonkeyPatch, server: Any, caller: dict[str, str], known: bool
) -> None:
    monkeypatch.setattr(hooks.index, "before_dataset_search", lambda params: params)
    with Flask("portal").test_request_context(environ_base=caller):
        assert hooks.DatasetHooks().before_dataset_search({"q": "停车"}) == {"q": "停车"}

    assert asked.lately() == known
