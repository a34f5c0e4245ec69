"""When a source runs by itself: a word, or a cron line; wall time is Asia/Shanghai. Pure, so ``after`` is an argument.

Not here: who looks at the clock and starts the runs (``logic/schedules.py``).
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from croniter import croniter
from croniter.croniter import CroniterError

from ckanext.gxdata.core.moments import SHANGHAI

WORDS = {"hourly": "7 * * * *", "daily": "17 2 * * *", "weekly": "17 2 * * 1", "monthly": "17 2 1 * *"}
"""Cron lines of the words: in the night, and not at the full hour, when everybody calls."""
TITLES = {"": "不定时", "hourly": "每小时", "daily": "每天", "weekly": "每周", "monthly": "每月"}
SHORTEST = timedelta(minutes=15)
"""A department's system is somebody else's machine."""
_FORM = "写 hourly、daily、weekly、monthly 之一，或五段的 cron（分 时 日 月 周，北京时间），例如 30 3 * * 1"


def checked(schedule: str) -> str:
    """The schedule as it is stored. Raises ``ValueError`` (Chinese, with an example) for what is none, or too often."""
    plain = _read(schedule)
    if plain and _shortest_pause(WORDS.get(plain, plain)) < SHORTEST:
        raise ValueError(f"采集时间“{plain[:50]}”太密：两次之间至少隔 15 分钟，以免压垮部门的系统；{_FORM}")
    return plain


def _shortest_pause(line: str) -> timedelta:
    """Between two runs of the first day that has any, and the next one."""
    moments = croniter(line, datetime(2026, 1, 1))
    first = last = moments.get_next(datetime)
    shortest = timedelta.max
    try:
        while last - first < timedelta(days=1, hours=1) and shortest >= SHORTEST:
            following = moments.get_next(datetime)
            shortest, last = min(shortest, following - last), following
    except (CroniterError, ValueError, OverflowError):
        return shortest  # there is no other
    return shortest


def _read(schedule: str) -> str:
    plain = " ".join(schedule.split())
    if plain in TITLES:
        return plain
    if len(plain.split(" ")) != 5:
        raise ValueError(f"采集时间“{plain[:50]}”看不懂：{_FORM}")
    try:
        croniter(plain, datetime(2026, 1, 1, tzinfo=SHANGHAI)).get_next(datetime)
    except (CroniterError, ValueError, KeyError, OverflowError) as error:
        raise ValueError(f"采集时间“{plain[:50]}”不是可用的 cron：{_FORM}") from error
    return plain


def next_run(schedule: str, after: datetime) -> datetime | None:
    """The first moment behind ``after`` (UTC); None for a source that runs by hand only. Raises for what is no schedule."""
    plain = _read(schedule)
    if not plain:
        return None
    line = croniter(WORDS.get(plain, plain), after.astimezone(SHANGHAI))
    found: datetime = line.get_next(datetime)
    return found.astimezone(timezone.utc)
