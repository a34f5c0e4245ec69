"""Template helpers. They call actions and the rulebook; the judging and drawing is in ``views/`` as pure functions.

What every page shows is counted in one search of the catalog per request (``_overview``), as the reader may see it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from flask import g
from werkzeug.datastructures import MultiDict

from ckanext.gxdata import config
from ckanext.gxdata.core import access
from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.views import facets, freshness, labels, peaks

CHINA = ZoneInfo("Asia/Shanghai")
LANGUAGES = (("zh_Hans_CN", "zh-Hans", "中文"), ("en", "en", "English"))
COUNTED = ("organization", "tags", *facets.CODE_LISTS)


def _language() -> str:
    return str(tk.h.lang())


def _codelist(list_id: str) -> CodeList:
    return config.rulebook().codelists[list_id]


def gxdata_code_label(list_id: str, code: str) -> str:
    """Name of a code in the reader's language; an unknown code names itself."""
    return _codelist(list_id).label(str(code), _language())


def gxdata_code_labels(list_id: str, codes: Any) -> list[dict[str, str]]:
    """``[{"id", "label"}]`` of a field's stored value: a list, the JSON of one, or a single code."""
    return [{"id": code, "label": gxdata_code_label(list_id, code)} for code in gxdata_listed(codes)]


def gxdata_choices(field: Mapping[str, Any]) -> list[dict[str, str]]:
    """``choices_helper`` of every code-list field of the schemas (``code_list`` names the list)."""
    return labels.choices(_codelist(field["code_list"]), _language())


def gxdata_facet_label(facet: str, item: Mapping[str, Any]) -> str:
    """Name of a facet's value."""
    list_id = facets.CODE_LISTS.get(facet)
    if list_id:
        return gxdata_code_label(list_id, item["name"])
    return gxdata_organization_title({"name": item["name"], "title": item.get("display_name")})


def gxdata_organization_title(organization: Mapping[str, Any] | None) -> str:
    """Name of a department; in English the one of the code list, which CKAN has no field for."""
    if not organization:
        return ""
    name, known = str(organization["name"]), _codelist("organization")
    if _language() != "zh_Hans_CN" and name in known:
        return known.label(name, _language())
    return str(organization.get("title") or name)


def gxdata_licence(licence_id: str | None) -> dict[str, Any] | None:
    """``{"label", "url", "proposed"}``; a proposed one has no force yet and must say so. None when there is none."""
    known = _codelist("license")
    if not licence_id or licence_id == "notspecified":
        return None
    extra = known[licence_id].extra if licence_id in known else {}
    return {
        "label": gxdata_code_label("license", licence_id),
        "url": extra.get("url", ""),
        "proposed": "PROPOSED" in str(extra.get("status", "")),
    }


def gxdata_facet_value_label(facet: str, value: str, search_facets: Mapping[str, Any] | None) -> str:
    """Name of a chosen filter, also when the search that follows no longer counts it."""
    items = (search_facets or {}).get(facet, {}).get("items", [])
    known = next((item for item in items if item["name"] == value), {"name": value})
    return gxdata_facet_label(facet, known)


def gxdata_listed(value: Any) -> list[str]:
    """The codes of a stored value: a list, the JSON of one, a single code, or nothing."""
    if not value:
        return []
    if isinstance(value, str) and value.startswith("["):
        value = json.loads(value)
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]


def _search(**query: Any) -> dict[str, Any]:
    context: Any = {"user": getattr(tk.current_user, "name", "")}
    result: dict[str, Any] = tk.get_action("package_search")(context, query)
    return result


def _overview() -> dict[str, Any]:
    """Total and all facets of the public catalog; empty while the search server is away."""
    if not hasattr(g, "gxdata_overview"):
        try:
            g.gxdata_overview = _search(rows=0, **{"facet.field": list(COUNTED), "facet.limit": -1})
        except (SearchError, tk.ObjectNotFound, OSError):
            g.gxdata_overview = {"count": 0, "search_facets": {}}
    overview: dict[str, Any] = g.gxdata_overview
    return overview


def _counts(facet: str) -> dict[str, int]:
    items = _overview()["search_facets"].get(facet, {}).get("items", [])
    return {item["name"]: int(item["count"]) for item in items if item["count"]}


def gxdata_figures() -> list[dict[str, Any]]:
    """Figures of the home page: ``{"key", "count", "url"}``, each with the address of what it counts."""
    search = tk.url_for("dataset.search")
    zones = sum(1 for zone in gxdata_zones() if zone["count"])
    rows = [
        ("datasets", _overview()["count"], search),
        ("unconditional", _counts("gx_open_type").get("unconditional", 0), f"{search}?gx_open_type=unconditional"),
        ("departments", len(_counts("organization")), tk.url_for("organization.index")),
        ("themes", len(_counts("gx_theme")), "#themes"),
        ("zones", zones, tk.url_for("group.index")),
        ("formats", len(_counts("gx_format")), search),
    ]
    return [{"key": key, "count": count, "url": url} for key, count, url in rows if count]


def gxdata_newest(limit: int = 6) -> list[dict[str, Any]]:
    """Datasets by the day their data were updated."""
    try:
        return list(_search(rows=limit, sort="gx_modified desc")["results"])
    except (SearchError, OSError):
        return []


def gxdata_popular_tags(limit: int = 6) -> list[str]:
    """Keywords most datasets have: what a search is likely to find."""
    counts = _counts("tags")
    return sorted(counts, key=lambda tag: (-counts[tag], tag))[:limit]


def gxdata_zones() -> list[dict[str, Any]]:
    """The zones of ``zones.yaml`` in its order: id, title, count, and sub-zones as ``{"id", "title", "count"}``."""
    known, counts = _codelist("zone"), _counts("gx_zone")

    def entry(code: Code) -> dict[str, Any]:
        below = [entry(child) for child in known.children(code.id)]
        return {"id": code.id, "title": known.label(code.id, _language()), "count": counts.get(code.id, 0), "subzones": below}

    return [entry(code) for code in known.children("")]


def gxdata_zone(zone_id: str) -> dict[str, Any] | None:
    """One of ``gxdata_zones``, or None for a group that is no zone."""
    return next((zone for zone in gxdata_zones() if zone["id"] == zone_id), None)


def gxdata_departments(limit: int = 8) -> list[dict[str, Any]]:
    """Departments with most datasets: ``{"name", "title", "count"}``."""
    items = _overview()["search_facets"].get("organization", {}).get("items", [])
    ranked = sorted(items, key=lambda item: (-item["count"], item["display_name"]))[:limit]
    return [{"name": item["name"], "title": gxdata_facet_label("organization", item), "count": item["count"]} for item in ranked]


def gxdata_all_departments() -> list[dict[str, Any]]:
    """Every organization that may be listed, with its count: those with datasets first, then by name."""
    counts = _counts("organization")
    known = gxdata_departments(limit=len(counts))
    names = tk.get_action("organization_autocomplete")({}, {"q": "", "limit": 1000})
    rest = [{"name": org["name"], "title": gxdata_organization_title(org), "count": 0} for org in names]
    return known + [org for org in rest if org["name"] not in counts]


def gxdata_themes() -> list[dict[str, Any]]:
    """Themes in the order of their list, with count and drawn peak; empty when the catalog is."""
    known, counts = _codelist("theme"), _counts("gx_theme")
    rows = [{"id": c.id, "title": known.label(c.id, _language()), "count": counts.get(c.id, 0)} for c in known.children("")]
    drawn = peaks.draw([row["count"] for row in rows])
    return [{**row, "peak": peak} for row, peak in zip(rows, drawn, strict=True)] if any(counts.values()) else []


def gxdata_may_download(package: Mapping[str, Any]) -> bool:
    """Whether pages may offer the files of a dataset to anybody."""
    return access.is_open(package) and package.get("data_grade") not in ("core", "important")


def gxdata_freshness(package: Mapping[str, Any]) -> freshness.Freshness:
    """Against the promised 更新周期, by the day in China."""
    frequency = str(package.get("update_frequency") or "")
    known = _codelist("update_frequency")
    lag = known[frequency].extra.get("max_lag_days") if frequency in known else None
    return freshness.judge(freshness.parse_day(package.get("modified")), lag, datetime.now(CHINA).date())


def gxdata_items(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    """信息项 of a resource, from its Frictionless Table Schema."""
    schema = resource.get("schema") or {}
    if isinstance(schema, str):
        try:
            schema = json.loads(schema)
        except ValueError:
            return []
    return [item for item in schema.get("fields", []) if isinstance(item, dict)] if isinstance(schema, dict) else []


def gxdata_is_sample(region: str) -> bool:
    """National figures on a demonstration stand in for Guangxi's."""
    return region == labels.NATIONWIDE and bool(config.demonstration_notice())


def gxdata_demonstration_notice() -> str:
    return config.demonstration_notice()


def gxdata_form_sections(fields: Any) -> list[tuple[str, list[Mapping[str, Any]]]]:
    return labels.form_sections(fields)


def gxdata_size(size: Any) -> str:
    """A size for people: ``1.8 MB``; empty when unknown."""
    try:
        left = float(size)
    except (TypeError, ValueError):
        return ""
    for unit in ("B", "KB", "MB", "GB"):
        if left < 1000 or unit == "GB":
            return f"{left:.0f} {unit}" if unit == "B" else f"{left:.1f} {unit}"
        left /= 1000
    return ""


def gxdata_number(number: Any) -> str:
    """With thousands separated; what is no number stays as it is."""
    try:
        return f"{int(number):,}"
    except (TypeError, ValueError):
        return str(number)


def gxdata_languages() -> list[dict[str, Any]]:
    """This page in the languages of the header."""
    here, query = tk.h.lang(), tk.request.query_string.decode()
    path = _path() + (f"?{query}" if query else "")
    return [
        {"title": title, "tag": tag, "url": tk.url_for(path, locale=locale), "current": locale == here}
        for locale, tag, title in LANGUAGES
    ]


def _path() -> str:
    return str(tk.request.environ.get("CKAN_CURRENT_URL") or "/").split("?")[0]


def _here(change: Callable[[MultiDict[str, str]], None]) -> str:
    arguments = MultiDict(tk.request.args)
    arguments.poplist("page")
    change(arguments)
    query = urlencode(list(arguments.items(multi=True)))
    return str(tk.url_for(_path())) + (f"?{query}" if query else "")


def gxdata_url_with(field: str, value: Any) -> str:
    """This page with one filter more, from its first page."""
    return _here(lambda arguments: arguments.add(field, str(value)))


def gxdata_url_without(field: str, value: str) -> str:
    """This page with one filter less."""

    def drop(arguments: MultiDict[str, str]) -> None:
        arguments.setlist(field, [kept for kept in arguments.poplist(field) if kept != value])

    return _here(drop)


def gxdata_url_as(field: str, value: Any) -> str:
    """This page with another sort order or page number; an empty value takes the argument away."""

    def put(arguments: MultiDict[str, str]) -> None:
        arguments.poplist(field)
        if value:
            arguments[field] = str(value)

    return _here(put)


def gxdata_url_bare() -> str:
    """This page with its search words and no filter."""
    kept = {key: value for key, value in tk.request.args.items() if key in ("q", "sort")}
    return str(tk.url_for(_path())) + (f"?{urlencode(kept)}" if kept else "")


__all__ = [name for name in dir() if name.startswith("gxdata_")]
