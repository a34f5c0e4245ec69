"""A queued job whose source is busy: it comes again, ever later, and not for ever; the command line is refused at once."""

from __future__ import annotations

import random
from datetime import datetime, timezone
from typing import Any

import pytest

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.harvest import report
from ckanext.gxdata.harvest.host_turn import HostBusy, host_of
from ckanext.gxdata.logic import busy_source
from ckanext.gxdata.logic.busy_source import Refusals
from ckanext.gxdata.logic.harvest_means import means
from ckanext.gxdata.model import HarvestJob

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=timezone.utc)
BUSY = FatalError("采集源“甲”正在采集，同一时间只能有一次", rule="source-busy", hint="等这一次结束后再试")
GONE = FatalError("没有名为“甲”的映射", rule="mapping")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What became of the job."""
    told: list[str] = []
    monkeypatch.setattr(report, "refuse", lambda job, error, now: told.append(f"closed: {error.rule}"))
    monkeypatch.setattr(busy_source, "_keep_waiting", lambda job, why: told.append(why[:6]))
    return told


def refused(tries: int, error: FatalError = BUSY) -> Refusals:
    refusals = Refusals(tries)
    refusals(HarvestJob(id="j", status="queued"), error, NOW)
    return refusals


def test_a_job_whose_source_is_busy_comes_again_in_some_seconds(told: list[str]) -> None:
    random.seed(6)
    again = refused(0).again

    assert told == ["同一采集源正"]
    assert again is not None
    assert 2 <= again.intervals[0] <= 7


def test_a_job_whose_host_is_being_harvested_for_another_source_waits_as_well(told: list[str]) -> None:
    assert refused(0, HostBusy()).again is not None
    assert told == ["同一系统正在"]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Data.example.gov.cn/api?page=1", "data.example.gov.cn"),
        ("postgresql://reader:geheim@10.0.0.5:5432/catalog", "10.0.0.5:5432"),
        ("http://127.0.0.1:8001/a", "127.0.0.1:8001"),
        ("/srv/folder", ""),
        ("", ""),
    ],
)
def test_a_host_is_its_name_and_port(address: str, host: str) -> None:
    assert host_of(address) == host


def test_it_looks_ever_later_but_at_least_every_minute_and_a_half() -> None:
    random.seed(6)
    pauses = {tries: [busy_source.pause(tries) for _ in range(200)] for tries in (0, 1, 2, 3, 4, 400)}

    assert [(min(each), max(each)) for each in pauses.values()] == [(2, 7), (5, 15), (10, 30), (20, 60), (30, 90), (30, 90)]


def test_a_job_that_waited_for_longer_than_any_run_may_last_is_closed(told: list[str]) -> None:
    assert refused(busy_source.MOST - 1).again is not None
    assert refused(busy_source.MOST).again is None
    assert told == ["同一采集源正", "closed: source-busy"]


def test_any_other_reason_not_to_begin_closes_the_job(told: list[str]) -> None:
    assert refused(0, GONE).again is None
    assert told == ["closed: mapping"]


def test_outside_a_worker_there_is_no_queue_to_go_back_to(told: list[str]) -> None:
    refusals = busy_source.refusals()
    refusals(HarvestJob(id="j", status="queued"), BUSY, NOW)

    assert refusals.again is None
    assert told == ["closed: source-busy"]


def test_the_command_line_closes_its_job_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    own: Any = means()
    assert own.refuse is report.refuse
