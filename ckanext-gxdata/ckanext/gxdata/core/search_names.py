"""The data model's field names in a search: ``zone`` is answered from the index's ``gx_zone``. Pure.

CKAN indexes the stored fields too, as JSON text: asked by name they would find nothing and not say why. Only the names
below are read; every other name is Solr's business. Not here: which names are refused (``search_guard.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

INDEXED: Mapping[str, str] = {
    "zone": "gx_zone",
    "subzone": "gx_zone",
    "theme": "gx_theme",
    "region": "gx_region",
    "open_type": "gx_open_type",
    "update_frequency": "gx_update_frequency",
    "high_value": "gx_high_value",
}
"""Name of the metadata model → field of the index, which holds zones with their sub-zones in one."""

_NAMES = "|".join(INDEXED)
_BEFORE_COLON = re.compile(rf'("(?:[^"\\]|\\.)*")|(?<![\w.\\:/])({_NAMES})(?=:)')
"""A phrase in quotes, which stays as it is, or one of the names where a field stands."""
_ORDER = re.compile(rf"(?<![\w.(])({_NAMES})(?=\s+(?:asc|desc)\b)", re.I)


def of_index(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with the index's names. What was asked is needed again for the answer (``answered``)."""
    read = {"q": in_query, "fq": in_query, "fq_list": in_query, "sort": _in_order, "facet.field": _in_facet}
    return {name: _each(value, read[name]) if name in read else value for name, value in params.items()}


def asked_facets(params: Mapping[str, Any]) -> list[str]:
    given = params.get("facet.field") or ()
    return [given] if isinstance(given, str) else list(given)


def answered(facets: Mapping[str, Any], asked: Iterable[str]) -> dict[str, Any]:
    """Facets of the index under the names that were asked; those that nobody asked by their own name go."""
    by_alias = {name: INDEXED[name] for name in asked if name in INDEXED and INDEXED[name] in facets}
    gone = set(by_alias.values()) - set(asked)
    kept = {name: found for name, found in facets.items() if name not in gone}
    return {**kept, **{name: _named(facets[field], name) for name, field in by_alias.items()}}


def _named(found: Any, name: str) -> Any:
    return {**found, "title": name} if isinstance(found, Mapping) and "items" in found else found


def in_query(text: str) -> str:
    return _BEFORE_COLON.sub(lambda found: found[1] or INDEXED[found[2]], text)


def _in_order(text: str) -> str:
    return _ORDER.sub(lambda found: INDEXED[found[1].lower()], text)


def _in_facet(name: str) -> str:
    return INDEXED.get(name, name)


def _each(value: Any, read: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return read(value)
    if not isinstance(value, (list, tuple)):
        return value
    return list(dict.fromkeys(read(each) if isinstance(each, str) else each for each in value))
