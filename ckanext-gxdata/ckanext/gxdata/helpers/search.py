"""Helpers of the search page: chosen filters, values of facets, and the addresses that add and remove them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata.core import search_address
from ckanext.gxdata.core.search_address import Asked
from ckanext.gxdata.helpers import codes
from ckanext.gxdata.views import facets, search_counts

FacetCounts = Mapping[str, Mapping[str, Any]] | None


def _here() -> Asked:
    """As a page of hits: that of a department leads to the catalog with the department as a filter."""
    asked = facets.asked_here()
    if tk.request.endpoint != "organization.read" or asked.narrows:
        return asked
    return search_address.with_value(asked, "organization", (tk.request.view_args or {}).get("id", ""))


def gxdata_facet_items(facet: str, counts: FacetCounts) -> list[dict[str, Any]]:
    """Values of a facet in the order of the page, each with label, count, whether it is chosen, and where it leads."""
    asked, items = _here(), (counts or {}).get(facet, {}).get("items", [])
    limit = int(asked.limits.get(f"_{facet}_limit", tk.config["search.facets.default"]))
    listed = search_counts.shown(items, asked.filters.get(facet, ()), limit)
    change = {True: search_address.without_value, False: search_address.with_value}
    return [
        {
            **item,
            "label": codes.gxdata_facet_label(facet, item),
            "url": facets.address(change[item["active"]](asked, facet, item["name"])),
        }
        for item in listed
    ]


def gxdata_facet_is_cut(facet: str, counts: FacetCounts) -> bool:
    """Whether the page lists fewer values than there are."""
    return len(gxdata_facet_items(facet, counts)) < len((counts or {}).get(facet, {}).get("items", []))


def gxdata_chosen_filters(counts: FacetCounts) -> list[dict[str, str]]:
    """``{"label", "url"}`` of each value and span, the address being that of the page without it."""
    asked = facets.asked_here()
    values = [(name, value) for name, chosen in asked.filters.items() for value in chosen]
    chips = [(_value_label(name, value, counts), name, value) for name, value in values]
    chips += [(f"{facets.spans()[name]} {' – '.join(span)}", name, "") for name, span in asked.spans.items()]
    removed = search_address.without_value
    return [{"label": label, "url": facets.address(removed(asked, name, value))} for label, name, value in chips]


def gxdata_search_bare() -> str:
    """The catalog with the words of this page and no filter."""
    return facets.address(search_address.bare(facets.asked_here()))


def gxdata_search_address() -> str:
    """This question as it is always written, whole: the page's canonical address."""
    return str(tk.config["ckan.site_url"]).rstrip("/") + facets.address(facets.asked_here())


def gxdata_search_spans() -> list[dict[str, str]]:
    """Spans of days that can be asked for: ``{"name", "title", "first", "last"}``."""
    asked = facets.asked_here()
    empty = ("", "")
    return [
        {
            "name": name,
            "title": title,
            "first": asked.spans.get(name, empty)[0],
            "last": asked.spans.get(name, empty)[1],
        }
        for name, title in facets.spans().items()
    ]


def gxdata_search_kept(*left_out: str) -> list[tuple[str, str]]:
    """Hidden fields of a form on this page: the question without what the form asks for itself."""
    return [
        (name, value) for name, value in search_address.written(_here(), paged=False) if not name.startswith(left_out)
    ]


def _value_label(facet: str, value: str, counts: FacetCounts) -> str:
    """Also of a value that the search no longer counts."""
    items = (counts or {}).get(facet, {}).get("items", [])
    known = next((item for item in items if item["name"] == value), {"name": value})
    return codes.gxdata_facet_label(facet, known)
