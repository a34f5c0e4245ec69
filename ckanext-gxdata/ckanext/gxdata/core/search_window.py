"""How far a program may page. Pure.

What stands far down the order of relevance nobody reads, and Solr sorts all that stands before it. A catalog without a question is
read through by harvesters, other portals among them, so that its bound only keeps out numbers that no catalog has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core.search_address import WINDOW

CATALOG = 1_000_000
_EVERYTHING = ("", "*", "*:*", '""', "''")


def too_far(params: Mapping[str, Any]) -> str:
    """Why this page is not answered; empty when it is. What is no number is CKAN's to refuse."""
    end = _number(params.get("start"), 0) + min(_number(params.get("rows"), 10), WINDOW)
    most = CATALOG if str(params.get("q") or "").strip() in _EVERYTHING else WINDOW
    if end <= most:
        return ""
    return (
        f"start：start + rows 最多 {most:,}，这里是 {end:,}；请用 fq 缩小范围，或按 sort=id asc 与 fq=id:{{上一个 id TO *}} 逐段读取"
        f" · start: start + rows may be {most:,} at most; narrow the search by fq, or read on with sort=id asc and fq=id:{{LAST_ID TO *}}"
    )


def _number(value: Any, default: int) -> int:
    text = str(default if value in (None, "") else value)
    return (
        int(text)
        if text.isascii() and text.isdecimal() and len(text) < 16
        else (10**15 if text.isdecimal() else default)
    )
