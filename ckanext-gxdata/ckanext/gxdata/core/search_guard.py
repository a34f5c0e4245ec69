"""What a search may name. Fields of the inside are in no index; here a question about them is refused, for everybody alike.

Pure: CKAN's search parameters in. Whoever could count by a hidden field, list what no page shows, or ask the index how often
a word occurs in all documents (the private ones are in it too) would learn what is kept back. Not here: what is indexed
(``search_document.py``), and who sees which dataset (CKAN's permission labels).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.gxdata.core.access import HIDDEN_OF_ITEMS, is_hidden
from ckanext.gxdata.core.semantic import MODEL, VECTOR
from ckanext.gxdata.core.zone_record import FIELD

RAW_FIELDS = frozenset({"data_dict", "validated_data_dict", "res_url", "urls", "score", FIELD})
"""Stored whole records, addresses, and the score (it tells how rare a word is): never answered as fields."""
PARSERS = ("", "lucene", "dismax", "edismax")
"""The others (func, join, graph, xmlparser …) count and compare instead of searching."""
UNASKED = frozenset({VECTOR, MODEL})
"""Fields for the portal's own questions."""

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_NAME = re.compile(r"[A-Za-z_][\w.]*")
_BEFORE_COLON = re.compile(r"([A-Za-z_][\w.]*)\s*:")
_LOCAL = re.compile(r"\{!([^}]*)")
"""Where an operator lets parsers in, they name fields in here."""
_STATISTICS = re.compile(r"\b(docfreq|totaltermfreq|ttf|sumtotaltermfreq|sttf|idf|termfreq|tf|norm|numdocs|maxdoc)\s*\(", re.I)
_PREFIX = re.compile(r"^(res_)?(extras_)?")
_BY_QUERY = ("q", "fq", "fq_list")
_BY_NAME = ("fl", "sort", "facet.field", "qf", "bf", "boost", "df")


def refusal(params: Mapping[str, Any]) -> str:
    """Why this question is neither answered nor counted; empty when it may be asked."""
    if "bq" in params:
        return "不支持参数 bq；排序请用 sort"
    for parameter, text in _texts(params):
        for name in filter(_is_inside, _names(parameter, text)):
            return f"{parameter} 中的“{name}”是内部字段，不能按它检索、排序或统计；请改用公开字段，如 theme、region、open_type"
        if _STATISTICS.search(text):
            return f"{parameter} 中不能使用统计词频的函数；请去掉 docfreq、idf 一类的函数"
    parser = str(params.get("defType") or "")
    return "" if parser in PARSERS else f"defType 不支持“{parser}”；可用的有 lucene、dismax、edismax"


def restricted(params: dict[str, Any]) -> dict[str, Any]:
    """The parameters without fields that are never answered, and without facet values that nothing was found for.

    A facet with ``mincount`` 0 lists every value of the index, those of private datasets too.
    """
    shown = {**params, "fl": _public_fields(params["fl"])} if params.get("fl") else dict(params)
    if "facet.mincount" in shown:
        given = str(shown["facet.mincount"])
        shown["facet.mincount"] = max(1, int(given)) if given.isdecimal() else 1
    return shown


def _public_fields(fields: Any) -> list[str]:
    names = [name for part in _listed(fields) for name in part.replace(",", " ").split()]
    return [name for name in names if re.fullmatch(r"\w+", name) and name not in RAW_FIELDS] or ["id", "name"]


def _texts(params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for parameter in (*_BY_QUERY, *_BY_NAME):
        for text in _listed(params.get(parameter)):
            yield parameter, text.replace("\\", "") if parameter in _BY_NAME else _unescaped(text)


def _unescaped(text: str) -> str:
    """Without quoted phrases, in which a colon is a colon; Solr takes an escaped letter for the letter."""
    return _QUOTED.sub('""', text).replace("\\", "")


def _names(parameter: str, text: str) -> list[str]:
    if parameter in _BY_NAME:
        return _NAME.findall(text)
    return _BEFORE_COLON.findall(text) + [name for inside in _LOCAL.findall(text) for name in _NAME.findall(inside)]


def _is_inside(name: str) -> bool:
    plain = _PREFIX.sub("", name)
    return is_hidden(plain) or plain in HIDDEN_OF_ITEMS or name in UNASKED


def _listed(value: Any) -> list[str]:
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            value = [value]
    items = value if isinstance(value, (list, tuple)) else [value]
    return [str(item) for item in items if item not in (None, "")]
