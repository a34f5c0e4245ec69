"""How fast a department answers: the middle of the times from asking to answering."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ckanext.gxdata.core.reply_time import Replies, replies

ASKED = datetime(2026, 11, 1, 9, tzinfo=timezone.utc)


def after(days: float) -> tuple[datetime, datetime | None]:
    return ASKED, ASKED + timedelta(days=days)


def test_the_median_of_the_answered_ones_in_days() -> None:
    assert replies([after(1), after(30), after(2.26), (ASKED, None)]) == Replies(asked=4, answered=3, days=2.3)


def test_without_an_answer_there_is_no_time() -> None:
    assert replies([(ASKED, None)]) == Replies(1, 0, None)
    assert replies([]) == Replies(0, 0, None)


def test_a_clock_that_was_set_back_makes_no_negative_time() -> None:
    assert replies([after(-1)]).days == 0
