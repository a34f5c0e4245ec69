"""Whether the end of a harvest is news for its department, and the words it is told in. Pure.

Told are a failure and records that did not land, once until that changes and then once a day; and that it works again.
Not here: who is told, and how (``logic/notices.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

BAD = ("failed", "partial")
PROBLEMS = 5
_DAY = timedelta(days=1)
_QUOTED = re.compile("“[^”]*”")
_TITLES = {"failed": "采集失败", "partial": "采集没有全部完成", "recovered": "采集恢复正常"}
_COUNTS = {"added": "新增", "updated": "更新", "unchanged": "未变", "missing": "缺失", "errored": "出错"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended. ``problems``: rule and guid of its errors."""

    status: str
    finished: datetime
    problems: frozenset[tuple[str, str]] = frozenset()


def news(last: Ended, before: Ended | None, since: datetime, known: frozenset[tuple[str, str]]) -> str:
    """``failed``, ``partial``, ``recovered``, or nothing that anybody need be told.

    ``since``: when the present state began; ``known``: errors of the earlier runs in that state.
    """
    if last.status not in BAD:
        return "recovered" if last.status == "finished" and before is not None and before.status in BAD else ""
    if before is None or before.status != last.status:
        return last.status
    if last.status == "partial" and last.problems - known:
        return "partial"
    is_another_day = (last.finished - since) // _DAY != (before.finished - since) // _DAY
    return last.status if is_another_day else ""


def told(problems: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The first problems as they may leave the portal: what a record says stands in quotation marks and is left out."""
    return [
        {"rule": each["rule"], "severity": each["severity"], "message": _QUOTED.sub("“…”", each["message"]), "records": each["records"]}
        for each in problems[:PROBLEMS]
    ]


def letter(event: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body. ``facts``: ``source_title counts message problems url`` as the webhook gets them."""
    subject = f"{_TITLES[event]}：{facts['source_title']}"
    counts = "，".join(f"{word} {facts['counts'][key]}" for key, word in _COUNTS.items())
    lines = [subject, "", facts["message"], f"本次：{counts}。"]
    if facts["problems"]:
        lines += ["", "主要问题："]
        lines += [f"{place}. {_problem(each)}" for place, each in enumerate(facts["problems"], start=1)]
    lines += ["", f"逐条问题与改法：{facts['url']}", "", "同样的问题每天最多提醒一次；恢复正常时另行通知。", _ENGLISH[event]]
    return " ".join(subject.split()), "\n".join(lines) + "\n"


def _problem(problem: Mapping[str, Any]) -> str:
    hit = f"{problem['records']} 条记录" if problem["records"] else "整个来源"
    return f"{problem['message']}（{hit}）"


_ENGLISH = {
    "failed": "The harvest of this source failed; what is in the catalog stays as it was.",
    "partial": "This source could not be harvested completely: its listing was not whole, or records could not be loaded.",
    "recovered": "The harvest of this source works again.",
}
