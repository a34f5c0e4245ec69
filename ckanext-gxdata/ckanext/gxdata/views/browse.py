"""The catalog by theme and by place: ``/theme`` and ``/map``, each a drawing with a table that says the same.

Not here: how places are counted (``logic/action/region.py``), the drawing of tiles (``tile_map.py``).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from flask import Blueprint

from ckanext.gxdata import config
from ckanext.gxdata.views import addresses, tile_map
from ckanext.gxdata.views.tile_map import Tile

blueprint = Blueprint("gxdata_browse", __name__)

REGION = "450000"
COUNTED = {"open": "gx_open_type:unconditional", "high": "gx_high_value:high"}


def _call(action: str, **data: Any) -> Any:
    return tk.get_action(action)({"user": tk.current_user.name, "auth_user_obj": tk.current_user}, data)


@blueprint.route("/theme", strict_slashes=False)
def themes() -> Any:
    try:
        counts = {name: _by_theme(query) for name, query in COUNTED.items()}
    except SearchError:
        return tk.abort(503, tk._("The catalog cannot be read just now."))
    return tk.render("gxdata/browse/themes.html", {"counts": counts})


def _by_theme(query: str) -> dict[str, int]:
    asked = {"rows": 0, "fq": query, "facet.field": ["gx_theme"], "facet.limit": -1, "facet.mincount": 1}
    items = _call("package_search", **asked)["search_facets"]["gx_theme"]["items"]
    return {item["name"]: item["count"] for item in items}


@blueprint.route("/map", strict_slashes=False)
def places() -> Any:
    try:
        return tk.render("gxdata/browse/map.html", shown())
    except SearchError:
        return tk.abort(503, tk._("The catalog cannot be read just now."))


def shown() -> dict[str, Any]:
    """``{"places", "map", "region", "addresses"}``. Raises ``SearchError`` while nothing can be counted."""
    listed = _call("gxdata_region_list")
    counts = {city["id"]: city["count"] for city in listed["cities"]} | {REGION: listed["region"]}
    laid = config.rulebook().zone_map.tiles
    tiles = [Tile(each["division"], each["column"], each["row"], each["short"]) for each in laid]
    drawn = tile_map.draw(tiles, counts, ()) if tiles else None
    return {"places": listed, "map": drawn, "region": REGION, "addresses": _addresses(listed)}


def _addresses(listed: dict[str, Any]) -> dict[str, str]:
    """What the catalog has of each place: of a city with all its counties, as it is counted."""
    below = {city["id"]: [each["id"] for each in city["counties"] if each["count"]] for city in listed["cities"]}
    counties: dict[str, list[str]] = {code: [] for codes in below.values() for code in codes}
    every = {**below, **counties, REGION: []}
    search = addresses.url_for("dataset.search")
    return {code: f"{search}?{urlencode({'gx_region': [code, *inside]}, doseq=True)}" for code, inside in every.items()}
