"""HTML in descriptions → plain text with line breaks. Nothing is kept of tags, scripts and styles."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from ckanext.gxdata.core.text import clean

_LOOKS_LIKE_HTML = re.compile(r"<[a-zA-Z/!?]|&#?\w+;?")
BLOCKS = frozenset(
    re.findall(
        "[a-z0-9]+",
        "address article blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main ol"
        " p pre section table td th tr ul",
    )
)
CELLS = frozenset(("td", "th"))
_VOID = frozenset(("br", "hr"))
_SILENT = frozenset(("script", "style", "template", "title"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent = self._silent or tag
        elif tag in BLOCKS:
            self.parts.append(" " if tag in CELLS else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag in BLOCKS and tag not in _VOID:
            self.parts.append(" " if tag in CELLS else "\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain_text(source: str) -> str:
    """The visible text; block tags become line breaks, one empty line at most between paragraphs.

    Text without tags keeps its own breaks and its ``<`` (PM2.5 < 35).
    """
    if not _LOOKS_LIKE_HTML.search(source):
        return _tidy(source)
    if not re.search(r"<[a-zA-Z/!?]", source):
        return _tidy(html.unescape(source))
    reader = _Reader()
    reader.feed(re.sub(r"\s*[\r\n]+\s*", " ", source) if re.search(r"<(?:p|br|div|li)\b", source, re.I) else source)
    reader.close()
    return _tidy("".join(reader.parts))


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in clean(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
