"""When a job that runs by its row counts as left behind by a killed process."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ckanext.gxdata.logic import harvest_answers


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A run that ends and lets go of its lock right after the first look at it; ``row`` is what the database says."""
    job, row, looks = SimpleNamespace(status="running", source_id="s"), {"status": "running"}, [True]
    monkeypatch.setattr(harvest_answers, "is_held", lambda _: looks.pop() if looks else False)
    session = SimpleNamespace(refresh=lambda each: setattr(each, "status", row["status"]))
    monkeypatch.setattr(harvest_answers, "model", SimpleNamespace(Session=session))
    return SimpleNamespace(job=job, row=row, looks=looks)


def test_a_job_that_ends_between_the_two_looks_is_not_taken_for_dead(run: Any) -> None:
    assert not harvest_answers.has_died(run.job), "the lock is held"
    run.row["status"] = "finished"

    assert not harvest_answers.has_died(run.job)
    assert run.job.status == "finished"


def test_a_job_whose_process_was_killed_counts_as_dead(run: Any) -> None:
    run.looks.clear()

    assert harvest_answers.has_died(run.job)


def test_one_answer_looks_at_the_lock_once(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(harvest_answers, "is_held", lambda source: not seen.append(source) and len(seen) == 1)
    plain = {"public_dict": dict, "kind": "", "message": "", "step": "", "done": 0, "total": 0, "heartbeat": None}
    job = SimpleNamespace(**vars(run.job), **plain, cancel_requested=False)

    assert "status" not in harvest_answers.told(job, in_full=True)
    assert seen == ["s"]
