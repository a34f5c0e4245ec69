"""When the end of a harvest is news, and what is told of it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from ckanext.gxdata.core.notices import Ended, letter, news, told

START = datetime(2026, 11, 21, 2, 0, tzinfo=timezone.utc)
ONE = frozenset({("missing-title", "a")})
TWO = ONE | {("missing-title", "b")}


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("status", "before", "expected"),
    [
        ("finished", None, ""),
        ("finished", "finished", ""),
        ("finished", "failed", "recovered"),
        ("finished", "partial", "recovered"),
        ("failed", None, "failed"),
        ("failed", "finished", "failed"),
        ("failed", "partial", "failed"),
        ("partial", "finished", "partial"),
        ("cancelled", "failed", ""),
    ],
)
def test_a_change_is_news(status: str, before: str | None, expected: str) -> None:
    earlier = Ended(before, START) if before else None

    assert news(Ended(status, after(1)), earlier, START, frozenset()) == expected


def test_the_same_failure_every_hour_is_told_once_a_day() -> None:
    said = [news(Ended("failed", after(hour)), Ended("failed", after(hour - 1)), START, frozenset()) for hour in range(1, 73)]

    assert [hour for hour, event in enumerate(said, start=1) if event] == [24, 48, 72]


def test_a_new_problem_is_told_at_once_and_a_known_one_is_not() -> None:
    assert news(Ended("partial", after(1), TWO), Ended("partial", START, ONE), START, ONE) == "partial"
    assert news(Ended("partial", after(1), ONE), Ended("partial", START, ONE), START, TWO) == ""


def test_what_is_told_holds_no_raw_value() -> None:
    problem = {"rule": "unknown-code", "severity": "warning", "message": "“逢五逢十”不在代码表中", "records": 7, "examples": ["x"]}

    assert told([problem] * 9) == [
        {"rule": "unknown-code", "severity": "warning", "message": "“…”不在代码表中", "records": 7}
    ] * 5  # fmt: skip


def test_the_letter_says_in_chinese_first_what_happened_and_where_to_look() -> None:
    counts = {"added": 1, "updated": 2, "unchanged": 3, "missing": 0, "deleted": 0, "errored": 4}
    facts = {
        "source_title": "统计局\n目录",
        "counts": counts,
        "message": "4 条记录有错误未能入库，其余已入库",
        "problems": told(
            [
                {"rule": "r", "severity": "error", "message": "没有名称", "records": 4},
                {"rule": "s", "severity": "error", "message": "目录没有取全", "records": 0},
            ]
        ),
        "url": "https://portal.example/harvest/job/1",
    }
    subject, body = letter("partial", facts)

    assert subject == "采集没有全部完成：统计局 目录"
    assert "新增 1，更新 2，未变 3，缺失 0，出错 4" in body
    assert "1. 没有名称（4 条记录）\n2. 目录没有取全（整个来源）" in body
    assert "https://portal.example/harvest/job/1" in body
