"""Days of the register of important data."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.gxdata.core import important_data


@pytest.mark.parametrize(
    ("due", "state"),
    [
        (date(2026, 11, 20), "overdue"),
        (date(2026, 11, 21), "due_soon"),
        (date(2026, 12, 21), "due_soon"),
        (date(2026, 12, 22), "on_time"),
    ],
)
def test_an_assessment_is_due_soon_for_thirty_days_and_then_overdue(due: date, state: str) -> None:
    assert important_data.due_state(due, today=date(2026, 11, 21)) == state


def test_the_next_assessment_is_a_year_later_even_after_a_leap_day() -> None:
    assert important_data.next_due(date(2026, 3, 1)) == date(2027, 3, 1)
    assert important_data.next_due(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("assessed_on", "due", "words"),
    [
        (date(2026, 11, 22), date(2027, 1, 1), "还没有到"),
        (date(2026, 11, 1), date(2026, 11, 1), "须晚于本次"),
        (date(2026, 11, 1), date(2027, 11, 3), "最迟为 2027-11-01"),
        (date(2026, 11, 1), date(2027, 11, 1), ""),
    ],
)
def test_days_of_an_assessment_that_make_no_sense_are_named(assessed_on: date, due: date, words: str) -> None:
    fault = important_data.fault_of_assessment(assessed_on, due, today=date(2026, 11, 21))
    assert words in fault and bool(words) == bool(fault)
