"""The text that a page shows in an element, and labels as they are compared.

A line break of the page's source is a blank, as in a browser, and nothing at all inside a Chinese word. Not here: which
elements are looked at (``html_values.py``, ``oportal_pages.py``), HTML inside of descriptions (``core/html_text.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from ckanext.gxdata.core.html_text import BLOCKS, CELLS
from ckanext.gxdata.core.text import clean

_CHINESE = re.compile(r"[\u3001-\u3003\u3400-\u9fff\uff01-\uff5e]")
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"[\r\n]+")
_SILENT = ("script", "style", "template")


def visible(element: Any) -> str:
    """The text shown, blocks and ``<br>`` as line breaks, without empty lines."""
    text = clean(_BLANKS.sub(_unwrapped, "".join(_pieces(element))).replace("\r", " "))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def in_one_line(element: Any) -> str:
    """The text shown, with a blank for every line break."""
    return visible(element).replace("\n", " ")


def label_of(text: str) -> str:
    """A label as it is compared: NFKC, without blanks and the colon."""
    return "".join(unicodedata.normalize("NFKC", clean(text)).split()).strip(":")


def _pieces(element: Any) -> Iterator[str]:
    """Texts in order, with ``\\n`` for what a browser breaks and ``\\r`` for breaks of the source."""
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    yield _source(element.text)
    for child in element:
        around = " " if child.tag in CELLS else "\n" if child.tag in BLOCKS else ""
        yield around
        yield from _pieces(child)
        yield around
        yield _source(child.tail)


def _unwrapped(blanks: re.Match[str]) -> str:
    """Nothing for the end of a source line inside a Chinese word; blanks within a line may part words (tags) and stay."""
    text, (start, end) = blanks.string, blanks.span()
    inside = start > 0 and _CHINESE.match(text, start - 1) and _CHINESE.match(text, end)
    return "" if inside and "\r" in blanks[0] else blanks[0]


def _source(text: str | None) -> str:
    return _BREAKS.sub("\r", text or "")
