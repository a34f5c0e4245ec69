"""Pure parts of the harvest pages: choices of a schedule, the chart of the last runs."""

from __future__ import annotations

import pytest

from ckanext.gxdata.views import schedule_choices, trend
from ckanext.gxdata.views.schedule_choices import Schedule


@pytest.mark.parametrize(
    ("line", "choice"),
    [
        ("", Schedule()),
        ("hourly", Schedule("hour")),
        ("0 * * * *", Schedule("cron", cron="0 * * * *")),
        ("30 2 * * *", Schedule("day", "02:30")),
        ("5 14 * * 1", Schedule("week", "14:05", weekday="1")),
        ("0 6 15 * *", Schedule("month", "06:00", day="15")),
        ("*/20 8-18 * * 1-5", Schedule("cron", cron="*/20 8-18 * * 1-5")),
        ("0 6 31 * *", Schedule("cron", cron="0 6 31 * *")),
    ],
)
def test_a_line_of_cron_is_a_choice_and_back(line: str, choice: Schedule) -> None:
    assert schedule_choices.of_cron(line) == choice
    assert schedule_choices.to_cron(choice) == line


def test_the_words_of_a_schedule_are_choices_too() -> None:
    assert schedule_choices.of_cron("daily") == Schedule("day", "02:17")
    assert schedule_choices.of_cron("monthly") == Schedule("month", "02:17", day="1")


def test_sunday_is_one_day_however_it_is_counted() -> None:
    assert schedule_choices.of_cron("0 1 * * 7").weekday == "0"


def test_a_time_that_is_none_is_refused_and_a_full_width_colon_is_not() -> None:
    with pytest.raises(ValueError, match="25:00"):
        schedule_choices.to_cron(Schedule("day", "25:00"))
    assert schedule_choices.to_cron(Schedule("day", "7：05")) == "5 7 * * *"


def test_a_chart_has_the_last_value_at_its_right_end_and_counts_no_failed_run() -> None:
    jobs = [
        {"status": "finished", "added": 0, "updated": 10, "unchanged": 90},
        {"status": "failed", "added": 0, "updated": 0, "unchanged": 0},
        {"status": "partial", "added": 50, "updated": 0, "unchanged": 0},
    ]
    drawn = trend.draw(jobs)
    assert drawn is not None
    assert (drawn.last, drawn.line) == (100, "M4.0 36.0L248.0 12.0")


def test_one_run_makes_no_line() -> None:
    assert trend.draw([{"status": "finished", "added": 5}]) is None


def test_the_band_is_read_from_left_to_right_with_the_newest_run_last() -> None:
    jobs = [{"id": "c", "status": "running"}, {"id": "b", "status": "failed"}, {"id": "a", "status": "finished"}]
    marks = trend.band(jobs)
    assert [mark.outcome for mark in marks] == [*[""] * 8, "finished", "failed"]
    assert [mark.job for mark in marks[-2:]] == ["a", "b"]
