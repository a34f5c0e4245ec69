"""HTML and XML of an answer as lxml elements. XML is read without DTD, entities, network or huge trees.

A document type with an internal subset is refused before any entity could be defined: entities are how XML reads files,
calls addresses and grows for ever. XInclude, stylesheets and schema locations are never followed. Not here: what the
elements mean (each kind).
"""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from lxml import etree, html

from ckanext.gxdata.core.decoding import declared_in, decode
from ckanext.gxdata.core.errors import FatalError, RecordError, RetriableError
from ckanext.gxdata.core.html_tree import html_tree
from ckanext.gxdata.sources.answers import Answer, text_of

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_TAIL = 4000
_NOT_A_BREAK = re.compile(r"[^\r\n]")


def html_of(answer: Answer, pointer: str) -> html.HtmlElement:
    """The page's root element. Raises ``FatalError`` (``undecodable``, ``empty-answer``, ``html-too-deep``)."""
    try:
        return html_tree(text_of(answer, pointer), pointer)
    except RecordError as error:
        raise FatalError(error.message, pointer=pointer, rule=error.rule, hint=error.hint) from error


def whole_html_of(answer: Answer, pointer: str) -> html.HtmlElement:
    """As ``html_of``, of a page that its software always ends with ``</html>``; else ``RetriableError`` (``cut-off``)."""
    if answer.content.strip() and b"</html" not in answer.content[-_TAIL:].replace(b"\0", b"").lower():
        hint = "多半没有传完，请稍后再采集；反复出现的，请对方检查服务"
        raise RetriableError(f"{pointer}：网页没有结尾（</html>）", pointer=pointer, rule="cut-off", hint=hint)
    return html_of(answer, pointer)


def xml_of(content: bytes | str, pointer: str) -> etree._Element:
    """The root element; of a text that is decoded already, what its declaration says of the encoding does not count.

    Raises ``FatalError`` (``xml-entities``, ``broken-xml``, ``undecodable``, ``empty-answer``).
    """
    plain = _as_utf8(content if isinstance(content, str) else _decoded(content, pointer), pointer)
    _refuse_internal_subset(plain, pointer)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(plain, parser)
    except etree.XMLSyntaxError as error:
        raise _broken(error, pointer) from error
    internal: Any = root.getroottree().docinfo.internalDTD
    if internal is not None and (list(internal.iterentities()) or list(internal.iterelements())):
        raise _entities(pointer)
    return root


def _decoded(content: bytes, pointer: str) -> str:
    try:
        return decode(content, declared_in(content)).text
    except RecordError as error:
        message = f"{pointer}：{error.message}"
        raise FatalError(message, pointer=pointer, rule=error.rule, hint="请对方以 UTF-8 输出 XML") from error


def _as_utf8(text: str, pointer: str) -> bytes:
    """Blanks stand where the declaration stood, so that errors name the place as an editor shows it."""
    if not text.strip():
        raise FatalError(f"{pointer}：回答是空的", pointer=pointer, rule="empty-answer", hint="请对方检查接口")
    plain = _DECLARATION.sub(lambda found: _NOT_A_BREAK.sub(" ", found[0]), text.lstrip("\ufeff"))
    return plain.encode("utf-8", "replace")


class _Prolog(Exception):
    """Thrown out of expat where the prolog ends: nothing behind it is read by this look."""


def _refuse_internal_subset(content: bytes, pointer: str) -> None:
    """Reads up to the first element, as a parser does: comments, instructions and quotes fool no pattern."""

    def doctype(name: str, system: str | None, public: str | None, has_subset: Any) -> None:
        if has_subset:
            raise _entities(pointer)
        raise _Prolog

    def element(name: str, attributes: Any) -> None:
        raise _Prolog

    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        parser.Parse(content, True)
    except (_Prolog, expat.ExpatError):
        return  # lxml says better what is broken


def _entities(pointer: str) -> FatalError:
    return FatalError(
        f"{pointer}：XML 带有内部 DTD（实体定义），为安全起见不予读取",
        pointer=pointer,
        rule="xml-entities",
        hint="请对方去掉 <!DOCTYPE … [ … ]> 部分，把实体（如 &xsd;）写成完整文字后重新输出",
    )


def _broken(error: etree.XMLSyntaxError, pointer: str) -> FatalError:
    line, column = error.position
    if "Excessive depth" in str(error) or "huge" in str(error).lower():
        return FatalError(f"{pointer}：XML 嵌套过深或内容过大", pointer=pointer, rule="xml-too-deep")
    return FatalError(
        f"{pointer}：XML 在第 {line} 行第 {column} 列中断或有错",
        pointer=f"{pointer} 第 {line} 行第 {column} 列",
        rule="broken-xml",
        hint="可能没有传完，或得到的不是 XML（例如登录页）；请对方检查",
    )
