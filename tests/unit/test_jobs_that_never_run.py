"""What is said of a job that the queue will never run, by its status there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ckan.lib import jobs
from rq.job import JobStatus

from ckanext.gxdata.logic import harvest_queue


def queue_with(monkeypatch: pytest.MonkeyPatch, status: JobStatus, workers: frozenset[str]) -> None:
    def fetched(job_id: str) -> Any:
        connection = SimpleNamespace(exists=lambda key: int(key in workers))
        return SimpleNamespace(get_status=lambda: status, worker_name="w1", connection=connection)

    monkeypatch.setattr(jobs, "job_from_id", fetched)


@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.DEFERRED, JobStatus.SCHEDULED])
def test_what_waits_in_the_queue_will_run(monkeypatch: pytest.MonkeyPatch, status: JobStatus) -> None:
    queue_with(monkeypatch, status, frozenset())
    assert harvest_queue.loss("j") == ""


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED, JobStatus.FINISHED])
def test_what_the_queue_keeps_as_ended_will_not_run(monkeypatch: pytest.MonkeyPatch, status: JobStatus) -> None:
    queue_with(monkeypatch, status, frozenset({"rq:worker:w1"}))
    assert harvest_queue.loss("j").startswith("任务进程在采集开始之前中断")


def test_what_was_started_runs_as_long_as_its_worker_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    queue_with(monkeypatch, JobStatus.STARTED, frozenset({"rq:worker:w1"}))
    assert harvest_queue.loss("j") == ""
    queue_with(monkeypatch, JobStatus.STARTED, frozenset())
    assert harvest_queue.loss("j").startswith("任务进程在采集开始之前中断")


def test_what_the_queue_does_not_know_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(job_id: str) -> Any:
        raise KeyError(job_id)

    monkeypatch.setattr(jobs, "job_from_id", unknown)
    assert harvest_queue.loss("j") == "任务没有进入队列或已从队列中丢失，未曾运行"
