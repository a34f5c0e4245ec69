"""一屏感知: every number of the public catalog with the query that makes it. A few searches for all of them.

What is answered is kept per language in each process until something public changes: it is the same for everybody. Not here:
drawing (views).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata import config
from ckanext.gxdata.core import months
from ckanext.gxdata.core.usage import by_period, since
from ckanext.gxdata.logic import overview_counts, usage_counts
from ckanext.gxdata.logic import zone_catalog as catalog
from ckanext.gxdata.logic.high_value_shares import FRESH
from ckanext.gxdata.logic.usage_counts import Scope

FACETS = ("organization", "gx_theme", "gx_open_type", "gx_high_value", "gx_uses")
LATE = "gx_fresh_until:[* TO NOW]"
PROMISED = "gx_fresh_until:[* TO *]"
DEPARTMENTS = 12

Entry = dict[str, Any]


@lru_cache(maxsize=16)
def overview(language: str, today: date, _moment: str) -> dict[str, Any]:
    """As ``gxdata_overview`` answers; ``_moment`` changes when it is to be counted anew."""
    found = _search(**{"facet.field": list(FACETS), "facet.limit": -1})
    counts = {facet: _counts(found, facet) for facet in FACETS}
    fresh = _freshness(int(found["count"]))
    regions = tk.get_action("gxdata_region_list")(dict(catalog.ANYBODY), {})
    zones = tk.get_action("gxdata_zone_list")(dict(catalog.ANYBODY), {})
    used = _use(today)
    return {
        "figures": _figures(int(found["count"]), counts, fresh, regions, zones, used),
        "openness": _coded("open_type", "gx_open_type", counts["gx_open_type"], language),
        "freshness": fresh,
        "themes": _coded("theme", "gx_theme", counts["gx_theme"], language),
        "cities": [_city(city) for city in regions["cities"]],
        "zones": [_zone(zone) for zone in zones],
        "departments": _departments(found, language)[:DEPARTMENTS],
        "trends": {"updated": _updated(today), "added": _added(today), "use": used["days"]},
        "most_used": [_used(each) for each in used["datasets"]],
    }


def _figures(
    total: int, counts: Mapping[str, Mapping[str, int]], fresh: list[Entry], regions: Any, zones: Any, used: Any
) -> list[Entry]:
    """Those that have something to say; a part without data is left out."""
    rows, with_rows = overview_counts.open_rows()
    state = {each["id"]: each["value"] for each in fresh}
    cities = [city for city in regions["cities"] if city["count"]]
    opened, high = counts["gx_open_type"].get("unconditional", 0), counts["gx_high_value"].get("high", 0)
    found = [
        _entry("datasets", total, _page(), _query()),
        _entry("records", rows, *_filtered("gx_open_type", "unconditional"), of=with_rows),
        _entry("departments", len(counts["organization"]), tk.url_for("organization.index"), _facet("organization")),
        _entry("cities", len(cities), _places(), _action("gxdata_region_list"), of=len(regions["cities"])),
        _entry("zones", sum(1 for zone in zones if zone["count"]), _zones(), _action("gxdata_zone_list"), of=len(zones)),
        _share("open", opened, total, *_filtered("gx_open_type", "unconditional")),
        _share("on_time", state["on_time"], state["on_time"] + state["overdue"], _page(q=FRESH), _query(FRESH)),
        _share("high_value", high, total, *_filtered("gx_high_value", "high")),
        _entry("api", counts["gx_uses"].get("api", 0), *_filtered("gx_uses", "api")),
        _entry("use", used["total"], "", _action("gxdata_usage_show")),
    ]
    return [each for each in found if each["value"]]


def _entry(name: str, value: int, page: str, query: str, *, of: int | None = None) -> Entry:
    return {"id": name, "value": value, **({} if of is None else {"of": of}), "page": page, "query": query}


def _share(name: str, part: int, whole: int, page: str, query: str) -> Entry:
    """Of nothing there is no share."""
    share = round(part / whole, 4) if whole else 0
    return {"id": name, "value": share, "part": part, "of": whole, "page": page, "query": query}


def _coded(code_list: str, facet: str, counts: Mapping[str, int], language: str) -> list[Entry]:
    """In the order of the list; codes without a dataset are there too."""
    known = config.rulebook().codelists[code_list]
    return [
        {
            "id": code.id,
            "title": known.label(code.id, language),
            "value": counts.get(code.id, 0),
            **dict(zip(("page", "query"), _filtered(facet, code.id), strict=True)),
        }
        for code in known.children("")
    ]


def _freshness(total: int) -> list[Entry]:
    """As promised, overdue, and without a promise or a date."""
    promised = {"on_time": FRESH, "overdue": LATE}
    found = [
        {"id": name, "value": int(_search(fq=query)["count"]), "page": _page(q=query), "query": _query(query)}
        for name, query in promised.items()
    ]
    rest = total - sum(each["value"] for each in found)
    return [*found, {"id": "none", "value": rest, "page": "", "query": _query(f"*:* -{PROMISED}")}]


def _city(city: Mapping[str, Any]) -> Entry:
    places = [city["id"], *(each["id"] for each in city["counties"] if each["count"])]
    query = f"gx_region:({' OR '.join(places)})"
    return {"id": city["id"], "title": city["title"], "value": city["count"], "page": _page(gx_region=places), "query": _query(query)}


def _zone(zone: Mapping[str, Any]) -> Entry:
    page = str(tk.url_for("gxdata_zone.read", zone_id=zone["id"]))
    told = {"id": zone["id"], "title": zone["title"], "value": zone["count"], "have": zone["have"], "target": zone["target"]}
    return {**told, "page": page, "query": _action("gxdata_zone_show", id=zone["id"])}


def _departments(found: Mapping[str, Any], language: str) -> list[Entry]:
    known = config.rulebook().codelists["organization"]
    items = [item for item in found["search_facets"]["organization"]["items"] if item["count"]]
    rows = [
        {
            "id": item["name"],
            "title": known.label(item["name"], language) if item["name"] in known else item["display_name"],
            "value": int(item["count"]),
            **dict(zip(("page", "query"), _filtered("organization", item["name"]), strict=True)),
        }
        for item in items
    ]
    return sorted(rows, key=lambda row: (-row["value"], row["title"]))


def _updated(today: date) -> list[Entry]:
    wanted = months.last(today, overview_counts.MONTHS)
    counts = overview_counts.updated_by_month(wanted)
    return [_in_month(month, counts.get(month, 0), "updated", "gx_modified") for month in wanted]


def _added(today: date) -> list[Entry]:
    """How many there were at the end of each month, of those that are there now."""
    counts = overview_counts.added_by_month()
    found, together = [], 0
    for month in months.between(min(counts), max(*counts, f"{today:%Y-%m}")) if counts else ():
        together += counts.get(month, 0)
        end = (date.fromisoformat(months.days(month)[1]) + timedelta(days=1)).isoformat()
        query = f"metadata_created:[* TO {end}T00:00:00Z-8HOURS}}"
        found.append({"month": month, "value": together, "page": "", "query": _query(query)})
    return found[-2 * overview_counts.MONTHS :]


def _in_month(month: str, count: int, span: str, field: str) -> Entry:
    first, last = months.days(month)
    end = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    query = _query(f"{field}:[{first}T00:00:00Z-8HOURS TO {end}T00:00:00Z-8HOURS}}")
    return {"month": month, "value": count, "page": _page(**{f"{span}_from": first, f"{span}_to": last}), "query": query}


def _use(today: date) -> dict[str, Any]:
    """Of the last 30 whole days."""
    scope = Scope(since(today), today - timedelta(days=1))
    rows = usage_counts.by_day(scope)
    return {
        "total": sum(count for _day, _kind, count in rows),
        "days": by_period(rows, monthly=False),
        "datasets": usage_counts.most_used(scope, 8),
    }


def _used(dataset: Mapping[str, Any]) -> Entry:
    page = tk.url_for("dataset.read", id=dataset["name"])
    told = {"id": dataset["name"], "title": dataset["title"], "value": dataset["count"]}
    return {**told, "page": page, "query": _action("gxdata_usage_show", id=dataset["name"])}


def _search(**asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = tk.get_action("package_search")(dict(catalog.ANYBODY), {"q": "*:*", "rows": 0, **asked})
    return found


def _counts(found: Mapping[str, Any], facet: str) -> dict[str, int]:
    items: Iterable[Mapping[str, Any]] = found["search_facets"].get(facet, {}).get("items", ())
    return {str(item["name"]): int(item["count"]) for item in items if item["count"]}


def _page(**filters: Any) -> str:
    return str(tk.url_for("dataset.search", **filters))


def _filtered(facet: str, value: str) -> tuple[str, str]:
    """Page and query of one value."""
    return _page(**{facet: value}), _query(f"{facet}:{value}")


def _zones() -> str:
    return str(tk.url_for("gxdata_zone.index"))


def _places() -> str:
    return str(tk.url_for("gxdata_browse.places"))


def _query(filter_query: str = "") -> str:
    return _action("package_search", rows=0, **({"fq": filter_query} if filter_query else {}))


def _facet(field: str) -> str:
    return _action("package_search", rows=0, **{"facet.field": f'["{field}"]', "facet.limit": -1})


def _action(name: str, **asked: Any) -> str:
    return str(tk.url_for("api.action", ver=3, logic_function=name, **asked))
