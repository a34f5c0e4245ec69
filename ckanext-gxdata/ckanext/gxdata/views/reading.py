"""The first page, a dataset and a department, in the place of CKAN's views, which ask for more than our pages show.

Here: what the templates need, asked for once. What is unusual (a refusal, an id in the place of a name, a department as its own
people see it) is left to CKAN's view. Not here: what the templates ask for themselves (``helpers``).
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.helpers import Page
from ckan.lib.search import SearchError
from ckan.types import Context
from flask import Blueprint, g

from ckanext.gxdata.core.search_address import WINDOW
from ckanext.gxdata.views import facets

blueprint = Blueprint("gxdata_reading", __name__)


@blueprint.before_app_request
def instead_of_ckans() -> Any:
    """Runs before every request; an answer of None leaves the page to CKAN."""
    page = _PAGES.get(tk.request.endpoint or "")
    if page is None or tk.request.method not in ("GET", "HEAD"):
        return None
    return page(**(tk.request.view_args or {}))


def _home() -> Any:
    """CKAN searches for what its own first page shows, and tells its people what their account lacks."""
    return None if tk.current_user.is_authenticated else tk.render("home/index.html")


def _dataset(id: str, package_type: str = "dataset") -> Any:
    """As CKAN's, without asking for each file's views and for who follows."""
    context = Context(user=tk.current_user.name, for_view=True, auth_user_obj=tk.current_user)
    try:
        dataset = tk.get_action("package_show")(context, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    if dataset["name"] != id or dataset["type"] != "dataset" or "activity_id" in tk.request.args:
        return None
    g.pkg_dict, g.pkg = dataset, context["package"]
    return tk.render("scheming/package/read.html", {"dataset_type": "dataset", "pkg_dict": dataset})


def _department(id: str, group_type: str = "organization", is_organization: bool = True) -> Any:
    """For strangers, to whom the whole page is of the public catalog: hits, their facets and the figures are one search."""
    asked, rows = facets.asked_here(), int(tk.config["ckan.datasets_per_page"])
    usual = not (tk.current_user.is_authenticated or asked.narrows or asked.unread or asked.q or tk.request.headers.get("HX-Request"))
    if not usual or group_type != "organization" or asked.page * rows > WINDOW:
        return None
    titles = facets.department_facets()
    try:
        department = _organization(id)
        found = _search(department["id"], titles, asked.sort, rows, (asked.page - 1) * rows)
    except (tk.ObjectNotFound, tk.NotAuthorized, SearchError):
        return None
    if department["name"] != id:
        return None
    g.group_dict, g.gxdata_department_found = department, (department["name"], found)
    page = Page(found["results"], asked.page, rows, found["count"], presliced_list=True)
    shown = {
        "group_type": "organization",
        "group_dict": {**department, "package_count": found["count"]},
        "dataset_type": "dataset",
        "q": "",
        "fields": [],
        "fields_grouped": {},
        "facet_titles": titles,
        "search_facets": found["search_facets"],
        "page": page,
    }
    return tk.render("organization/read.html", shown)


def _organization(identifier: str) -> dict[str, Any]:
    left_out = ("datasets", "dataset_count", "users", "groups", "followers")
    asked = {"id": identifier, **{f"include_{part}": False for part in left_out}}
    shown: dict[str, Any] = tk.get_action("organization_show")(Context(user=tk.current_user.name, for_view=True), asked)
    return shown


def _search(department_id: str, titles: Any, order: str, rows: int, start: int) -> dict[str, Any]:
    context = Context(user=tk.current_user.name, for_view=True, auth_user_obj=tk.current_user)
    asked = {"fq": f'owner_org:"{department_id}"', "facet.field": list(titles), "rows": rows, "start": start, "sort": order}
    found: dict[str, Any] = tk.get_action("package_search")(context, asked)
    return found


_PAGES = {"home.index": _home, "dataset.read": _dataset, "organization.read": _department}
