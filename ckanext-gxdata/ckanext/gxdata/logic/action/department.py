"""What a department has opened, whether it keeps its promises of updates, how fast it answers. Of the public catalog."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time, timedelta, timezone
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.core.reply_time import replies
from ckanext.gxdata.logic import arguments
from ckanext.gxdata.logic import zone_catalog as catalog
from ckanext.gxdata.model import DataRequest

FACETS = ("gx_open_type", "gx_theme", "gx_high_value")
MOST_REQUESTS = 1_000
"""The newest ones tell how fast a department answers now."""


@tk.side_effect_free
def gxdata_department_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Figures of an organization (``id``), the same for everybody: ``{"name", "title", "count", "open_types", "themes",
    "high_value", "on_time": {"count", "of"}, "requests": {"asked", "answered", "days"}}``.

    ``open_types`` and ``themes`` are counts by code. ``on_time``: as fresh as promised, of those with a promised period.
    ``requests`` are the public ones; ``days`` is the median from asking to answering, null where none was answered.
    """
    arguments.only(data_dict, "id")
    identifier = arguments.text(data_dict, "id")
    tk.check_access("gxdata_department_show", context, data_dict)
    group = model.Group.get(identifier)
    if group is None or not group.is_organization or group.state != "active":
        raise tk.ObjectNotFound(tk._("There is no such department"))
    found = _given(context, group.name) or _search(group.name, **{"facet.field": list(FACETS), "facet.limit": -1})
    return {
        "name": group.name,
        "title": group.title or group.name,
        "count": found["count"],
        "open_types": _counts(found, "gx_open_type"),
        "themes": _counts(found, "gx_theme"),
        "high_value": _counts(found, "gx_high_value").get("high", 0),
        "on_time": _on_time(group.name, datetime.now(SHANGHAI)),
        "requests": asdict(replies(_requests(group.id))),
    }


@tk.side_effect_free
def gxdata_department_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Departments with public datasets, the most first: ``[{"name", "title", "count", "unconditional", "on_time": {"count", "of"}}]``."""
    arguments.only(data_dict)
    tk.check_access("gxdata_department_list", context, data_dict)
    named = ("gx_open_type:unconditional", _fresh(datetime.now(SHANGHAI)), _promised())
    opened, fresh, promised = ({item["name"]: item["count"] for item in _by_department(query)} for query in named)
    return [
        {
            "name": item["name"],
            "title": item["display_name"],
            "count": item["count"],
            "unconditional": opened.get(item["name"], 0),
            "on_time": {"count": fresh.get(item["name"], 0), "of": promised.get(item["name"], 0)},
        }
        for item in sorted(_by_department(""), key=lambda item: (-item["count"], item["name"]))
    ]


def _by_department(query: str) -> list[dict[str, Any]]:
    asked = {"fq": query, "facet.field": ["organization"], "facet.limit": -1, "facet.mincount": 1, "rows": 0}
    found = tk.get_action("package_search")({**catalog.ANYBODY}, asked)
    items: list[dict[str, Any]] = found["search_facets"]["organization"]["items"]
    return items


def _given(context: Context, name: str) -> dict[str, Any] | None:
    """What a page already found of the department, all of it and as strangers do, with all our facets."""
    of, found = context.get("gxdata_department_found") or ("", None)
    return found if of == name else None


def _search(name: str, *filters: str, **more: Any) -> dict[str, Any]:
    query = " AND ".join((f'organization:"{name}"', *filters))
    found: dict[str, Any] = tk.get_action("package_search")({**catalog.ANYBODY}, {"fq": query, "rows": 0, **more})
    return found


def _counts(found: dict[str, Any], facet: str) -> dict[str, int]:
    return {item["name"]: item["count"] for item in found["search_facets"][facet]["items"] if item["count"]}


def _on_time(name: str, now: datetime) -> dict[str, int]:
    return {"count": _search(name, _fresh(now))["count"], "of": _search(name, _promised())["count"]}


def _promised() -> str:
    """Filter: a regular update is promised, and there was one to count from."""
    return f"gx_update_frequency:({' OR '.join(sorted(catalog.promised_lags()))}) AND gx_modified:[* TO *]"


def _fresh(now: datetime) -> str:
    """Filter: the last update is as young as promised."""
    lags = catalog.promised_lags().items()
    each = (f"(gx_update_frequency:{name} AND gx_modified:[{_earliest(lag, now)} TO *])" for name, lag in lags)
    return f"({' OR '.join(each)})"


def _earliest(lag: int, now: datetime) -> str:
    """Begin of the day, in China, on which an update is still in time."""
    day = datetime.combine(now.date() - timedelta(days=lag), time(), SHANGHAI)
    return day.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _requests(organization_id: str) -> list[tuple[datetime, datetime | None]]:
    query = model.Session.query(DataRequest.created, DataRequest.answered)
    of_it = query.filter(DataRequest.organization_id == organization_id, DataRequest.public.is_(True))
    return [(asked, answered) for asked, answered in of_it.order_by(DataRequest.created.desc()).limit(MOST_REQUESTS)]
