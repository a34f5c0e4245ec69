"""Counts of facets that stay right when several values of one are chosen: each is counted without its own filter.

Here: which questions that takes, as a pure function of the one that asks them. One for the hits and the facets nobody chose
from, one without hits for each of the others: no local parameter of Solr has to be let through (``{!tag=…}``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ckanext.gxdata.core.search_address import Asked, filter_queries

Search = Callable[..., Mapping[str, Any]]
"""``package_search`` for the reader, with its parameters by name."""


def found(asked: Asked, facets: Iterable[str], search: Search, **window: Any) -> dict[str, Any]:
    """What ``package_search`` answers, with the right counts. ``window``: rows and start."""
    filters, facets = filter_queries(asked), list(facets)
    chosen = [name for name in facets if name in asked.filters]
    rest = [name for name in facets if name not in chosen]
    answer = search(q=asked.q, fq_list=list(filters.values()), sort=asked.sort, **{"facet.field": rest}, **window)
    counted = {name: _counted(name, asked, filters, search) for name in chosen}
    return {**answer, "search_facets": {**answer["search_facets"], **counted}}


def _counted(name: str, asked: Asked, filters: Mapping[str, str], search: Search) -> Any:
    others = [query for each, query in filters.items() if each != name]
    answer = search(q=asked.q, fq_list=others, rows=0, **{"facet.field": [name]})
    return answer["search_facets"].get(name, {"title": name, "items": []})


def shown(items: Iterable[Mapping[str, Any]], chosen: Iterable[str], limit: int) -> list[dict[str, Any]]:
    """A facet's values as the page lists them: by count, what is chosen always among them. ``limit`` 0: all."""
    chosen = list(chosen)
    known = [{**item, "active": item["name"] in chosen} for item in items if item["count"]]
    names = {item["name"] for item in known}
    gone = [{"name": name, "display_name": name, "count": 0, "active": True} for name in chosen if name not in names]
    ranked = sorted(known, key=lambda item: (-item["count"], str(item["display_name"]).lower()))
    within = [item for place, item in enumerate(ranked) if not limit or place < limit or item["active"]]
    return [*within, *gone]
