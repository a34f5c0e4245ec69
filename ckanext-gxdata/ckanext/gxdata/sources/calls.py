"""The calls of a JSON catalog as its options describe them: how a request is built, and the detail of one record.

Not here: the options' schema (``json_catalog_options.py``), forms of a body (``call_bodies.py``), what an answer holds
(``readings.py``), transport (``http.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ckanext.gxdata.core.errors import FatalError, GxdataError
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.sources.addresses import joined
from ckanext.gxdata.sources.answers import Answer
from ckanext.gxdata.sources.call_bodies import put, sent_as
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.memory import UNCONDITIONAL, Validators
from ckanext.gxdata.sources.options import expression, option_fault
from ckanext.gxdata.sources.readings import Reading, Success, searched

PLACE_OF_ID, PLACE_OF_RAW_ID = "{id}", "{+id}"
"""As in RFC 6570: in a path the second is not percent-encoded. Elsewhere both are the id as it is."""
FAILURES_IN_A_ROW = 20
"""Detail calls failing one after the other before the run is given up: a dead system is not asked 10,000 times."""


class Call:
    """One kind of request. ``guid`` fills ``{id}``; ``parameters`` go to the query of a GET and the body of a POST."""

    def __init__(self, options: Mapping[str, Any], pointer: str) -> None:
        self._method = options.get("method", "GET")
        self._path: str = options["path"]
        self._query = options.get("query", {})
        self._body = options.get("body", {})
        self._format = options.get("body_format", "json")
        if self._body and self._method == "GET":
            raise option_fault(f"{pointer}.body", "只能与 method: POST 一起使用")

    @property
    def names_id(self) -> bool:
        return any(place in f"{self._path}{self._query}{self._body}" for place in (PLACE_OF_ID, PLACE_OF_RAW_ID))

    def send(
        self,
        http: HttpClient,
        base: str,
        parameters: Mapping[str, Any],
        guid: str = "",
        known: Validators = UNCONDITIONAL,
    ) -> Answer:
        query, body = _filled(self._query, guid), _filled(self._body, guid)
        for name, value in parameters.items():
            if self._method == "POST":
                put(body, name, value, self._format)
            else:
                query[name] = value
        content = {"params": query} if query else {}
        content |= sent_as(self._format, body) if self._method == "POST" else {}
        return http.page(self._method, self._address(base, guid), known, **content)

    def _address(self, base: str, guid: str) -> str:
        """``base`` and the path; an id that is an address itself stays one."""
        path = self._path.lstrip("/").replace(PLACE_OF_ID, quote(guid, safe=""))
        if path.startswith(PLACE_OF_RAW_ID):
            return joined(base, path.replace(PLACE_OF_RAW_ID, guid))
        return base + path.replace(PLACE_OF_RAW_ID, guid)


class Detail:
    """The second call for one record, and where its answer goes."""

    def __init__(self, options: Mapping[str, Any], ok: Success) -> None:
        self._call = Call(options, "detail")
        if not self._call.names_id:
            raise option_fault("detail", f"的 path、query 或 body 中要有 {PLACE_OF_ID}")
        self._reading = Reading(options, ok, "detail")
        self._item = expression(options.get("item", "@"), "detail.item")
        self._into = options.get("into", "")

    def merged(self, http: HttpClient, base: str, guid: str, item: Mapping[str, Any], pointer: str) -> dict[str, Any]:
        """The list item with its detail. Raises what ``HttpClient.page`` raises, or ``FatalError`` (``no-detail``)."""
        answer = self._call.send(http, base, {}, guid)
        found = searched(self._item, self._reading.of(answer, pointer))
        if found in (None, "", [], {}) or not (self._into or isinstance(found, dict)):
            hint = "记录可能已从来源删除；都这样的，对照回答检查选项 detail.item 和 detail.html"
            raise FatalError("详情中没有这条记录", pointer=pointer, rule="no-detail", hint=hint)
        if self._into:
            return {**item, self._into: found}
        return {**item, **{key: value for key, value in found.items() if value is not None or key not in item}}


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
    """A copy with the places of the id replaced in every text; without a guid (a list) texts stay as they are."""
    if isinstance(template, Mapping):
        return {key: _filled(value, guid) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, guid) for value in template]
    if not guid or not isinstance(template, str):
        return template
    return template.replace(PLACE_OF_ID, guid).replace(PLACE_OF_RAW_ID, guid)
