"""What an answer holds once it is opened: JSON, JSON in its strings, HTML in its strings, or a whole HTML page.

Opened parts take the place of their text, so every path of the options sees one value. Not here: requests
(``calls.py``), selectors (``html_values.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.core.text import clean
from ckanext.gxdata.sources.answers import Answer, json_of
from ckanext.gxdata.sources.html_values import HtmlValues
from ckanext.gxdata.sources.markup import html_of, whole_html_of
from ckanext.gxdata.sources.options import expression

WHOLE = "@"


class Success:
    """What inside an HTTP 200 answer says that the call succeeded; without options everything does."""

    def __init__(self, options: Mapping[str, Any] | None) -> None:
        self._path = expression(options["path"], "ok.path") if options else None
        self._wanted = str(options["equals"]) if options else ""

    def require(self, answer: Any, pointer: str) -> None:
        if self._path is None or str(found := searched(self._path, answer)) == self._wanted:
            return
        words = (answer.get("msg") or answer.get("message") or "") if isinstance(answer, dict) else ""
        said = f"（“{str(words)[:100]}”）" if words else ""
        raise FatalError(
            f"{pointer}：系统答复的状态是 {str(found)[:40]}，应为 {self._wanted}{said}",
            pointer=pointer,
            rule="not-ok",
            hint="对照接口说明检查请求参数，或联系数源部门",
        )


class Reading:
    """How the answers of one call are read."""

    def __init__(self, options: Mapping[str, Any], ok: Success, pointer: str) -> None:
        self._ok = ok
        self._decode: list[str] = options.get("decode", [])
        self._html = HtmlValues(options["html"], f"{pointer}.html") if "html" in options else None

    def of(self, answer: Answer, pointer: str) -> Any:
        """Raises ``FatalError`` for what is not as the options say; success is asked of JSON only, a page has no code."""
        if self._html and self._html.at == WHOLE:
            opened = html_of if answer.end_proven else whole_html_of
            return _read(self._html, opened(answer, pointer), pointer)
        found = json_of(answer, pointer)
        for path in self._decode:
            found = _opened(found, path, partial(_json, pointer=f"{pointer} › {path}"))
        self._ok.require(found, pointer)
        html = self._html
        return _opened(found, html.at, lambda text: _read(html, _html(text, pointer), pointer)) if html else found


def searched(path: ParsedResult, value: Any) -> Any:
    """What is at a path; None where a function of the path met another type than it takes (``sum`` of a null)."""
    try:
        return path.search(value)
    except (JMESPathError, TypeError, ValueError, AttributeError, RecursionError):
        return None


def _opened(value: Any, path: str, open_text: Callable[[str], Any]) -> Any:
    """A copy in which the text at ``a.b`` (``@``: the whole) is opened; what is no text there stays."""
    if path in ("", WHOLE):
        return open_text(value) if isinstance(value, str) and value.strip() else value
    name, _, rest = path.partition(".")
    if not isinstance(value, dict) or name not in value:
        return value
    return {**value, name: _opened(value[name], rest, open_text)}


def _read(html: HtmlValues, root: Any, pointer: str) -> dict[str, Any]:
    if found := html.read(root):
        return found
    title = clean(root.findtext(".//title") or "")[:80] or "无标题"
    raise FatalError(
        f"{pointer}：网页“{title}”上没有要取的内容",
        pointer=pointer,
        rule="nothing-on-page",
        hint="可能是登录页、出错页，或这一条已从来源删除；都这样的，页面可能改版，检查选项 html 中的选择器",
    )


def _json(text: str, pointer: str) -> Any:
    return json_of(Answer("", text.encode("utf-8", "replace"), {}), pointer)


def _html(text: str, pointer: str) -> Any:
    page = Answer("", text.encode("utf-8", "replace"), {"content-type": "text/html; charset=utf-8"})
    return html_of(page, pointer)
