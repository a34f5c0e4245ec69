"""CKAN's action API as a reader sees it: one call, and the many ways in which a portal says no.

Not here: listing a whole catalog (``ckan_listing.py``), transport (``http.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.answers import Answer, json_of
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.memory import UNCONDITIONAL, Validators

SHOWN = 200
DEEPEST = 10
"""How deep the words of an error are looked for."""


class ActionApi:
    """Bound to a portal; ``base`` ends where the name of an action begins."""

    def __init__(self, http: HttpClient, base: str) -> None:
        self._http = http
        self._base = base

    def call(self, action: str, parameters: Mapping[str, Any], pointer: str) -> Any:
        """The ``result``. Raises what ``ask`` and ``result`` raise."""
        return self.result(self.ask(action, parameters), action, pointer)

    def ask(self, action: str, parameters: Mapping[str, Any], known: Validators = UNCONDITIONAL) -> Answer:
        """Raises what ``HttpClient.page`` raises."""
        return self._http.page("GET", self._base + action, known, params=dict(parameters))

    def result(self, given: Answer, action: str, pointer: str) -> Any:
        """Of an answer to ``ask``. Raises ``FatalError``: ``not-ok`` for a refusal in 200, and what ``json_of`` raises."""
        answer = json_of(given, pointer)
        if isinstance(answer, Mapping) and answer.get("success") is True and "result" in answer:
            return answer["result"]
        raise FatalError(
            f"{pointer}：接口 {action} 没有成功{_reason(answer)}",
            pointer=pointer,
            rule="not-ok",
            hint="确认地址是 CKAN 平台的首页，选项 api 与平台一致，令牌（如需要）有效",
        )


def _reason(answer: Any) -> str:
    error = answer.get("error") if isinstance(answer, Mapping) else None
    texts = [text for part in _parts(error) for text in _texts(part)]
    return f"：{'；'.join(texts)[:SHOWN]}" if texts else ""


def _parts(error: Any) -> list[Any]:
    """Of CKAN's error, whose keys are fields, ``message``, ``__junk`` …; the type is no news beside a message."""
    if not isinstance(error, Mapping):
        return [error]
    return [value for key, value in error.items() if key != "__type"] or [error.get("__type")]


def _texts(part: Any, depth: int = 0) -> list[str]:
    if isinstance(part, (list, Mapping)):
        inner = part.values() if isinstance(part, Mapping) else part
        return [text for each in inner for text in _texts(each, depth + 1)] if depth < DEEPEST else []
    return [" ".join(part.split())] if isinstance(part, str) and part.strip() else []
