"""Pages and feeds of the zones (专区): the seven of them, and one zone or sub-zone. Read without JavaScript.

Here: routes, and what a template needs beside the action's answer. Not here: what is in a zone (``logic/action/zone_read.py``),
the feed's text (``zone_feed.py``). Pages of CKAN's groups that are zones lead here.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.helpers import Page
from ckan.lib.search import SearchError
from flask import Blueprint, make_response

from ckanext.gxdata import config
from ckanext.gxdata.core.codelists import LANGUAGES
from ckanext.gxdata.views import tile_map, zone_feed, zone_rule_list
from ckanext.gxdata.views.tile_map import Node, Tile

blueprint = Blueprint("gxdata_zone", __name__)

PER_PAGE = 20
NEWEST = 5
IN_FEED = 50
_OF_GROUPS = ("group.read", "group.index", "group.about")


def _call(action: str, data: dict[str, Any]) -> Any:
    """The action's answer; what it does not take or cannot read becomes a page that says so."""
    try:
        return tk.get_action(action)({"user": tk.current_user.name, "auth_user_obj": tk.current_user}, data)
    except tk.ValidationError as error:
        return tk.abort(400, "；".join(text for texts in error.error_dict.values() for text in texts))
    except SearchError:
        return tk.abort(503, tk._("The catalog cannot be read just now."))


@blueprint.before_app_request
def groups_lead_here() -> Any:
    """A zone has one page: that of its group sends the reader on, with what he looked for."""
    if tk.request.endpoint not in _OF_GROUPS or tk.request.method != "GET":
        return None
    group = (tk.request.view_args or {}).get("id")
    if group is None:
        return tk.h.redirect_to("gxdata_zone.index")
    if group not in config.rulebook().codelists["zone"]:
        return None
    return tk.h.redirect_to("gxdata_zone.read", zone_id=group, **{"q": tk.request.args.get("q") or None})


@blueprint.errorhandler(tk.ObjectNotFound)
def unknown(_error: Exception) -> Any:
    """With the nearest ones, which CKAN's page of a 404 has no place for."""
    known = config.rulebook().codelists["zone"]
    near = known.near((tk.request.view_args or {}).get("zone_id", "")) or known.children("")
    return make_response(tk.render("gxdata/zone/unknown.html", {"near": near}), 404)


@blueprint.route("/zone", strict_slashes=False)
def index() -> str:
    return str(tk.render("gxdata/zone/index.html", {"zones": _call("gxdata_zone_list", {})}))


@blueprint.route("/zone/<zone_id>", strict_slashes=False)
def read(zone_id: str) -> str:
    asked = {name: tk.request.args.get(name, "") for name in ("q", "region")}
    number = tk.h.get_page_number(tk.request.args)
    window = {"rows": PER_PAGE, "start": PER_PAGE * (number - 1), "sort": "" if asked["q"] else "title"}
    zone = _call("gxdata_zone_show", {"id": zone_id, **asked, **window})
    newest = _call("gxdata_zone_show", {"id": zone_id, "rows": NEWEST})["datasets"] if number == 1 else []
    shown = {
        "zone": zone,
        "asked": asked,
        "newest": newest,
        "page": Page(zone["datasets"], number, PER_PAGE, zone["found"], presliced_list=True),
        "map": _map(zone),
        "rules": zone_rule_list.of_zone(zone_id, config.rulebook(), str(tk.h.lang())),
        "addresses": _addresses(zone_id),
    }
    return str(tk.render("gxdata/zone/read.html", shown))


@blueprint.route("/zone/<zone_id>.atom")
def feed(zone_id: str) -> Any:
    zone = _call("gxdata_zone_show", {"id": zone_id, "rows": 0})
    wanted = {
        "fq": f"gx_zone:{zone_id} AND gx_open_type:(unconditional OR conditional)",
        "rows": IN_FEED,
        "sort": "metadata_modified desc, name asc",
    }
    try:
        found = tk.get_action("package_search")({"user": "", "auth_user_obj": None}, wanted)
    except SearchError:
        return tk.abort(503, tk._("The catalog cannot be read just now."))
    answer = make_response(zone_feed.atom(zone, found["results"], _feed_place(zone_id)))
    answer.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return answer


def _feed_place(zone_id: str) -> zone_feed.Place:
    return zone_feed.Place(
        language=str(tk.h.lang()),
        own=tk.url_for("gxdata_zone.feed", zone_id=zone_id, _external=True),
        page=tk.url_for("gxdata_zone.read", zone_id=zone_id, _external=True),
        author=str(tk.config.get("ckan.site_title") or ""),
        dataset=lambda name: tk.url_for("dataset.read", id=name, _external=True),
    )


def _addresses(zone_id: str) -> dict[str, str]:
    """For programs, whole: they are copied."""
    action = {"ver": 3, "_external": True}
    return {
        "list": tk.url_for("api.action", logic_function="gxdata_zone_list", **action),
        "show": tk.url_for("api.action", logic_function="gxdata_zone_show", id=zone_id, **action),
        "search": tk.url_for("api.action", logic_function="package_search", fq=f"gx_zone:{zone_id}", **action),
    }


def _map(zone: dict[str, Any]) -> tile_map.TileMap | None:
    """Of a zone, not of a sub-zone; None where no tiles are laid."""
    laid = config.rulebook().zone_map
    if zone["parent"] or not laid.tiles:
        return None
    tiles = [Tile(each["division"], each["column"], each["row"], each["short"]) for each in laid.tiles]
    return tile_map.draw(tiles, zone["regions"], [_node(each) for each in laid.nodes.get(zone["id"], ())])


def _node(written: Any) -> Node:
    titles = {language: written[language] for language in LANGUAGES if language in written}
    return Node(written["kind"], written["division"], titles, written.get("faces", ""))
