"""Text to a graph with rdflib, so that nothing is fetched, opened or expanded on the way.

XML with entities is refused (``markup.py``), JSON-LD with a ``@context`` elsewhere too (rdflib would fetch it, past every
guard of ours: its own ways out are shut as well, ``rdf_shut.py``); ``owl:imports`` and every IRI are names here, never
addresses. Not here: what a graph says (``dcat_rdf.py``).
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import rdflib
from lxml import etree
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.parsers.notation3 import BadSyntax

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources import rdf_budget
from ckanext.gxdata.sources.dcat_formats import JSON_LD, TITLES, TURTLE, XML
from ckanext.gxdata.sources.markup import xml_of
from ckanext.gxdata.sources.rdf_shut import shut_in

UPLOAD_BASE = "http://upload.invalid/"
"""What relative IRIs of a file without an address are relative to: never a path of this machine."""

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PLACE = re.compile(r"(?:<[^>]*>|[^:\s]*):(\d+):(\d+):\s*(.*)", re.DOTALL)
_LITERALS_AS_WRITTEN = threading.Lock()
_RDFLIB_LOG = logging.getLogger("rdflib.term")


def parsed_graph(text: str, syntax: str, address: str, pointer: str) -> rdflib.Graph:
    """``syntax``: ``xml``, ``ttl`` or ``jsonld``. Raises ``FatalError`` (``broken-rdf``, ``too-many-triples`` …)."""
    graph = rdf_budget.dataset() if syntax == JSON_LD else rdf_budget.graph()
    parse = {XML: _parse_xml, TURTLE: _parse_turtle, JSON_LD: _parse_json_ld}[syntax]
    with _literals_as_written(), shut_in(lambda link: _remote_context(link, pointer)):
        try:
            parse(graph, text, address or UPLOAD_BASE, pointer)
        except FatalError:
            raise
        except rdf_budget.TooManyTriples as error:
            raise _too_many(pointer) from error
        except Exception as error:  # rdflib's parsers have no common exception; theirs and Python's come through
            raise _broken(error, syntax, pointer) from error
    return graph


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """Keeps rdflib from rewriting typed literals: raw values stay, and "1E999999999" is no number of 10⁹ digits.

    Its log is quiet meanwhile: it tells of every value that does not fit its type, with the value.
    """
    with _LITERALS_AS_WRITTEN:
        before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
        was_disabled, _RDFLIB_LOG.disabled = _RDFLIB_LOG.disabled, True
        try:
            yield
        finally:
            rdflib.NORMALIZE_LITERALS, _RDFLIB_LOG.disabled = before, was_disabled


def _parse_xml(graph: rdflib.Graph, text: str, address: str, pointer: str) -> None:
    rdf_budget.refuse_tags(text)
    root = xml_of(text, pointer)
    for element in root.iter(etree.Element):
        if _LANGUAGE in element.attrib:
            element.set(_LANGUAGE, _language(str(element.get(_LANGUAGE))))
    # What the safe parser understood is what rdflib gets to see: no document type, one encoding.
    graph.parse(data=etree.tostring(root, encoding="utf-8"), format="xml", publicID=address)


def _parse_turtle(graph: rdflib.Graph, text: str, address: str, pointer: str) -> None:
    rdf_budget.parse_turtle(graph, text, address)


def _parse_json_ld(graph: rdflib.Graph, text: str, address: str, pointer: str) -> None:
    document = json.loads(text)
    _refuse_elsewhere(document, pointer)
    to_rdf(document, graph, base=address)


def _refuse_elsewhere(document: Any, pointer: str) -> None:
    """Raises for a context that would have to be fetched, at any depth; corrects language tags on the way."""
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(value)
        if not isinstance(value, dict):
            continue
        pending.extend(value.values())
        if isinstance(value.get("@language"), str):
            value["@language"] = _language(value["@language"])
        for link in _links([value.get("@context"), value.get("@import")]):
            raise _remote_context(link, pointer)


def _links(pending: list[Any]) -> Iterator[str]:
    """Texts in lists within lists. The empty one is a link, too: to the document itself."""
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            pending.extend(value)


def _remote_context(link: str, pointer: str) -> FatalError:
    return FatalError(
        f"{pointer}：@context 指向别处（{link[:100]}），不会去取",
        pointer=f"{pointer} › @context",
        rule="remote-context",
        hint="请对方把 @context 的内容写在文件里，或改用 Turtle、RDF/XML",
    )


def _too_many(pointer: str) -> FatalError:
    return FatalError(
        f"{pointer}：RDF 超过 {rdf_budget.MOST_TRIPLES} 个三元组",
        pointer=pointer,
        rule="too-many-triples",
        hint="请对方分页输出（hydra:next 或 Link: rel=next）",
    )


def _language(tag: str) -> str:
    """``zh_CN``, as many systems write it, is no language tag and would cost the whole file."""
    return tag.replace("_", "-")


def _broken(error: Exception, syntax: str, pointer: str) -> FatalError:
    line, reason = _place(error)
    place = f"{pointer} 第 {line} 行" if line else pointer
    return FatalError(
        f"{place}：{TITLES[syntax]} 有错{f'：{reason}' if reason else ''}",
        pointer=place,
        rule="broken-rdf",
        hint="可能没有传完，或系统输出有误；请对方检查这一处",
    )


def _place(error: Exception) -> tuple[int, str]:
    """Line and reason, as far as the parser says them; what it quotes of the file is left out."""
    if isinstance(error, json.JSONDecodeError):
        return error.lineno, "JSON 中断或有错"
    if isinstance(error, BadSyntax):
        return error.lines + 1, str(error._why)[:80]
    if isinstance(error, RecursionError):
        return 0, "嵌套过深"
    line = getattr(error, "getLineNumber", lambda: None)() or 0
    if isinstance(error, ParserError) and (found := _PLACE.match(str(error))):
        return int(found[1]), found[3][:80]
    reason = getattr(error, "getMessage", lambda: "")() or str(error)
    return int(line), " ".join(reason.split())[:80]
