"""The catalog's page of hits, in the place of CKAN's, whose filters are put together from the address as it is.

Here: the routes, and what the template needs. Not here: what an address means (``core/search_address.py``), counts
(``search_counts.py``), how a question is understood (``index/hooks.py``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.helpers import Page
from ckan.lib.search import SearchError, SearchQueryError
from flask import Blueprint, jsonify, make_response

from ckanext.gxdata import config
from ckanext.gxdata.core import search_guard
from ckanext.gxdata.core.search_address import WINDOW, Asked, filter_queries
from ckanext.gxdata.core.search_terms import understand
from ckanext.gxdata.index import search_settings
from ckanext.gxdata.views import facets, search_counts, search_empty

blueprint = Blueprint("gxdata_search", __name__)
_OF_DEPARTMENT = ("organization.read", "group.read")


@blueprint.before_app_request
def instead_of_ckans() -> Any:
    if tk.request.method not in ("GET", "HEAD"):
        return None
    if tk.request.endpoint in _OF_DEPARTMENT and facets.asked_here().narrows:
        return tk.redirect_to(facets.address(facets.asked_here()))
    return page() if tk.request.endpoint == "dataset.search" else None


@blueprint.route("/suggest")
def suggest() -> Any:
    """For the search box; a person's browser may keep it a minute."""
    asked = {"q": tk.request.args.get("q", "")}
    answer = jsonify(suggestions=tk.get_action("gxdata_suggest")({"user": ""}, asked))
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def page() -> Any:
    refuse_inside()
    asked, rows = facets.asked_here(), int(tk.config["ckan.datasets_per_page"])
    titles, nothing = facets.dataset_facets(), {"results": [], "count": 0, "search_facets": {}}
    if asked.page * rows > WINDOW:
        return make_response(_page(replace(asked, page=1), titles, nothing, problem=too_far()), 400)
    try:
        found = search_counts.found(asked, titles, package_search, rows=rows, start=(asked.page - 1) * rows)
    except SearchQueryError as error:
        tk.abort(400, tk._("Invalid search query: {error_message}").format(error_message=error))
    except SearchError:
        failed = tk._("The search could not be carried out. Try other words, or try again in a few minutes.")
        return make_response(_page(asked, titles, nothing, problem=failed), 503)
    return _page(asked, titles, found)


def package_search(**query: Any) -> dict[str, Any]:
    """As the reader may see it."""
    context: Any = {"user": tk.current_user.name, "for_view": True, "auth_user_obj": tk.current_user}
    own = {"include_private": tk.config["ckan.search.default_include_private"]}
    found: dict[str, Any] = tk.get_action("package_search")(context, {**own, **query})
    return found


def too_far() -> str:
    """In both languages at once: who pages that far is a program more often than a person."""
    return f"page：最多翻到第 {WINDOW:,} 条，请用筛选缩小范围 · page: only the first {WINDOW:,} results can be paged; please use filters"


def refuse_inside() -> None:
    """An address that names a field of the inside is no question at all."""
    for name in tk.request.args:
        if name.isidentifier() and (refusal := search_guard.refusal({"fq": f"{name}:x"})):
            tk.abort(400, refusal)


def _page(asked: Asked, titles: Any, found: dict[str, Any], *, problem: str = "") -> str:
    """``problem``: why there are no hits, though there may be datasets."""
    rows = int(tk.config["ckan.datasets_per_page"])
    hits = Page(found["results"], asked.page, rows, min(found["count"], WINDOW - WINDOW % rows), presliced_list=True)
    shown = {
        "instead": _instead(asked) if not found["count"] and not problem else {},
        "q": asked.q,
        "asked": asked,
        "count": found["count"],
        "page": hits,
        "facet_titles": titles,
        "search_facets": found["search_facets"],
        "dataset_type": "dataset",
        "query_error": problem,
    }
    return str(tk.render("package/search.html", shown))


def _instead(asked: Asked) -> dict[str, Any]:
    rules, regions = search_settings(config.config_dir()).rules, config.rulebook().codelists["region"]
    names = {code.id: regions.label(code.id) for code in regions.codes}
    understood = understand(asked.q, rules)
    try:
        return search_empty.instead(asked, understood, names, _count, _suggested)
    except SearchError:
        return {}


def _count(asked: Asked) -> int:
    return int(package_search(q=asked.q, fq_list=list(filter_queries(asked).values()), rows=0, facet="false")["count"])


def _suggested(typed: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tk.get_action("gxdata_suggest")({"user": ""}, {"q": typed, "limit": 2})
    return found
