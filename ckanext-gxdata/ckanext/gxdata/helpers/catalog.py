"""Helpers that count and list the catalog: figures, newest, zones, departments, themes. As the reader may see it.

What a page counts comes from one search per request (``overview``).
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from flask import g

from ckanext.gxdata.core.codelists import Code
from ckanext.gxdata.helpers import codes
from ckanext.gxdata.page_cache import in_part
from ckanext.gxdata.views import addresses, facets, peaks

COUNTED = ("organization", "tags", *facets.CODE_LISTS)
NEWEST = "gx_modified desc"
MOST_NEWEST = 6


def _search(**query: Any) -> dict[str, Any]:
    context: Any = {"user": getattr(tk.current_user, "name", "")}
    result: dict[str, Any] = tk.get_action("package_search")(context, query)
    return result


def overview() -> dict[str, Any]:
    """Total and all facets of the public catalog; empty while the search server is away."""
    if not hasattr(g, "gxdata_overview"):
        try:
            asked = {"facet.field": list(COUNTED), "facet.limit": -1, "sort": NEWEST}
            g.gxdata_overview = _search(rows=_newest_here(), **asked)
        except (SearchError, tk.ObjectNotFound, OSError):
            in_part.tell()
            g.gxdata_overview = {"count": 0, "search_facets": {}, "results": []}
    overview: dict[str, Any] = g.gxdata_overview
    return overview


def _counts(facet: str) -> dict[str, int]:
    items = overview()["search_facets"].get(facet, {}).get("items", [])
    return {item["name"]: int(item["count"]) for item in items if item["count"]}


def gxdata_figures() -> list[dict[str, Any]]:
    """Figures of the home page: ``{"key", "count", "url"}``, each with the address of what it counts."""
    search = addresses.url_for("dataset.search")
    zones = sum(1 for zone in gxdata_zones() if zone["count"])
    rows = [
        ("datasets", overview()["count"], search),
        ("unconditional", _counts("gx_open_type").get("unconditional", 0), f"{search}?gx_open_type=unconditional"),
        ("departments", len(_counts("organization")), addresses.url_for("organization.index")),
        ("themes", len(_counts("gx_theme")), "#themes"),
        ("zones", zones, addresses.url_for("gxdata_zone.index")),
        ("high_value", _counts("gx_high_value").get("high", 0), addresses.url_for("gxdata_high_value.index")),
    ]
    return [{"key": key, "count": count, "url": url} for key, count, url in rows if count]


def gxdata_newest() -> list[dict[str, Any]]:
    """Datasets by the day their data were updated, for the first page: found by the same search as its figures."""
    return list(overview()["results"])


def _newest_here() -> int:
    return MOST_NEWEST if tk.request.endpoint == "home.index" else 0


def gxdata_popular_tags(limit: int = 6) -> list[str]:
    """Keywords most datasets have: what a search is likely to find."""
    counts = _counts("tags")
    return sorted(counts, key=lambda tag: (-counts[tag], tag))[:limit]


def gxdata_zones() -> list[dict[str, Any]]:
    """The zones of ``zones.yaml`` in its order: id, title, count, and sub-zones as ``{"id", "title", "count"}``."""
    known, counts = codes.codelist("zone"), _counts("gx_zone")

    def entry(code: Code) -> dict[str, Any]:
        below = [entry(child) for child in known.children(code.id)]
        return {
            "id": code.id,
            "title": known.label(code.id, codes.language()),
            "count": counts.get(code.id, 0),
            "subzones": below,
        }

    return [entry(code) for code in known.children("")]


def gxdata_zone(zone_id: str) -> dict[str, Any] | None:
    """One of ``gxdata_zones``, or None for a group that is no zone."""
    return next((zone for zone in gxdata_zones() if zone["id"] == zone_id), None)


def gxdata_departments(limit: int = 8) -> list[dict[str, Any]]:
    """Departments with most datasets: ``{"name", "title", "count"}``."""
    items = overview()["search_facets"].get("organization", {}).get("items", [])
    ranked = sorted(items, key=lambda item: (-item["count"], item["display_name"]))[:limit]
    return [
        {"name": item["name"], "title": codes.gxdata_facet_label("organization", item), "count": item["count"]}
        for item in ranked
    ]


def gxdata_all_departments() -> list[dict[str, Any]]:
    """Every organization that may be listed, with its count: those with datasets first, then by name."""
    counts = _counts("organization")
    known = gxdata_departments(limit=len(counts))
    names = tk.get_action("organization_autocomplete")({}, {"q": "", "limit": 1000})
    rest = [{"name": org["name"], "title": codes.gxdata_organization_title(org), "count": 0} for org in names]
    return known + [org for org in rest if org["name"] not in counts]


def gxdata_themes() -> list[dict[str, Any]]:
    """Themes in the order of their list, with count and drawn peak; empty when the catalog is."""
    known, counts = codes.codelist("theme"), _counts("gx_theme")
    themes = [(code.id, counts.get(code.id, 0)) for code in known.children("")]
    drawn = zip(themes, peaks.draw([count for _theme, count in themes]), strict=True)
    rows = [
        {"id": theme, "title": known.label(theme, codes.language()), "count": count, "peak": peak}
        for (theme, count), peak in drawn
    ]
    return rows if any(counts.values()) else []
