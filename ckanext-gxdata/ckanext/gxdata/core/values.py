"""What a field's value must look like, by field: each takes what was given and answers what is stored.

The same functions judge forms, the API and harvests; they raise ``ValueError`` with a Chinese sentence that names the
value and the remedy. To add one: a function, and its line in ``CHECKS`` (fields of resources as ``resources.<field>``).
Not here: codes (``codelists``), agreement between fields (``agreement``).
"""

from __future__ import annotations

import codecs
import difflib
import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ckanext.gxdata.core import contact, credit_code, geometry, moments, resource_code, transforms, translations
from ckanext.gxdata.core.text import as_text, key

Check = Callable[[Any], Any]

_PARTIAL = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|年)?", re.ASCII)
_SEPARATORS = re.compile(r"[、，,；;\s]+")
_ENCODINGS = ("utf-8", "gb18030", "gbk", "utf-16", "big5")
_DELIMITERS = {
    ",": ",",
    ";": ";",
    "|": "|",
    "\t": "\t",
    "\\t": "\t",
    "tab": "\t",
    "逗号": ",",
    "分号": ";",
    "制表符": "\t",
}
_REGISTRATION = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff\-_/.()（）〔〕〕]{2,99}")
_HEX = re.compile("[0-9a-f]{8,128}")


def text(value: Any) -> str:
    """A scalar as text. Raises ``ValueError`` for lists and objects."""
    if isinstance(value, (dict, list, tuple)):
        raise ValueError(f"“{str(value)[:50]}”不是文字；这一项只填一段文字")
    return as_text(value)


def date(value: Any) -> str:
    """A day, ISO 8601."""
    try:
        return moments.parse_date(text(value)).isoformat()
    except ValueError as error:
        raise ValueError(f"{error}；日期写作 2026-01-31") from error


def period(value: Any) -> str:
    """A day, a month or a year: 2026-01-31, 2026-01, 2026."""
    match = _PARTIAL.fullmatch(key(text(value)))
    if match and 1 <= int(match[2] or 1) <= 12 and 1000 <= int(match[1]) <= 2100:
        return f"{match[1]}-{int(match[2]):02}" if match[2] else match[1]
    return date(value)


def moment(value: Any) -> str:
    """A moment, ISO 8601 with the offset of Asia/Shanghai."""
    try:
        return transforms.datetime(text(value))
    except ValueError as error:
        raise ValueError(f"{error}；写作 2026-01-31 或 2026-01-31 08:00:00") from error


def number(value: Any) -> int:
    """A whole number from 0 on."""
    plain = key("" if isinstance(value, bool) else text(value)).replace(",", "")
    if not plain.isdecimal() or len(plain) > 15:
        raise ValueError(f"“{str(value)[:50]}”不是 0 以上的整数")
    return int(plain)


def address(value: Any) -> str:
    """An http, https or ftp address with a host."""
    written = transforms.url(text(value).strip())
    if not re.match(r"(?:https?|ftp)://[^/\s]+", written, re.IGNORECASE):
        raise ValueError(f"“{written[:50]}”不是完整的网址；应以 https:// 开头")
    return written


def standards(value: Any) -> str:
    """A standard: its address or its number."""
    written = text(value)
    return address(written) if "://" in written else written


def codes(value: Any) -> list[str]:
    """A list, its JSON, or words between 、，；; each once. For identifiers without a code list."""
    try:
        given = json.loads(value) if isinstance(value, str) and value.startswith("[") else value
    except ValueError as error:
        raise ValueError(f"“{str(value)[:50]}”不是列表；多个值之间用“、”隔开") from error
    parts = given if isinstance(given, (list, tuple)) else _SEPARATORS.split(text(given))
    found = list(dict.fromkeys(text(part).strip() for part in parts))
    long = next((part for part in found if len(part) > resource_code.LONGEST), "")
    if long:
        raise ValueError(f"“{long[:50]}…”有 {len(long)} 个字，超过 {resource_code.LONGEST} 个；每个代码分开填写")
    return [part for part in found if part]


def encoding(value: Any) -> str:
    """A character encoding that can be read; GB2312 and GBK are subsets of GB18030 and stay as declared."""
    written = text(value).lower()
    try:
        codecs.lookup(written)
    except (LookupError, ValueError) as error:
        near = difflib.get_close_matches(written, _ENCODINGS, n=2) or list(_ENCODINGS)
        raise ValueError(f"“{written[:50]}”不是字符编码；可用的有：{'、'.join(near)}") from error
    return written


def delimiter(value: Any) -> str:
    """The sign between cells; a tabulator may be written as ``\\t``."""
    written = value if value == "\t" else _DELIMITERS.get(text(value).lower(), "")
    if not written:
        raise ValueError(f"“{str(value)[:50]}”不是分隔符；可用的有：, ; | 制表符（\\t）")
    return str(written)


def checksum(value: Any) -> str:
    """Hexadecimal digits; ``md5:`` and the like before them is left out."""
    plain = text(value).strip().lower().rpartition(":")[2]
    if not _HEX.fullmatch(plain):
        raise ValueError(f"“{str(value)[:80]}”不是校验值；应为十六进制数字，SM3、SHA-256 各 64 位")
    return plain


def registration(value: Any) -> str:
    """登记编码 as the registrar wrote it."""
    written = text(value).strip()
    if not _REGISTRATION.fullmatch(written):
        raise ValueError(f"“{written[:50]}”不是登记编码；应为 3 至 100 位数字、字母、汉字或 - _ / .，照登记证书填写")
    return written


CHECKS: Mapping[str, Check] = {
    "title_translated": translations.check,
    "notes_translated": translations.check,
    "resource_code": lambda value: resource_code.check(text(value)),
    "provider_code": lambda value: credit_code.check(text(value)),
    "contact_phone": lambda value: contact.office_phone(text(value)),
    "content_responsible": lambda value: contact.office(text(value)),
    "safety_responsible": lambda value: contact.office(text(value)),
    "spatial": geometry.check,
    "temporal_start": period,
    "temporal_end": period,
    "issued": date,
    "modified": moment,
    "related_codes": codes,
    "registration_code": registration,
    "authorisation_start": date,
    "authorisation_end": date,
    "disclosure_url": address,
    "resources.access_url": address,
    "resources.size": number,
    "resources.hash": checksum,
    "resources.encoding": encoding,
    "resources.delimiter": delimiter,
    "resources.header_rows": number,
    "resources.row_count": number,
    "resources.period_start": period,
    "resources.period_end": period,
    "resources.api_doc": address,
    "resources.conforms_to": standards,
}


def check(field: str, value: Any) -> Any:
    """The value as it is stored. Raises ``ValueError`` in Chinese; a field without a check keeps its value."""
    judge = CHECKS.get(field)
    if judge is None:
        return value
    return _of_days(field, value) if type(value) is str and field in OF_DAYS else judge(value)


OF_DAYS = frozenset(name for name, judge in CHECKS.items() if judge in (date, period, moment))
"""Fields of days and moments: they recur, and what is stored of one holds eight digits and a time."""


@lru_cache(maxsize=4_096)
def _of_days(field: str, value: str) -> Any:
    return CHECKS[field](value)
