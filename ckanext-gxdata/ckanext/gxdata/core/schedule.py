"""When a source runs by itself: a word, or a cron line; wall time is Asia/Shanghai. Pure, so ``after`` is an argument.

Not here: who looks at the clock and starts the runs (``logic/schedules.py``).
"""

from __future__ import annotations

from datetime import datetime, timezone

from croniter import croniter
from croniter.croniter import CroniterError

from ckanext.gxdata.core.moments import SHANGHAI

WORDS = {"hourly": "7 * * * *", "daily": "17 2 * * *", "weekly": "17 2 * * 1", "monthly": "17 2 1 * *"}
"""Cron lines of the words: in the night, and not at the full hour, when everybody calls."""
TITLES = {"": "不定时", "hourly": "每小时", "daily": "每天", "weekly": "每周", "monthly": "每月"}
_FORM = "写 hourly、daily、weekly、monthly 之一，或五段的 cron（分 时 日 月 周，北京时间），例如 30 3 * * 1"


def checked(schedule: str) -> str:
    """The schedule as it is stored. Raises ``ValueError`` (Chinese, with an example) for what is none."""
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
    """The first moment behind ``after`` (UTC); None for a source that runs by hand only. Raises as ``checked``."""
    plain = checked(schedule)
    if not plain:
        return None
    line = croniter(WORDS.get(plain, plain), after.astimezone(SHANGHAI))
    found: datetime = line.get_next(datetime)
    return found.astimezone(timezone.utc)
