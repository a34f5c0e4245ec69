"""How a run is stopped while it goes on: between two records, or while it waits for a department's system."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.harvest import watch as watching
from ckanext.gxdata.harvest.fence import FenceLost
from ckanext.gxdata.harvest.live import Cancelled
from ckanext.gxdata.harvest.watch import Watch

NOW = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)


class Lock:
    """Stands for the lock's connection: ``row`` is what is asked, ``dead`` how many looks find no server."""

    def __init__(self, row: tuple[bool, int] | None = (False, 7), dead: int = 0, again: bool = True) -> None:
        self.row, self.dead, self.again, self.looks = row, dead, again, 0

    def execute(self, statement: Any, parameters: Any) -> Any:
        self.looks += 1
        if self.dead:
            self.dead -= 1
            raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))
        return SimpleNamespace(one_or_none=lambda: self.row)

    def take_again(self) -> bool:
        return self.again


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "SECONDS", 0.02)


def watched(lock: Lock, clock: Callable[[], datetime] = lambda: NOW) -> Watch:
    return Watch(lock, "job", 7, 60, clock)  # type: ignore[arg-type]


def stopped_by(lock: Lock, clock: Callable[[], datetime] = lambda: NOW) -> BaseException:
    """Why a wait that would last for ever ends."""
    with watched(lock, clock).looking() as watch, pytest.raises(Exception) as found, watch.network():
        time.sleep(20)
    return found.value


def test_a_cancelled_run_stops_while_it_waits_for_the_network() -> None:
    began = time.monotonic()
    assert isinstance(stopped_by(Lock((True, 7))), Cancelled)
    assert time.monotonic() - began < 15


def test_a_run_whose_time_is_over_stops_though_its_source_dribbles() -> None:
    times: Iterator[datetime] = iter([NOW] + [NOW + timedelta(minutes=61)] * 1000)
    found = stopped_by(Lock(), lambda: next(times))

    assert isinstance(found, FatalError)
    assert found.rule == "run-deadline" and "60 分钟" in found.message


def test_a_run_that_was_overtaken_stops() -> None:
    assert isinstance(stopped_by(Lock((False, 8))), FenceLost)
    assert isinstance(stopped_by(Lock(None)), FenceLost)


def test_a_lock_that_went_with_its_connection_is_taken_again_and_the_run_goes_on() -> None:
    lock = Lock(dead=2)
    with watched(lock).looking() as watch:
        until = time.monotonic() + 10
        while lock.looks < 8 and time.monotonic() < until:
            time.sleep(0.01)
        watch.check()
    assert lock.looks >= 8


def test_where_another_run_took_it_meanwhile_this_one_stops() -> None:
    assert isinstance(stopped_by(Lock(dead=1, again=False)), FenceLost)


def test_outside_of_the_network_it_is_told_between_two_records_only() -> None:
    with watched(Lock((True, 7))).looking() as watch:
        time.sleep(0.2)
        with pytest.raises(Cancelled):
            watch.check()
