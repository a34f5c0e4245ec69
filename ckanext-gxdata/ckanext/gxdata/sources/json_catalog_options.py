"""The options of a JSON catalog as JSON Schema: form, validation and reference are made from it.

Not here: what they do (``calls.py``, ``readings.py``, ``html_values.py``, ``pagination.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.sources.call_bodies import FORMATS
from ckanext.gxdata.sources.options import HTTP_OPTIONS, closed_object

_TEXT = {"type": "string", "minLength": 1}
_VALUES = {"type": "object", "additionalProperties": True}
_SELECTORS = {"type": "object", "additionalProperties": _TEXT}

_PAIRS = closed_object(
    {
        "within": {**_TEXT, "description": "标签和值所在的部分，例如 div.info table tr。"},
        "label": {**_TEXT, "description": "其中的标签，例如 th，或 td:nth-child(odd)。"},
        "value": {**_TEXT, "description": "其中的值，例如 td，或 td:nth-child(even)。"},
    },
    "标签和值（“更新频率：每年”）取进记录的 details；label、value 都不写时，按一行一个“标签：值”读文字。",
    required=("within",),
)
_HTML = closed_object(
    {
        "at": {
            **_TEXT,
            "default": "@",
            "description": "网页在 JSON 回答中的位置，例如 data；@ 表示整个回答就是网页。取出的内容放回这个位置。",
        },
        "values": {
            **_SELECTORS,
            "description": "单个的值：键是自取的名称，值是 CSS 选择器；取属性时末尾加 @。"
            '例如网页中有 <div class="box"><a class="title" href="/d/1">甘蔗</a></div> 时，'
            "{name: div.box a.title, link: div.box a.title@href} 取得 name 甘蔗、link /d/1。",
        },
        "lists": {**_SELECTORS, "description": "同上，但取所有找到的，成为列表，例如 {formats: span.tag}。"},
        "rows": {**_TEXT, "description": "列表中每一条所在的元素，例如 div.result；取出的放在 rows。"},
        "fields": {**_SELECTORS, "description": "每一条中要取的值，写法同 values；以 @ 开头的取这一元素自己的属性。"},
        "pairs": _PAIRS,
    },
    "回答是网页，或 JSON 中有一段网页时，用 CSS 选择器取值。",
)
_CALL: Mapping[str, Any] = {
    "method": {"enum": ["GET", "POST"], "default": "GET", "description": "请求方法。"},
    "path": {**_TEXT, "description": "接在来源地址之后的路径，例如 /api/list。"},
    "query": {**_VALUES, "description": "查询参数（地址栏中 ? 之后的部分）。"},
    "body": {**_VALUES, "description": "POST 的内容。"},
    "body_format": {
        "enum": list(FORMATS),
        "default": "json",
        "description": "POST 内容的编码方式：json；form 表单；text_json 以表单之名直接发 JSON 文字；"
        "url_json 以表单之名发 URL 编码后的 JSON。",
    },
    "decode": {
        "type": "array",
        "items": _TEXT,
        "default": [],
        "description": "回答中内容又是 JSON 文字的键，例如 dataList，点表示下一层；整个回答是一段文字时写 @。",
    },
    "html": _HTML,
}
_FIRST = closed_object(
    {"path": {**_TEXT, "description": "先访问的路径，例如 / 。"}},
    "采集前先访问一次的网页，用来取得会话 Cookie；系统要求先打开首页时才写。",
    required=("path",),
)
_LIST = closed_object(
    {
        **_CALL,
        "items": {
            **_TEXT,
            "description": "一页中记录列表的 JMESPath 路径：键一层层用点连起来。例如回答是 "
            '{"code": 200, "data": {"rows": [{"id": 1}, {"id": 2}], "total": 2}} 时，这里写 data.rows，total 写 data.total，'
            "id 写 id（从一条记录算起）。整个回答就是列表时写 @。",
        },
        "total": {
            **_TEXT,
            "description": "记录总数的 JMESPath 路径；可以是数字或文字，两处相加写 sum([市级数, 县级数])。"
            "有它才能证明目录取全了。",
        },
        "pages": {**_TEXT, "description": "总页数的 JMESPath 路径；系统只给页数、不给总数时用。"},
        "id": {**_TEXT, "description": "一条记录中标识的 JMESPath 路径。"},
        "id_parameter": {
            **_TEXT,
            "description": "上一项取到的是网址、标识是其中一个查询参数时，参数的名称，例如 iid。",
        },
    },
    "列表调用。",
    required=("path", "items", "id"),
)
_PAGING = closed_object(
    {
        "style": {"enum": ["page", "offset", "none"], "description": "翻页方式：页码、偏移量、不翻页。"},
        "parameter": {
            **_TEXT,
            "description": "页码或偏移量的参数名；GET 放进查询，POST 放进内容，JSON 内容中点表示嵌套（params.currentPage）。",
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
    "HTTP 200 的 JSON 回答内部如何表示成功。",
    required=("path", "equals"),
)
_DETAIL = closed_object(
    {
        **_CALL,
        "item": {**_TEXT, "default": "@", "description": "详情回答中记录本身的 JMESPath 路径。"},
        "into": {
            "type": "string",
            "default": "",
            "description": "详情放进记录的哪个键；空文字表示与列表记录合并，同名的取详情的（详情为 null 的保留列表的）。",
        },
    },
    "详情调用；path、query、body 中的 {id} 换成记录的标识（路径中会做 URL 编码）；标识本身是网址时 path 写 {+id}，"
    "即原样放入。不写则只用列表。",
    required=("path",),
)
JSON_CATALOG_OPTIONS: Mapping[str, Any] = closed_object(
    {"first": _FIRST, "list": _LIST, "paging": _PAGING, "ok": _OK, "detail": _DETAIL, **HTTP_OPTIONS},
    required=("list",),
)
