"""When it is night in Nanning."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ckanext.gxdata.core import night


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 22, 19, 59, tzinfo=timezone.utc), ""),
        (datetime(2026, 11, 22, 20, 0, tzinfo=timezone.utc), "2026-11-23"),  # 04:00 in Nanning, another day than in Greenwich
        (datetime(2026, 11, 22, 22, 59, tzinfo=timezone.utc), "2026-11-23"),
        (datetime(2026, 11, 22, 23, 0, tzinfo=timezone.utc), ""),
        (datetime(2026, 11, 23, 4, 30, tzinfo=timezone.utc), ""),
    ],
)
def test_it_is_night_from_four_to_seven_by_the_clock_of_nanning(now: datetime, expected: str) -> None:
    assert night.of(now) == expected
