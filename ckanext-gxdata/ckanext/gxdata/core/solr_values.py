"""Values in the forms Solr takes, and nothing for which it would refuse a document and the rest of its batch.

Pure. Not here: which values (``search_document.py``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

STRING_BYTES = 32_000
"""Lucene refuses an indexed string of more than 32,766 bytes."""

_TEXT = frozenset({"title", "notes", "data_dict", "validated_data_dict", "res_name", "res_description", "gx_files"})
_INTEGERS = frozenset({"views_total", "views_recent", "resources_accessed_total", "resources_accessed_recent"})
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MONTH, _ZULU = re.compile(r"\d{4}(-\d\d)?"), re.compile("[Zz]$")
_CHINA = timezone(timedelta(hours=8))


_SHORT = STRING_BYTES // 4
"""Signs: whatever they are, their bytes are not too many."""


class JsonText(str):
    """A text that Solr takes as it is, and what it says: so that nobody has to read it. ``content`` is not to be changed."""

    __slots__ = ("content",)
    content: Any

    @classmethod
    def of(cls, text: str, content: Any) -> JsonText:
        made = cls(text)
        made.content = content
        return made


def all_safe(fields: Mapping[str, Any]) -> dict[str, Any]:
    """``safe`` of each. Most are short texts that print: they are seen to be safe at once."""
    return {
        key: value if type(value) is str and len(value) <= _SHORT and value.isprintable() and key not in _INTEGERS
        else safe(key, value)
        for key, value in fields.items()
    }  # fmt: skip


def safe(key: str, value: Any) -> Any:
    """The value as Solr takes it in this field; None for nested values and for words where a number belongs."""
    if type(value) is JsonText and key in _TEXT:
        return str(value)
    if isinstance(value, str):
        return _safe_text(key, value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (list, tuple)):
        return _safe_list(key, value)
    return None if isinstance(value, Mapping) else value


def _safe_list(key: str, items: list[Any] | tuple[Any, ...]) -> list[Any] | None:
    made = []
    is_number = key in _INTEGERS
    for item in items:
        if type(item) is str and len(item) <= _SHORT and item.isprintable() and not is_number:
            made.append(item)
        elif isinstance(item, (Mapping, list, tuple)):
            return None
        else:
            made.append(safe(key, item))
    return made


def _safe_text(key: str, text: str) -> str | None:
    clean = text if text.isprintable() else _ILLEGAL.sub("", text)  # nothing illegal is printable, seen at once
    if key in _INTEGERS:
        return clean if clean.isdecimal() else None
    return clean if key in _TEXT or key.startswith("extras_") else _cut(clean)


def _cut(text: str) -> str:
    if len(text) * 4 <= STRING_BYTES:
        return text
    return text.encode()[:STRING_BYTES].decode(errors="ignore")


def moment(value: Any) -> str | None:
    """A date or time as Solr takes it, in UTC; times without a zone are China's. None for what is no date."""
    text = str(value or "").strip().replace("/", "-")
    if _MONTH.fullmatch(text):
        text += "-01-01"[len(text) - 4 :]
    try:
        parsed = datetime.fromisoformat(_ZULU.sub("+00:00", text))
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=_CHINA)
        return aware.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0).isoformat() + "Z"
    except (ValueError, OverflowError):
        return None


def listed(value: Any) -> list[str]:
    """A list that may be JSON text; a plain text is a list of one."""
    if value is None or value == "[]":
        return []
    content = loaded(value) if isinstance(value, str) and value.lstrip().startswith("[") else value
    items = content if isinstance(content, (list, tuple)) else [content]
    return [str(item) for item in items if item not in (None, "", {})]


def loaded(value: Any) -> Any:
    """JSON text as its value; an empty mapping for nothing and for what is no JSON."""
    if not isinstance(value, str):
        return value or {}
    if isinstance(value, JsonText):
        return value.content
    try:
        return json.loads(value)
    except ValueError:
        return {}
