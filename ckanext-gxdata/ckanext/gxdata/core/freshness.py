"""按期、临期、逾期: whether a dataset is as fresh as its department promised (更新周期, 发改高技〔2017〕1272号).

Here: the judgement from dates and the promised lag. Not here: wording and marks (templates).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["on_time", "due_soon", "overdue", "irregular", "unknown"]

DUE_SHARE = 0.1
DUE_DAYS = 3
"""A dataset is due soon when less than a tenth of its period, or 3 days, are left: whichever is longer."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """``days``: since the last update (on_time, irregular), left (due_soon) or beyond the promise (overdue)."""

    state: State
    days: int = 0


def parse_day(text: str | None) -> date | None:
    """Day of an ISO date or time; None when there is none or it is no date."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def judge(modified: date | None, max_lag_days: int | None, today: date) -> Freshness:
    """``max_lag_days`` is None where nothing regular was promised."""
    if modified is None:
        return Freshness("unknown")
    age = (today - modified).days
    if max_lag_days is None:
        return Freshness("irregular", max(age, 0))
    left = max_lag_days - age
    if left < 0:
        return Freshness("overdue", -left)
    if left <= max(DUE_DAYS, max_lag_days * DUE_SHARE) and max_lag_days > DUE_DAYS:
        return Freshness("due_soon", left)
    return Freshness("on_time", max(age, 0))
