"""A catalog that answers JSON: one paged list call and, where the list is too thin, one detail call per record.

Everything that differs from one department to the next is an option; a new department of this kind is one YAML file.
Not here: paging (``pagination.py``), transport (``http.py``), and what the fields mean (``core/mapping.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.options import HTTP_OPTIONS, checked, closed_object

_TEXT = {"type": "string", "minLength": 1}
_VALUES = {"type": "object", "additionalProperties": True}

_CALL: Mapping[str, Any] = {
    "method": {"enum": ["GET", "POST"], "default": "GET", "description": "请求方法。"},
    "path": {**_TEXT, "description": "接在来源地址之后的路径，例如 /api/catalog/list。"},
    "query": {**_VALUES, "description": "查询参数（地址栏中 ? 之后的部分）。"},
    "body": {**_VALUES, "description": "POST 的内容；分页参数会加进去，名称中的点表示嵌套（params.currentPage）。"},
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
        "style": {"enum": ["page", "offset", "none"], "default": "none", "description": "翻页方式：页码、偏移量、不翻页。"},
        "parameter": {**_TEXT, "description": "页码或偏移量的参数名；GET 放进查询参数，POST 放进内容。"},
        "size_parameter": {**_TEXT, "description": "每页条数的参数名。"},
        "size": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 50, "description": "每页条数。"},
        "start": {"type": "integer", "minimum": 0, "description": "第一页的页码（缺省 1）或偏移量（缺省 0）。"},
        "max_pages": {"type": "integer", "minimum": 1, "default": 10000, "description": "最多取多少页，超过即停止并报错。"},
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
        "into": {"type": "string", "default": "", "description": "详情放进记录的哪个键；空文字表示与列表记录合并，同名以详情为准。"},
    },
    "详情调用；path、query、body 中的 {id} 换成记录的标识（路径中会做 URL 编码）。不写则只用列表。",
    required=("path",),
)


class JsonCatalog:
    """See the module docstring; ``url`` is the address the paths are appended to."""

    kind: ClassVar[str] = "json_catalog"
    title: ClassVar[str] = "JSON 目录接口"
    options_schema: ClassVar[Mapping[str, Any]] = closed_object(
        {"list": _LIST, "paging": _PAGING, "ok": _OK, "detail": _DETAIL, **HTTP_OPTIONS}, required=("list",)
    )

    def __init__(self, config: SourceConfig) -> None:
        self.options = checked(config.options, self.options_schema, self.kind)

    def records(self) -> Iterator[RawRecord | Finding]:
        raise NotImplementedError

    def fetch_file(self, reference: str) -> FetchedFile:
        raise NotImplementedError
