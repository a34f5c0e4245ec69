"""A search as a file: its list as CSV, written while it is read, and its changes as an Atom feed. Both take the page's address.

Here: the routes. Not here: what an address asks for (``facets.asked_here``), cells (``core/csv_cells.py``), the feed's text
(``zone_feed.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SearchQueryError
from flask import Blueprint, Response, make_response, stream_with_context

from ckanext.gxdata import config
from ckanext.gxdata.core import translations
from ckanext.gxdata.core.csv_cells import MARK, line
from ckanext.gxdata.core.search_address import WINDOW, Asked, filter_queries
from ckanext.gxdata.core.search_document import formats
from ckanext.gxdata.core.solr_values import listed
from ckanext.gxdata.core.wording import comma
from ckanext.gxdata.views import facets, search, zone_feed

blueprint = Blueprint("gxdata_search_files", __name__)

AT_ONCE = 500
IN_FEED = 50
_CODES = ("theme", "zone", "region", "open_type", "update_frequency")


@blueprint.route("/dataset.csv")
def table() -> Any:
    """As the reader may see it, in the order of the page."""
    search.refuse_inside()
    asked = facets.asked_here()
    first = _found(asked, 0)
    answer = Response(stream_with_context(_lines(asked, first)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="datasets.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.route("/dataset.atom")
def feed() -> Any:
    """For everybody the same: what is public, newest change first."""
    search.refuse_inside()
    asked = replace(facets.asked_here(), sort="metadata_modified desc, name asc")
    start = (asked.page - 1) * IN_FEED
    if start + IN_FEED > WINDOW:
        tk.abort(400, search.too_far())
    found = _search(asked, {"user": "", "auth_user_obj": None}, rows=IN_FEED, start=start, facet="false")
    plain = replace(asked, sort="")
    more = start + IN_FEED < min(found["count"], WINDOW)
    following = _address("feed", replace(plain, page=asked.page + 1)) if more else ""
    text = zone_feed.written(
        f"gxdata:search:{facets.query(plain)}", _title(plain), "", found["results"], _place(plain), following
    )
    answer = make_response(text)
    answer.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return answer


def _lines(asked: Asked, found: Mapping[str, Any]) -> Iterator[str]:
    yield MARK + line(_header())
    start = 0
    while found["results"]:
        yield from (line(_row(dataset)) for dataset in found["results"])
        start += AT_ONCE
        if start >= min(found["count"], WINDOW):
            break
        found = _found(asked, start)
    if found["count"] > WINDOW:
        yield line(
            [tk._("Only the first {number} datasets are listed; please use filters.").format(number=f"{WINDOW:,}")]
        )


def _header() -> list[str]:
    _ = tk._
    names = [
        _("Title"),
        _("Address"),
        _("Department"),
        _("Theme"),
        _("Zone"),
        _("Region"),
        _("Openness"),
        _("Update frequency"),
    ]
    return [*names, _("Data updated"), _("First published"), _("Format"), _("Summary")]


def _row(dataset: Mapping[str, Any]) -> list[str]:
    lists, language = config.rulebook().codelists, str(tk.h.lang())
    coded = [comma(language).join(lists[name].label(code, language) for code in listed(dataset.get(name))) for name in _CODES]
    organization = dataset.get("organization") or {}
    return [
        translations.said(dataset, "title", language)[0] or dataset["name"],
        tk.url_for("dataset.read", id=dataset["name"], _external=True),
        organization.get("title") or organization.get("name") or "",
        *coded,
        dataset.get("modified") or "",
        dataset.get("issued") or "",
        comma(language).join(formats(dataset, lists)),
        translations.said(dataset, "notes", language)[0],
    ]


def _found(asked: Asked, start: int) -> Mapping[str, Any]:
    reader = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    return _search(asked, reader, rows=min(AT_ONCE, WINDOW - start), start=start, facet="false", include_private=True)


def _search(asked: Asked, context: Any, **window: Any) -> Mapping[str, Any]:
    wanted = {"q": asked.q, "fq_list": list(filter_queries(asked).values()), "sort": asked.sort, **window}
    try:
        found: Mapping[str, Any] = tk.get_action("package_search")(context, wanted)
    except SearchQueryError as error:
        tk.abort(400, str(error))
    except SearchError:
        tk.abort(503, tk._("The catalog cannot be read just now."))
    return found


def _title(asked: Asked) -> str:
    site = str(tk.config.get("ckan.site_title") or "")
    return f"{asked.q} · {site}" if asked.q else site


def _place(asked: Asked) -> zone_feed.Place:
    return zone_feed.Place(
        language=str(tk.h.lang()),
        own=_address("feed", asked),
        page=str(tk.config["ckan.site_url"]).rstrip("/") + facets.address(asked, paged=False),
        author=str(tk.config.get("ckan.site_title") or ""),
        dataset=lambda name: tk.url_for("dataset.read", id=name, _external=True),
    )


def _address(view: str, asked: Asked) -> str:
    question = facets.query(asked)
    return str(tk.url_for(f"gxdata_search_files.{view}", _external=True)) + (f"?{question}" if question else "")
