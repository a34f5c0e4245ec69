"""A catalog that answers JSON: one paged list call and, where the list is too thin, one detail call per record.

Everything that differs from one department to the next is an option; a new department of this kind is one YAML file.
Not here: paging (``pagination.py``), transport (``http.py``), and what the fields mean (``core/mapping.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from ckanext.gxdata.core.errors import FatalError, RetriableError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources.answers import as_guid, fault_of
from ckanext.gxdata.sources.base import Capability, SourceConfig
from ckanext.gxdata.sources.calls import Call, Detail, DetailTally
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.json_catalog_options import JSON_CATALOG_OPTIONS
from ckanext.gxdata.sources.options import checked, expression, option_fault
from ckanext.gxdata.sources.pagination import Page, Paging, count, walk
from ckanext.gxdata.sources.readings import Reading, Success, searched


class JsonCatalog:
    """`url` 之后接各个 path；记录中的文件地址可以相对于它。 `url` is what every path is appended to."""

    kind: ClassVar[str] = "json_catalog"
    title: ClassVar[str] = "JSON 目录接口"
    address: ClassVar[str] = "接口的根地址，各个 path 接在它后面，例如 https://data.example.gov.cn"
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.PROVES_WHOLE, Capability.FETCHES_FILES})
    options_schema: ClassVar[Mapping[str, Any]] = JSON_CATALOG_OPTIONS

    def __init__(self, config: SourceConfig) -> None:
        options = checked(config.options, self.options_schema, self.kind)
        self._http = HttpClient(config)
        self._base = config.url.rstrip("/") + "/"
        self._first = options.get("first", {}).get("path", "")
        ok = Success(options.get("ok"))
        self._list = Call(options["list"], "list")
        self._reading = Reading(options["list"], ok, "list")
        self._items = expression(options["list"]["items"], "list.items")
        self._id = expression(options["list"]["id"], "list.id")
        self._id_parameter = options["list"].get("id_parameter", "")
        self._totals = {
            key: expression(options["list"][key], f"list.{key}") for key in ("total", "pages") if key in options["list"]
        }
        self._paging = Paging.from_options(options.get("paging", {}))
        if self._paging.style != "none" and not self._paging.parameter:
            raise option_fault("paging.parameter", "必须填写，否则无法翻页")
        self._detail = Detail(options["detail"], ok) if "detail" in options else None

    def records(self) -> Iterator[RawRecord | Finding]:
        if self._first:
            self._http.warm(self._base + self._first.lstrip("/"))
        details = DetailTally()
        for step in walk(self._paging, self._page, self._guid):
            if isinstance(step, Finding):
                yield step
                continue
            number, items = step
            for position, item in enumerate(items, start=1):
                yield self._record(item, f"第 {number} 页第 {position} 条", details)
        details.refuse_if_mostly_failed()

    def fetch_file(self, reference: str) -> FetchedFile:
        return self._http.file(reference, self._base)

    def _page(self, number: int, parameters: dict[str, int]) -> Page:
        pointer = f"第 {number} 页"
        answer = self._reading.of(self._list.send(self._http, self._base, parameters), pointer)
        counts = {key: searched(path, answer) for key, path in self._totals.items()}
        items = searched(self._items, answer)
        if items is None and (number > 1 or count(counts.get("total")) == 0):
            items = []  # many servers answer null in place of an empty page
        if not isinstance(items, list):
            raise FatalError(
                f"{pointer}：按 list.items 取到的不是列表，接口的结构可能变了",
                pointer=pointer,
                rule="items-not-a-list",
                hint="对照接口的回答检查选项 list.items",
            )
        return Page(items, **counts)

    def _guid(self, item: Any) -> str:
        guid = as_guid(searched(self._id, item)) if isinstance(item, dict) else ""
        return _parameter(guid, self._id_parameter) if self._id_parameter else guid

    def _record(self, item: Any, pointer: str, details: DetailTally) -> RawRecord | Finding:
        if not isinstance(item, dict):
            return Finding("not-an-object", "这一条不是记录", "error", pointer, value=str(item)[:200])
        guid, payload = self._guid(item), item
        if self._detail and guid:
            try:
                payload = self._detail.merged(self._http, self._base, guid, item, pointer)
                details.succeeded()
            except (FatalError, RetriableError) as error:
                return details.failed(error, guid, pointer)
        if fault := fault_of(payload):
            return Finding("unusable-value", f"这一条{fault}", "error", pointer, "请数源部门改正后重新提供", guid)
        return RawRecord(guid, payload, pointer)


def _parameter(address: str, name: str) -> str:
    """The query parameter of an address; empty if it has none of that name, or is none."""
    try:
        return parse_qs(urlsplit(address).query).get(name, [""])[0].strip()
    except ValueError:
        return ""
