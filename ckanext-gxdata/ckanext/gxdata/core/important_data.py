"""When the risk of important data is looked at again. Pure.

Source: 《网络数据安全管理条例》(2024 年公布，2025-01-01 施行): who processes important data assesses its risk every year and
reports. Not here: who may see the register (``logic/auth/important_data.py``).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

GRADES = ("core", "important")
YEAR = timedelta(days=366)
SOON = timedelta(days=30)

DueState = Literal["overdue", "due_soon", "on_time"]


def due_state(due: date, today: date) -> DueState:
    """``due_soon`` from 30 days before, the day itself included; ``overdue`` from the day after."""
    if due < today:
        return "overdue"
    return "due_soon" if due - today <= SOON else "on_time"


def next_due(assessed_on: date) -> date:
    """The same day of the next year; 28 February after a leap day."""
    try:
        return assessed_on.replace(year=assessed_on.year + 1)
    except ValueError:
        return assessed_on.replace(year=assessed_on.year + 1, day=28)


def fault_of_assessment(assessed_on: date, due: date, today: date) -> str:
    """What is wrong with the days of an assessment, in Chinese; empty when nothing is."""
    if assessed_on > today:
        return f"评估日期 {assessed_on} 还没有到，请填写实际完成评估的日期"
    if due <= assessed_on:
        return f"下次评估日期 {due} 须晚于本次评估日期 {assessed_on}"
    if due - assessed_on > YEAR:
        return f"下次评估日期 {due} 距本次超过一年；重要数据每年至少评估一次，最迟为 {next_due(assessed_on)}"
    return ""
