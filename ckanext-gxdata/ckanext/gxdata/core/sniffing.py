"""What a file is, by its content; name and media type only decide between kinds that look alike.

Departments call web pages ``.xls``, workbooks ``.csv`` and login pages by any name. Not here: reading it
(``tables/``), and whether a page holds a table (``html_tables.py``).
"""

from __future__ import annotations

import re
from typing import Literal

from ckanext.gxdata.core.decoding import declared_in, decode
from ckanext.gxdata.core.errors import RecordError

Kind = Literal["csv", "xlsx", "xls", "html", "xml", "json", "zip", "pdf", "empty", "binary"]
"""``csv`` is any plain text: whether it is a table, its reader finds out."""

_START = 4096
_EMPTY = b" \t\r\n\x00\xef\xbb\xbf"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00")
_BINARY = (
    *(b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xfd7zXZ", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PAR1"),
    *(b"\x7fELF", b"MZ\x90", b"SQLite format 3", b"\x00\x00\x01\x00", b"{\\rtf", b"II*\x00", b"MM\x00*"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_JSON = re.compile(r"\{\s*[\"}]|\[\s*(?:[\[{\"\]]|-?\d+(?:\.\d+)?\s*[,\]]|(?:true|false|null)\s*[,\]])")
_TAG = re.compile(r"<([A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)")
_SKIPPED = re.compile(r"\A(?:\s|<!--.*?-->|<\?.*?\?>)+", re.DOTALL)
_HTML = frozenset(
    (
        *(
            "html",
            "head",
            "body",
            "title",
            "meta",
            "link",
            "script",
            "style",
            "div",
            "table",
            "form",
            "p",
            "br",
            "span",
        ),
        *("a", "h1", "h2", "center", "frameset"),
    )
)


def kind_of(content: bytes, filename: str = "", media_type: str = "") -> Kind:
    start = content[:_START]
    if not start.strip(_EMPTY) and not content.strip(_EMPTY):
        return "empty"
    if start[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx" if b"xl/workbook." in content else "zip"
    if start.startswith(_OLE2):
        return "xls" if any(name in content for name in _BOOK) else "binary"
    if _BIFF.match(start):
        return "xls"
    if start.startswith(_BINARY):
        return "binary"
    return _text_kind(start, content, _suffix(filename), media_type)


def _text_kind(start: bytes, content: bytes, suffix: str, media_type: str) -> Kind:
    text = _beginning(start, len(content) > len(start))
    if text is None:
        named = suffix in ("csv", "txt", "tsv") or media_type.startswith("text/")
        return "csv" if named and b"\x00" not in start else "binary"
    if text.startswith("<"):
        return _markup_kind(text, suffix, media_type)
    return "json" if _JSON.match(text) else "csv"


def _markup_kind(text: str, suffix: str, media_type: str) -> Kind:
    if re.match(r"<!doctype\s+html", text, re.IGNORECASE) or "<html" in text.lower():
        return "html"
    if suffix == "xml" or media_type.endswith(("/xml", "+xml")):
        return "xml"
    behind = _SKIPPED.sub("", text)
    tag = _TAG.match(re.sub(r"\A<![^>]*>\s*", "", behind))
    if tag and not tag.group(1) and tag.group(2).lower() in _HTML and not text.startswith("<?xml"):
        return "html"
    if tag or text.startswith("<?xml"):
        return "xml"
    return "html" if "html" in media_type or suffix in ("htm", "html") else "csv"


def _beginning(start: bytes, is_cut: bool) -> str | None:
    """The decoded start without mark and blanks; ``None`` for what is no text. A cut may fall inside a character."""
    for length in range(len(start), max(0, len(start) - (5 if is_cut else 1)), -1):
        try:
            text = decode(start[:length], declared_in(start)).text
        except RecordError:
            continue
        return None if _CONTROL.search(text) else text.lstrip("\ufeff \t\r\n")
    return None


def _suffix(filename: str) -> str:
    return filename.rpartition(".")[2].strip().lower()
