"""HTML in descriptions → plain text with line breaks. Nothing is kept of tags, scripts and styles.

Every part of a text is looked at a fixed number of times: descriptions are as long and as broken as their author likes,
and both regular expressions and ``html.parser`` take hours over some of them. Not here: whole pages (``html_tree.py``).
"""

from __future__ import annotations

import html
import re

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


LONGEST = 500_000
"""Characters; a description of the largest catalogs has 20,000."""
_HUGE_REFERENCE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
_BLANKS = re.compile(r"\s+")
_TAG = re.compile(r"(/?)([a-zA-Z][^\s/>]*)")
_END_OR_QUOTE = re.compile(r""">|=\s*(["'])""")
_UNREAD = {tag: re.compile(f"</{tag}", re.IGNORECASE) for tag in ("script", "style")}
"""What is no markup at all up to its own end."""


class _Reader:
    """Collects the text; what cannot be closed once is not looked for again."""

    def __init__(self, source: str) -> None:
        self.parts: list[str] = []
        self._source = source
        self._silent = ""
        self._comments_close = self._quotes_close = True

    def read(self) -> str:
        at, source = 0, self._source
        while (opening := source.find("<", at)) >= 0:
            self._text(source[at:opening])
            at = self._markup(opening)
        self._text(source[at:])
        return "".join(self.parts)

    def _text(self, text: str) -> None:
        if text and not self._silent:
            self.parts.append(unescaped(text))

    def _markup(self, opening: int) -> int:
        """Reads what begins at ``<``; the place behind it."""
        tag = _TAG.match(self._source, opening + 1)
        if tag is None and self._source[opening + 1 : opening + 2] not in ("!", "?", "/"):
            self._text("<")
            return opening + 1
        end = self._tag_end(tag.end()) if tag else self._declaration_end(opening)
        if end < 0:
            self._text(self._source[opening:])
            return len(self._source)
        return self._seen(tag[2].lower(), bool(tag[1]), end + 1) if tag else end + 1

    def _seen(self, tag: str, closes: bool, behind: int) -> int:
        if closes and tag == self._silent:
            self._silent = ""
        elif tag in _SILENT and not closes:
            self._silent = self._silent or tag
        elif tag in BLOCKS and not self._silent and not (closes and tag in _VOID):
            self.parts.append(" " if tag in CELLS else "\n")
        if closes or tag not in _UNREAD:
            return behind
        found = _UNREAD[tag].search(self._source, behind)
        return found.start() if found else len(self._source)

    def _tag_end(self, at: int) -> int:
        """Of ``<a title="a>b">``; from the first quote on that nothing closes, quotes are letters."""
        start = at
        while self._quotes_close and (found := _END_OR_QUOTE.search(self._source, at)):
            if found[1] is None:
                return found.start()
            at = self._source.find(found[1], found.end()) + 1
            self._quotes_close = at > 0
        return self._source.find(">", start)

    def _declaration_end(self, opening: int) -> int:
        if self._comments_close and self._source.startswith("<!--", opening):
            found = self._source.find("-->", opening + 4)
            self._comments_close = found >= 0
            if found >= 0:
                return found + 2
        return self._source.find(">", opening)


def plain_text(source: str) -> str:
    """The visible text; block tags become line breaks, one empty line at most between paragraphs.

    Text without tags keeps its own breaks and its ``<`` (PM2.5 < 35). Raises ``ValueError`` (Chinese) for a text that is
    longer than any description.
    """
    if len(source) > LONGEST:
        raise ValueError(f"文字有 {len(source)} 字，超过 {LONGEST} 字")
    if not _LOOKS_LIKE_HTML.search(source):
        return _tidy(source)
    if not re.search(r"<[a-zA-Z/!?]", source):
        return _tidy(unescaped(source))
    wrapped = re.search(r"<(?:p|br|div|li)\b", source, re.IGNORECASE)
    return _tidy(_Reader(_BLANKS.sub(_without_breaks, source) if wrapped else source).read())


def unescaped(text: str) -> str:
    """``html.unescape`` that takes numbers of any length: Python refuses to read those of more than 4,300 digits."""
    return html.unescape(_HUGE_REFERENCE.sub("\ufffd", text))


def _without_breaks(blanks: re.Match[str]) -> str:
    return " " if "\n" in blanks[0] or "\r" in blanks[0] else blanks[0]


def _tidy(text: str) -> str:
    plain = clean(text)
    if plain.isprintable() and "  " not in plain:  # one line, with nothing in it to be tidied
        return plain
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in plain.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
