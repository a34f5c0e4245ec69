"""In which syntax a DCAT catalog really came, whatever was declared.

Here: judging by the first characters, and by the content type where those leave a choice. Not here: parsing.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.answers import Answer

DATA_JSON, XML, TURTLE, JSON_LD = "data.json", "xml", "ttl", "jsonld"
FORMATS = (DATA_JSON, XML, TURTLE, JSON_LD)
TITLES = {DATA_JSON: "data.json", XML: "RDF/XML", TURTLE: "Turtle", JSON_LD: "JSON-LD"}

_DECLARED = {
    "application/rdf+xml": XML,
    "text/turtle": TURTLE,
    "application/x-turtle": TURTLE,
    "application/n-triples": TURTLE,  # every N-Triples file is a Turtle file
    "text/n3": TURTLE,
    "application/ld+json": JSON_LD,
}
_ELEMENT = re.compile(r"<(?:\?xml|!--|!DOCTYPE|[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?[\s/>])", re.IGNORECASE)
_WEB_PAGE = re.compile(r"<(?:!DOCTYPE\s+html|html|head|body)\b", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TURTLE = re.compile(r"(?:@prefix|@base|prefix|base)\s|#|_:|\[|\(|<[^>\s]*>\s", re.IGNORECASE)


def declared_format(answer: Answer) -> str:
    """What the content type says, empty where it says nothing (text/plain, application/xml, application/json …)."""
    return _DECLARED.get(answer.media_type, "")


def real_format(text: str, declared: str, pointer: str) -> str:
    """Raises ``FatalError``: a web page (``html-instead-of-rdf``), or nothing we know (``unknown-format``)."""
    start = text.lstrip("\ufeff \t\r\n")[:4000]
    if _WEB_PAGE.search(start) and "rdf:RDF" not in start:
        raise _web_page(text, pointer)
    if start.startswith("{") or (start.startswith("[") and declared != TURTLE and _is_json_array(start)):
        return JSON_LD if declared == JSON_LD else _json_format(text)
    if _ELEMENT.match(start) and ("xmlns" in start or start.startswith(("<?xml", "<!"))):
        return XML
    if _TURTLE.match(start):
        return TURTLE
    raise FatalError(
        f"{pointer}：看不出是哪种格式的目录",
        pointer=pointer,
        rule="unknown-format",
        hint="应为 data.json、RDF/XML、Turtle 或 JSON-LD；确认地址指向目录本身",
    )


def _is_json_array(start: str) -> bool:
    """``[]`` and ``[ a dcat:Catalog`` open Turtle files too."""
    return bool(re.match(r'\[\s*(?:[{\["]|\]\s*$)', start))


def _json_format(text: str) -> str:
    """JSON that cannot be read counts as data.json, whose reader names the fault and its place."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return DATA_JSON
    return JSON_LD if is_graph(found) else DATA_JSON


def is_graph(found: Any) -> bool:
    """Whether JSON has the keys of a linked graph. A data.json with an ``@context`` is read by its own keys."""
    if isinstance(found, dict) and isinstance(found.get("dataset"), list):
        return False
    objects = (each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict))
    keys = {str(key) for each in objects for key in each}  # of all: the first may be a node without properties
    if "@graph" in keys or any(":" in key for key in keys):
        return True
    return "identifier" not in keys and not keys.isdisjoint(("@id", "@context"))


def _web_page(text: str, pointer: str) -> FatalError:
    found = _TITLE.search(text[:100_000])
    title = " ".join(found.group(1).split())[:80] if found else "无标题"
    return FatalError(
        f"{pointer}：应为目录，得到的是网页“{title}”",
        pointer=pointer,
        rule="html-instead-of-rdf",
        hint="多半是登录页或出错页；确认目录地址，以及是否需要登录或验证码",
    )
