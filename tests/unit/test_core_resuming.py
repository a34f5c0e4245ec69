"""When a run that was cut off is begun again."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ckanext.gxdata.core import resuming

CUT = datetime(2026, 11, 21, 12, tzinfo=timezone.utc)


def test_at_once_then_ever_later_then_no_more() -> None:
    assert resuming.due(CUT, 1, 5, "s") == CUT
    pauses = [resuming.due(CUT, tries, 5, "s") - CUT for tries in (2, 3, 4, 5)]
    least = [timedelta(minutes=minutes) for minutes in (1, 3, 7, 15)]
    assert all(each <= pause <= each * 1.5 for each, pause in zip(least, pauses, strict=True))
    assert resuming.due(CUT, 6, 5, "s") is None


def test_sources_that_were_cut_off_together_come_back_apart_and_everybody_sees_the_same_moment() -> None:
    moments = {resuming.due(CUT, 3, 5, f"source-{number}") for number in range(20)}

    assert len(moments) > 10
    assert resuming.due(CUT, 3, 5, "source-1") == resuming.due(CUT, 3, 5, "source-1")


def test_without_tries_nothing_is_begun_again() -> None:
    assert resuming.due(CUT, 1, 0, "s") is None
