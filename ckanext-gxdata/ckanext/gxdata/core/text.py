"""Text as sources send it: what is taken out before showing or storing it, and the form in which texts are compared.

Here: characters only. Not here: dates, numbers, HTML (``transforms``), code lists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

NULL_TOKENS = frozenset(
    ("", "null", "none", "undefined", "nan", "n/a", "-", "--", "—", "——", "/", "...", "......", "无", "空", "暂无")
)
"""What departments write for "nothing" (metadata model §3, ``null_tokens``), as ``key`` writes them."""
LONGEST_NULL = max(map(len, NULL_TOKENS))
"""No cleaned text becomes shorter in ``key``, as far as these signs go: a longer one says something, unread."""

# Zero-width characters, direction marks, soft hyphen and BOM: invisible, yet they make equal words unequal.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# NBSP, ideographic and typographic spaces; line and paragraph separators are line breaks.
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_WIDE = tuple((sign, unicodedata.normalize("NFKC", sign)) for sign in "，（）：；！？％／\u3000")
"""Common signs whose NFKC is one plain sign."""
_CLASSES = (_INVISIBLE, _CONTROL, _SPACES, _SURROGATES)
_ODD = re.compile(f"[{''.join(each.pattern[1:-1] for each in _CLASSES)}\r\u2028\u2029]")
"""Any of the above: most texts have none, and one look for one class is quicker than five."""


def clean(text: str) -> str:
    """The text for show: no invisible or control characters, plain spaces and line breaks, ends stripped.

    Full-width characters stay as the department wrote them.
    """
    if text.isprintable() or not _ODD.search(text):  # nothing odd is printable, and that is seen at once
        return text.strip()
    text = _SURROGATES.sub("\ufffd", _BREAKS.sub("\n", text))
    return _SPACES.sub(" ", _CONTROL.sub("", _INVISIBLE.sub("", text))).strip()


def nfkc(text: str) -> str:
    """``unicodedata.normalize("NFKC", text)``. One （ alone makes that take a text to pieces and put it together again, and
    Chinese is full of them: exchanged before, they leave nothing to do (281 signs: 45 µs, so 1)."""
    if text.isascii():
        return text
    for wide, plain in _WIDE:
        if wide in text:
            text = text.replace(wide, plain)
    return unicodedata.normalize("NFKC", text)


def key(text: str) -> str:
    """The text for comparison: cleaned, NFKC, blanks collapsed, case folded."""
    return _known_key(text) if len(text) <= _SHORT else _key(text)


def _key(text: str) -> str:
    plain = clean(text)
    return " ".join(nfkc(plain).casefold().split())


_SHORT = 40
_known_key = lru_cache(maxsize=32_768)(_key)
"""Names of columns, codes and words recur from record to record; longer texts do not, and would only fill the store."""


def as_text(value: Any) -> str:
    """A JSON scalar as cleaned text: ``450102.0`` from Excel is ``450102``; null, NaN, lists and objects are empty."""
    if isinstance(value, str):
        return value.strip() if value.isprintable() else clean(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (int, float)) and value == value:
        return str(value)
    return ""


def is_null(text: str) -> bool:
    """Whether the text says "nothing here"."""
    plain = clean(text)
    return len(plain) <= LONGEST_NULL and key(plain) in NULL_TOKENS


def storable(value: Any) -> Any:
    """A JSON value without what PostgreSQL refuses: NUL becomes nothing, a lone surrogate U+FFFD; all else is kept."""
    if isinstance(value, str):
        return value if value.isprintable() else _SURROGATES.sub("\ufffd", value.replace("\x00", ""))
    if isinstance(value, Mapping):
        return {storable(name): storable(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(item) for item in value]
    return value
