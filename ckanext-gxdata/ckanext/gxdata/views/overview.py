"""一屏感知: ``/overview`` for a browser, ``?screen=1`` for a wall of 1920 × 1080, ``/overview/embed?part=…`` for other people's pages.

Here: routes, and the numbers as charts. Not here: the numbers (``logic/overview_figures``), their words (templates). The embedded
parts are the only pages of the portal that may stand in a frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from flask import Blueprint, make_response

from ckanext.gxdata import config
from ckanext.gxdata.views import charts, peaks, tile_map
from ckanext.gxdata.views.charts import Point
from ckanext.gxdata.views.protection import PAGE, POLICY
from ckanext.gxdata.views.tile_map import Tile

blueprint = Blueprint("gxdata_overview", __name__)

PARTS = (
    "figures", "openness", "freshness", "themes", "cities", "zones", "departments", "updated", "added", "use", "most_used",
)  # fmt: skip
SCREEN_SECONDS = 60
"""Nobody sits before a wall to load it anew."""
REGION = "450000"


@blueprint.route("/overview", strict_slashes=False)
def index() -> Any:
    on_wall = tk.request.args.get("screen") == "1"
    answer = make_response(tk.render(f"gxdata/overview/{'screen' if on_wall else 'index'}.html", _shown()))
    if on_wall:
        answer.headers["Refresh"] = str(SCREEN_SECONDS)
    return answer


@blueprint.route("/overview/embed")
def embed() -> Any:
    part = tk.request.args.get("part", "figures")
    if part not in PARTS:
        known = ", ".join(PARTS)
        return tk.abort(404, tk._("There is no part “{part}”; there are: {known}").format(part=part[:50], known=known))
    answer = make_response(tk.render("gxdata/overview/embed.html", {"part": part, **_shown()}))
    answer.headers[POLICY] = PAGE.replace("frame-ancestors 'self'", "frame-ancestors *")
    return answer


def _shown() -> dict[str, Any]:
    try:
        told = tk.get_action("gxdata_overview")({"user": ""}, {})
    except SearchError:
        return dict(tk.abort(503, tk._("The catalog cannot be read just now.")))
    return {
        "told": told,
        "parts": [part for part in PARTS if _has(told, part)],
        "charts": _charts(told),
        "peaks": _with_peaks(told["themes"]),
        "map": _map(told["cities"]),
        "addresses": {city["id"]: city["page"] for city in told["cities"]},
        "source": tk.url_for("api.action", ver=3, logic_function="gxdata_overview"),
    }


def _has(told: Mapping[str, Any], part: str) -> bool:
    """A line needs two points; what has no data yet is left out."""
    if part in told["trends"]:
        points = told["trends"][part]
        return len(points) > 1 if part != "updated" else any(each["value"] for each in points)
    return any(each["value"] for each in told[part])


def _charts(told: Mapping[str, Any]) -> dict[str, Any]:
    _, trends = tk._, told["trends"]
    states = {"on_time": _("On time"), "overdue": _("Overdue"), "none": _("No promised update")}
    fresh = [{**each, "title": states[each["id"]]} for each in told["freshness"]]
    return {
        "openness": charts.shares([_part(each) for each in told["openness"]], _("Datasets by openness")),
        "freshness": charts.shares([_part(each) for each in fresh], _("Datasets by freshness")),
        "updated": charts.bars([_month(each) for each in trends["updated"]], _("Datasets by month of their last update")),
        "added": charts.line([_month(each) for each in trends["added"]], _("Datasets in the catalog by month")),
        "use": charts.line([_day(each) for each in trends["use"]], _("Use by day")),
    }


def _part(each: Mapping[str, Any]) -> Point:
    said = tk._("{place}: {count} datasets").format(place=each["title"], count=each["value"])
    return Point(each["title"], each["value"], said, each["page"])


def _month(each: Mapping[str, Any]) -> Point:
    said = tk._("{place}: {count} datasets").format(place=each["month"], count=each["value"])
    return Point(each["month"][2:], each["value"], said, each["page"] if each["value"] else "")


def _day(each: Mapping[str, Any]) -> Point:
    together = sum(each[kind] for kind in ("view", "download", "api", "feed"))
    return Point(each["day"][5:], together, tk._("{day}: used {count} times").format(day=each["day"], count=together))


def _with_peaks(themes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As the template of the home page takes them."""
    drawn = peaks.draw([theme["value"] for theme in themes])
    return [
        {"id": theme["id"], "title": theme["title"], "count": theme["value"], "peak": peak}
        for theme, peak in zip(themes, drawn, strict=True)
    ]


def _map(cities: list[dict[str, Any]]) -> tile_map.TileMap | None:
    """Of the cities; the region's own tile is left out, for it is no city."""
    laid = [each for each in config.rulebook().zone_map.tiles if each["division"] != REGION]
    tiles = [Tile(each["division"], each["column"], each["row"], each["short"]) for each in laid]
    return tile_map.draw(tiles, {city["id"]: city["value"] for city in cities}, ()) if tiles else None
