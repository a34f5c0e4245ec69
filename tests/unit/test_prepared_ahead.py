"""What is prepared while a source is still read is loaded only where staging and catalog say the same as they did then."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timezone
from itertools import islice
from typing import Any

import pytest

from ckanext.gxdata.catalog.rows import DatasetRows
from ckanext.gxdata.harvest import ahead, extraction
from ckanext.gxdata.harvest.ahead import Ahead
from ckanext.gxdata.harvest.outcomes import Outcome
from ckanext.gxdata.harvest.preparing import Prepared, Task
from ckanext.gxdata.harvest.staging import StagedRow

NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)


class Children:
    """Prepare at once, and remember what they were given."""

    def __init__(self) -> None:
        self.given: list[list[str]] = []

    def submit(self, batch: Sequence[Task]) -> Future[bytes]:
        self.given.append([task.row.guid for task in batch])
        sent: Future[bytes] = Future()
        sent.set_result(pickle.dumps([Prepared(Outcome(task.row.without_record(), "added")) for task in batch]))
        return sent


def row(guid: str, **more: Any) -> StagedRow:
    return replace(StagedRow(guid, 1, "", "hash", "", "", "", "staged", "", "job", False, '{"title": "表"}'), **more)


def task(guid: str, **more: Any) -> Task:
    return Task(row(guid, **more), NOW)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[DatasetRows, ...]]:
    """What the catalog holds of a record, by guid."""
    held: dict[str, tuple[DatasetRows, ...]] = {}
    monkeypatch.setattr(ahead.staging, "rows", lambda _, guids: [row(guid) for guid in guids])
    monkeypatch.setattr(ahead, "tasks_of", lambda _, rows, now: [Task(each, now, held.get(each.guid, ())) for each in rows])
    monkeypatch.setattr(ahead.model.Session, "commit", lambda: None)
    return held


def given(children: Children, most: int = 100) -> Ahead:
    of_anyone: Any = children
    return Ahead(of_anyone, "source", "name", lambda: NOW, most)


def guids(early: Ahead, tasks: Sequence[Task]) -> list[str]:
    return [each.guid for share in early.shares(tasks) for each in share.prepared()]


def test_a_record_that_was_prepared_ahead_is_not_prepared_again(known: dict[str, Any]) -> None:
    children = Children()
    early = given(children)
    early.offer(["a", "b"])

    assert guids(early, [task("a"), task("b"), task("c")]) == ["a", "b", "c"]
    assert children.given == [["a", "b"], ["c"]]


def test_one_that_was_staged_again_since_is_prepared_as_it_is_now(known: dict[str, Any]) -> None:
    children = Children()
    early = given(children)
    early.offer(["a", "b"])

    assert guids(early, [task("a", hash="another"), task("b")]) == ["b", "a"]
    assert children.given == [["a", "b"], ["a"]]


def test_one_whose_dataset_somebody_made_since_is_compared_with_it(known: dict[str, Any]) -> None:
    children = Children()
    early = given(children)
    early.offer(["a"])

    early.shares([replace(task("a"), before=(DatasetRows({"id": "made"}),))])

    assert children.given == [["a"], ["a"]]


def test_one_that_the_catalog_holds_already_waits_until_all_is_read(known: dict[str, Any]) -> None:
    known["a"] = (DatasetRows({"id": "held"}),)
    children = Children()
    given(children).offer(["a", "b"])

    assert children.given == [["b"]]


def test_batches_may_be_cut_otherwise_when_they_are_loaded_and_no_record_comes_twice(known: dict[str, Any]) -> None:
    children = Children()
    early = given(children)
    early.offer(["a", "b"])
    early.offer(["c", "d"])

    assert guids(early, [task("a"), task("c")]) == ["a", "c"]
    assert guids(early, [task("b"), task("d")]) == ["b", "d"]
    assert children.given == [["a", "b"], ["c", "d"]]


def test_no_more_are_prepared_ahead_than_may_wait(known: dict[str, Any]) -> None:
    children = Children()
    early = given(children, most=3)
    for batch in (["a", "b"], ["c", "d"], ["e"]):
        early.offer(batch)

    assert children.given == [["a", "b"], ["e"]]


@pytest.mark.parametrize(("batch", "sizes"), [(125, [25, 50, 50, 125, 125]), (12, [2, 4, 6, 12, 12]), (3, [3, 3, 3, 3, 3])])
def test_the_first_batch_of_a_listing_comes_in_parts_so_that_nobody_waits_for_it(batch: int, sizes: list[int]) -> None:
    assert list(islice(extraction.sizes(batch), 5)) == sizes
