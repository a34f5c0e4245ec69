"""HTML text to a tree of elements, guarded: pages come from anywhere, and what libxml2 cuts off silently is refused.

Not here: decoding (``decoding.py``), which elements are wanted (each kind), plain text of descriptions
(``html_text.py``).
"""

from __future__ import annotations

import re

from lxml import etree, html

from ckanext.gxdata.core.errors import RecordError

MAX_CHARACTERS = 50_000_000
_DECLARATION = re.compile(r"\A[\s\ufeff]*<\?xml[^>]*>")


def html_tree(text: str, pointer: str) -> html.HtmlElement:
    """The root element. Raises ``RecordError`` (``html-too-deep``, ``html-too-large``, ``empty-answer``)."""
    if len(text) > MAX_CHARACTERS:
        raise _refusal(pointer, "网页过大", "html-too-large")
    plain = _DECLARATION.sub("", text).replace("\x00", "")
    if not plain.strip():
        raise _refusal(pointer, "网页是空的", "empty-answer")
    parser = html.HTMLParser(huge_tree=False, no_network=True, encoding="utf-8")
    try:
        root = html.document_fromstring(plain.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise _refusal(pointer, "网页没有内容", "empty-answer") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise _refusal(pointer, "网页嵌套过深，后面的内容无法读取", "html-too-deep")
    return root


def _refusal(pointer: str, reason: str, rule: str) -> RecordError:
    return RecordError(f"{pointer}：{reason}", pointer=pointer, rule=rule, hint="用浏览器打开这一页，请对方检查")
