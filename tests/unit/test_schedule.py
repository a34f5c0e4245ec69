"""When a source runs by itself."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata.core import schedule

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=timezone.utc)  # Saturday, 12:00 in Nanning


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("hourly", utc(2026, 11, 21, 4, 7)),
        ("daily", utc(2026, 11, 21, 18, 17)),  # 02:17 of the next day in Nanning
        ("weekly", utc(2026, 11, 22, 18, 17)),  # Monday, 02:17
        ("monthly", utc(2026, 11, 30, 18, 17)),  # 1 December, 02:17
        ("30 3 * * 1", utc(2026, 11, 22, 19, 30)),
        ("  0   13 * *  *", utc(2026, 11, 21, 5, 0)),
        ("0 12 29 2 *", utc(2028, 2, 29, 4, 0)),
    ],
)
def test_the_next_run_is_by_the_clock_of_nanning(written: str, expected: datetime) -> None:
    assert schedule.next_run(written, NOON) == expected


def test_a_source_without_schedule_has_no_next_run() -> None:
    assert schedule.next_run("", NOON) is None
    assert schedule.next_run("  ", NOON) is None


@pytest.mark.parametrize(
    "written", ["every day", "* * * *", "* * * * * *", "61 * * * *", "0 0 30 2 *", "@daily", "每天", "a b c d e"]
)
def test_what_is_no_schedule_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match=r"采集时间.*30 3"):
        schedule.checked(written)


@given(st.sampled_from(["hourly", "daily", "weekly", "monthly", "*/7 3-5 * * *"]), st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)))
def test_the_next_run_is_always_behind(written: str, after: datetime) -> None:
    moment = after.replace(tzinfo=timezone.utc)
    found = schedule.next_run(written, moment)

    assert found is not None
    assert found > moment
    assert found.tzinfo is timezone.utc


@pytest.mark.parametrize("written", ["* * * * *", "*/5 * * * *", "*/14 * * * *", "0,50 * * * *", "0,5 3 1 1 *", "0,5 0 29 2 *"])
def test_more_often_than_every_quarter_of_an_hour_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="15 分钟"):
        schedule.checked(written)


@pytest.mark.parametrize("written", ["*/15 * * * *", "7 * * * *", "0 0 29 2 *", "hourly", ""])
def test_every_quarter_of_an_hour_is_not_too_often(written: str) -> None:
    assert schedule.checked(written) == written


def test_what_was_stored_before_still_has_a_next_run() -> None:
    assert schedule.next_run("* * * * *", NOON) == utc(2026, 11, 21, 4, 1)
