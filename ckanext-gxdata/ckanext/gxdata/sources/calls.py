"""The calls of a JSON catalog as its options describe them: how a request is built, and what answer means success.

Not here: the options' schema (``json_catalog.py``), transport (``http.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ckanext.gxdata.core.errors import FatalError, GxdataError
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.sources.answers import Answer, json_of
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.options import expression, option_fault

PLACE_OF_ID = "{id}"
FAILURES_IN_A_ROW = 20
"""Detail calls failing one after the other before the run is given up: a dead system is not asked 10,000 times."""


class Call:
    """One kind of request. ``guid`` fills ``{id}``; ``parameters`` go to the query of a GET and the body of a POST."""

    def __init__(self, options: Mapping[str, Any], pointer: str) -> None:
        self._method = options.get("method", "GET")
        self._path = options["path"].lstrip("/")
        self._query = options.get("query", {})
        self._body = options.get("body", {})
        self._body_key = {"json": "json", "form": "data"}[options.get("body_format", "json")]
        if self._body and self._method == "GET":
            raise option_fault(f"{pointer}.body", "只能与 method: POST 一起使用")

    @property
    def names_id(self) -> bool:
        return PLACE_OF_ID in f"{self._path}{self._query}{self._body}"

    def send(self, http: HttpClient, base: str, parameters: Mapping[str, Any], guid: str = "") -> Answer:
        url = base + self._path.replace(PLACE_OF_ID, quote(guid, safe=""))
        query, body = _filled(self._query, guid), _filled(self._body, guid)
        for name, value in parameters.items():
            _put(body if self._method == "POST" else query, name, value)
        content = {"params": query} if query else {}
        return http.page(self._method, url, **content, **({self._body_key: body} if self._method == "POST" else {}))


class Success:
    """What inside an HTTP 200 answer says that the call succeeded; without options everything does."""

    def __init__(self, options: Mapping[str, Any] | None) -> None:
        self._path = expression(options["path"], "ok.path") if options else None
        self._wanted = str(options["equals"]) if options else ""

    def require(self, answer: Any, pointer: str) -> None:
        if self._path is None or str(found := self._path.search(answer)) == self._wanted:
            return
        words = (answer.get("msg") or answer.get("message") or "") if isinstance(answer, dict) else ""
        said = f"（{str(words)[:100]}）" if words else ""
        raise FatalError(
            f"{pointer}：系统答复的状态是 {str(found)[:40]}，应为 {self._wanted}{said}",
            pointer=pointer,
            rule="not-ok",
            hint="对照接口说明检查请求参数，或联系数源部门",
        )


class Detail:
    """The second call for one record, and where its answer goes."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._call = Call(options, "detail")
        if not self._call.names_id:
            raise option_fault("detail", f"的 path、query 或 body 中要有 {PLACE_OF_ID}")
        self._item = expression(options.get("item", "@"), "detail.item")
        self._into = options.get("into", "")

    def merged(
        self, http: HttpClient, base: str, guid: str, item: Mapping[str, Any], ok: Success, pointer: str
    ) -> dict[str, Any]:
        """The list item with its detail. Raises what ``HttpClient.page`` raises, or ``FatalError`` (``no-detail``)."""
        answer = json_of(self._call.send(http, base, {}, guid), pointer)
        ok.require(answer, pointer)
        found = self._item.search(answer)
        if found is None or not (self._into or isinstance(found, dict)):
            hint = "对照接口的回答检查选项 detail.item"
            raise FatalError("详情中没有这条记录", pointer=pointer, rule="no-detail", hint=hint)
        return {**item, self._into: found} if self._into else {**item, **found}


class DetailTally:
    """Counts detail calls: one that fails costs its record, a system where most fail is not to be trusted."""

    def __init__(self) -> None:
        self._good = self._bad = self._bad_in_a_row = 0

    def succeeded(self) -> None:
        self._good += 1
        self._bad_in_a_row = 0

    def failed(self, error: GxdataError, guid: str, pointer: str) -> Finding:
        """The finding that stands for the record; ``value`` is its guid, so that nobody takes it for deleted."""
        self._bad += 1
        self._bad_in_a_row += 1
        if self._bad_in_a_row >= FAILURES_IN_A_ROW:
            raise self._refusal(error.message)
        return Finding("detail-failed", f"取详情失败：{error.message}", "error", pointer, error.hint, guid[:200])

    def refuse_if_mostly_failed(self) -> None:
        if self._bad > self._good:
            raise self._refusal("失败超过一半")

    def _refusal(self, reason: str) -> FatalError:
        return FatalError(
            f"取详情 {self._good + self._bad} 次，失败 {self._bad} 次：{reason}",
            pointer="detail",
            rule="details-failed",
            hint="检查选项 detail，确认详情接口可用",
        )


def _filled(template: Any, guid: str) -> Any:
    """A copy with ``{id}`` replaced in every text."""
    if isinstance(template, Mapping):
        return {key: _filled(value, guid) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, guid) for value in template]
    return template.replace(PLACE_OF_ID, guid) if isinstance(template, str) else template


def _put(target: dict[str, Any], name: str, value: Any) -> None:
    """Sets ``a.b.c`` in nested dictionaries."""
    *parents, last = name.split(".")
    for parent in parents:
        target = target.setdefault(parent, {})
    target[last] = value
