"""When a source is harvested, as choices of a form: every hour, day, week or month, or a line of cron. Pure.

Not here: what a cron line means to the scheduler, and the words (the templates).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ckanext.gxdata.core.schedule import WORDS

EVERY = ("", "hour", "day", "week", "month", "cron")
"""The empty one: by hand only."""
WEEKDAYS = ("1", "2", "3", "4", "5", "6", "0")
"""As cron counts them, Monday first."""
DAYS = tuple(str(day) for day in range(1, 29))
"""Days that every month has."""
USUAL_TIME = "02:30"
_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
_LINE = re.compile(r"(\d{1,2}) (\d{1,2}|\*) (\*|\d{1,2}) \* (\*|[0-7])")


@dataclass(frozen=True, slots=True)
class Schedule:
    """``every`` is one of ``EVERY``; what it does not need keeps its usual value."""

    every: str = ""
    time: str = USUAL_TIME
    weekday: str = "1"
    day: str = "1"
    cron: str = ""


def of_cron(line: str) -> Schedule:
    """The choice that a stored line stands for; one that no choice fits is shown as it is."""
    line = " ".join(line.split())
    line = WORDS.get(line, line)
    if not line:
        return Schedule()
    found = _LINE.fullmatch(line)
    if not found:
        return Schedule("cron", cron=line)
    minute, hour, day, weekday = found.groups()
    if line == WORDS["hourly"]:
        return Schedule("hour")
    if hour == "*" or int(hour) > 23 or int(minute) > 59:
        return Schedule("cron", cron=line)
    time = f"{int(hour):02}:{int(minute):02}"
    if (day, weekday) == ("*", "*"):
        return Schedule("day", time)
    if day == "*":
        return Schedule("week", time, weekday="0" if weekday == "7" else weekday)
    if weekday == "*" and day in DAYS:
        return Schedule("month", time, day=day)
    return Schedule("cron", cron=line)


def to_cron(chosen: Schedule) -> str:
    """The line to store. Raises ``ValueError`` for a time that is none."""
    if chosen.every == "":
        return ""
    if chosen.every == "hour":
        return "hourly"
    if chosen.every == "cron":
        return " ".join(chosen.cron.split())
    found = _TIME.fullmatch(chosen.time.strip())
    if not found:
        raise ValueError(chosen.time)
    at = f"{int(found[2])} {int(found[1])}"
    return {"day": f"{at} * * *", "week": f"{at} * * {chosen.weekday}", "month": f"{at} {chosen.day} * *"}[chosen.every]
