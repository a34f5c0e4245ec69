"""A catalog that answers JSON: one paged list call and, where the list is too thin, one detail call per record.

Everything that differs from one department to the next is an option; a new department of this kind is one YAML file.
Not here: paging (``pagination.py``), transport (``http.py``), and what the fields mean (``core/mapping.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ckanext.gxdata.core.errors import FatalError, RetriableError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources.answers import as_guid, fault_of, json_of
from ckanext.gxdata.sources.base import Capability, SourceConfig
from ckanext.gxdata.sources.calls import Call, Detail, DetailTally, Success
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.options import HTTP_OPTIONS, checked, closed_object, expression, option_fault
from ckanext.gxdata.sources.pagination import Page, Paging, count, walk

_TEXT = {"type": "string", "minLength": 1}
_VALUES = {"type": "object", "additionalProperties": True}

_CALL: Mapping[str, Any] = {
    "method": {"enum": ["GET", "POST"], "default": "GET", "description": "请求方法。"},
    "path": {**_TEXT, "description": "接在来源地址之后的路径，例如 /api/list。"},
    "query": {**_VALUES, "description": "查询参数（地址栏中 ? 之后的部分）。"},
    "body": {**_VALUES, "description": "POST 的内容。"},
    "body_format": {"enum": ["json", "form"], "default": "json", "description": "POST 内容的编码方式。"},
}

_LIST = closed_object(
    {
        **_CALL,
        "items": {**_TEXT, "description": "一页中记录列表的 JMESPath 路径；整个回答就是列表时写 @。"},
        "total": {**_TEXT, "description": "记录总数的 JMESPath 路径；可以是数字或文字。有它才能证明目录取全了。"},
        "pages": {**_TEXT, "description": "总页数的 JMESPath 路径；系统只给页数、不给总数时用。"},
        "id": {**_TEXT, "description": "一条记录中标识的 JMESPath 路径。"},
    },
    "列表调用。",
    required=("path", "items", "id"),
)
_PAGING = closed_object(
    {
        "style": {"enum": ["page", "offset", "none"], "description": "翻页方式：页码、偏移量、不翻页。"},
        "parameter": {
            **_TEXT,
            "description": "页码或偏移量的参数名；GET 放进查询，POST 放进内容，点表示嵌套（params.currentPage）。",
        },
        "size_parameter": {**_TEXT, "description": "每页条数的参数名。"},
        "size": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 50, "description": "每页条数。"},
        "start": {"type": "integer", "minimum": 0, "description": "第一页的页码（缺省 1）或偏移量（缺省 0）。"},
        "max_pages": {"type": "integer", "minimum": 1, "default": 10000, "description": "最多取多少页，超过即报错。"},
    },
    "翻页。",
    required=("style",),
)
_OK = closed_object(
    {
        "path": {**_TEXT, "description": "回答中状态码的 JMESPath 路径，例如 code。"},
        "equals": {"type": ["string", "number", "boolean"], "description": "表示成功的值，例如 200；与之不同即失败。"},
    },
    "HTTP 200 的回答内部如何表示成功。",
    required=("path", "equals"),
)
_DETAIL = closed_object(
    {
        **_CALL,
        "item": {**_TEXT, "default": "@", "description": "详情回答中记录本身的 JMESPath 路径。"},
        "into": {
            "type": "string",
            "default": "",
            "description": "详情放进记录的哪个键；空文字表示与列表记录合并，同名以详情为准。",
        },
    },
    "详情调用；path、query、body 中的 {id} 换成记录的标识（路径中会做 URL 编码）。不写则只用列表。",
    required=("path",),
)


class JsonCatalog:
    """`url` 之后接各个 path；记录中的文件地址可以相对于它。 `url` is what every path is appended to."""

    kind: ClassVar[str] = "json_catalog"
    title: ClassVar[str] = "JSON 目录接口"
    address: ClassVar[str] = "接口的根地址，各个 path 接在它后面，例如 https://data.example.gov.cn"
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.PROVES_WHOLE, Capability.FETCHES_FILES})
    options_schema: ClassVar[Mapping[str, Any]] = closed_object(
        {"list": _LIST, "paging": _PAGING, "ok": _OK, "detail": _DETAIL, **HTTP_OPTIONS}, required=("list",)
    )

    def __init__(self, config: SourceConfig) -> None:
        options = checked(config.options, self.options_schema, self.kind)
        self._http = HttpClient(config)
        self._base = config.url.rstrip("/") + "/"
        self._ok = Success(options.get("ok"))
        self._list = Call(options["list"], "list")
        self._items = expression(options["list"]["items"], "list.items")
        self._id = expression(options["list"]["id"], "list.id")
        self._totals = {
            key: expression(options["list"][key], f"list.{key}") for key in ("total", "pages") if key in options["list"]
        }
        self._paging = Paging.from_options(options.get("paging", {}))
        if self._paging.style != "none" and not self._paging.parameter:
            raise option_fault("paging.parameter", "必须填写，否则无法翻页")
        self._detail = Detail(options["detail"]) if "detail" in options else None

    def records(self) -> Iterator[RawRecord | Finding]:
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
        answer = json_of(self._list.send(self._http, self._base, parameters), pointer)
        self._ok.require(answer, pointer)
        counts = {key: path.search(answer) for key, path in self._totals.items()}
        items = self._items.search(answer)
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
        return as_guid(self._id.search(item)) if isinstance(item, dict) else ""

    def _record(self, item: Any, pointer: str, details: DetailTally) -> RawRecord | Finding:
        if not isinstance(item, dict):
            return Finding("not-an-object", "这一条不是记录", "error", pointer, value=str(item)[:200])
        guid, payload = self._guid(item), item
        if self._detail and guid:
            try:
                payload = self._detail.merged(self._http, self._base, guid, item, self._ok, pointer)
                details.succeeded()
            except (FatalError, RetriableError) as error:
                return details.failed(error, guid, pointer)
        if fault := fault_of(payload):
            return Finding("unusable-value", f"这一条{fault}", "error", pointer, "请数源部门改正后重新提供", guid)
        return RawRecord(guid, payload, pointer)
