"""The words of the tables: what is asked, and which answers are right. Placeholders are filled from ``records.Records.names``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
ALL = ("open", "conditional", "closed")
KEPT = ("conditional", "closed")
"""Described to everybody, given to nobody without a grant."""


@dataclass(frozen=True)
class Call:
    """``asked`` are the arguments of an action; of a route ``method``, ``path`` and the form."""

    expected: frozenset[int]
    asked: dict[str, Any] = field(default_factory=dict)
    path: str = ""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    shows_inside: str = ""
    """Why keys of the inside are right in this answer."""

    def filled(self, names: dict[str, str]) -> Call:
        """With the records' names in the placeholders."""
        return Call(
            self.expected, _filled(self.asked, names), _filled(self.path, names), self.method, self.headers, self.shows_inside
        )


def _filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, names) for each in value]
    return _PLACEHOLDER.sub(lambda found: names.get(found[1], found[0]), value) if isinstance(value, str) else value


def _call(*expected: int) -> Any:
    def call(**asked: Any) -> Call:
        return Call(frozenset(expected), asked)

    return call


shown = _call(200)
"""Answered, without a mark."""
closed = _call(403)
"""Data that this reader may not take."""
secret = _call(403, 404)
"""A dataset of which nobody is told."""
own = _call(200, 403)
"""Everybody's own affair: answered to who is logged in."""
badly = _call(400, 409)
"""A question that is not answered to anybody."""
change_of_own = _call(200, 400, 403, 404, 409)
"""A change of one's own list of what one follows."""
refused = _call(400, 403, 404, 409)
"""A change by who may not change it, or a record that there is not."""
broken_in_ckan = _call(400, 403, 404, 409, 500)
"""As ``refused``; CKAN 2.12.0 answers 500 to a stranger (its auth function looks up a user that is none)."""


def inside(reason: str, call: Call) -> Call:
    """The answer may hold keys of the inside, because …"""
    return Call(call.expected, call.asked, call.path, call.method, call.headers, reason)


def each(kinds: tuple[str, ...], call: Any, **asked: Any) -> tuple[Call, ...]:
    """The same for several records: ``{kind}`` stands for the record."""
    return tuple(call(**{key: _of(value, kind) for key, value in asked.items()}) for kind in kinds)


def _of(value: Any, kind: str) -> Any:
    if isinstance(value, list):
        return [_of(item, kind) for item in value]
    return value.replace("{kind", "{" + kind) if isinstance(value, str) else value


def page(path: str, *expected: int, method: str = "GET", headers: dict[str, str] | None = None, **form: Any) -> Call:
    """One visit to a route."""
    return Call(frozenset(expected or (200,)), form, path, method, headers or {})


def pages(kinds: tuple[str, ...], path: str, *expected: int, method: str = "GET", **form: Any) -> tuple[Call, ...]:
    """The same visit for several records."""
    return tuple(page(_of(path, kind), *expected, method=method, **form) for kind in kinds)
