"""Helpers of the search page: chosen filters, values of facets, and the addresses that add and remove them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from flask import g
from markupsafe import Markup

from ckanext.gxdata import config
from ckanext.gxdata.core import search_address
from ckanext.gxdata.core.search_address import Asked
from ckanext.gxdata.core.search_marks import Marker
from ckanext.gxdata.core.search_query import uses_fields
from ckanext.gxdata.core.search_terms import understand
from ckanext.gxdata.core.wording import comma
from ckanext.gxdata.helpers import codes
from ckanext.gxdata.index import search_settings
from ckanext.gxdata.views import facets, search_counts, search_hits

_OF_HITS = ("dataset.search", "organization.read")

_WITHOUT_MARKS = re.compile(r"[^\W_](?:[^\W_]|[ ，。、；：？！“”‘’（）《》〈〉【】「」—…·％,.;:()/%?-])*")
"""Nothing that Markdown or HTML reads as more than itself, in one line."""
_NUMBERED = re.compile(r"\d+\.( |$)")

FacetCounts = Mapping[str, Mapping[str, Any]] | None


def _here() -> Asked:
    """As a page of hits: that of a department leads to the catalog with the department as a filter. Read once for a page."""
    if not hasattr(g, "gxdata_asked_of_hits"):
        g.gxdata_asked_of_hits = _read_here()
    asked: Asked = g.gxdata_asked_of_hits
    return asked


def _read_here() -> Asked:
    asked = facets.asked_here()
    if tk.request.endpoint != "organization.read" or asked.narrows:
        return asked
    return search_address.with_value(asked, "organization", (tk.request.view_args or {}).get("id", ""))


def gxdata_facet_items(facet: str, counts: FacetCounts) -> list[dict[str, Any]]:
    """Values of a facet in the order of the page, each with label, count, whether it is chosen, and where it leads."""
    asked = _here()
    change = {True: search_address.without_value, False: search_address.with_value}
    return [
        {
            **item,
            "label": codes.gxdata_facet_label(facet, item),
            "url": facets.address(change[item["active"]](asked, facet, item["name"])),
        }
        for item in _listed(facet, counts, asked)
    ]


def _listed(facet: str, counts: FacetCounts, asked: Asked) -> list[dict[str, Any]]:
    limit = int(asked.limits.get(f"_{facet}_limit", tk.config["search.facets.default"]))
    return search_counts.shown(_counted(facet, counts), asked.filters.get(facet, ()), limit)


def _counted(facet: str, counts: FacetCounts) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (counts or {}).get(facet, {}).get("items", [])
    return items


def gxdata_facet_is_cut(facet: str, counts: FacetCounts) -> bool:
    """Whether the page lists fewer values than there are."""
    return len(_listed(facet, counts, _here())) < len(_counted(facet, counts))


def gxdata_chosen_filters(counts: FacetCounts) -> list[dict[str, str]]:
    """``{"label", "url"}`` of each value and span, the address being that of the page without it."""
    asked = facets.asked_here()
    values = [(name, value) for name, chosen in asked.filters.items() for value in chosen]
    chips = [(_value_label(name, value, counts), name, value) for name, value in values]
    chips += [(f"{facets.spans()[name]}{_colon()}{_span_label(*span)}", name, "") for name, span in asked.spans.items()]
    removed = search_address.without_value
    return [{"label": label, "url": facets.address(removed(asked, name, value))} for label, name, value in chips]


def _span_label(first: str, last: str) -> str:
    if first and last:
        return f"{first} – {last}"
    return str(tk._("from {day} on").format(day=first) if first else tk._("until {day}").format(day=last))


def _colon() -> str:
    return "：" if codes.language() == "zh_Hans_CN" else ": "


def gxdata_search_bare() -> str:
    """The catalog with the words of this page and no filter."""
    return facets.address(search_address.bare(facets.asked_here()))


def gxdata_search_file(view: str) -> str:
    """This question as a ``table`` or a ``feed``."""
    question = facets.query(_here(), paged=False)
    return str(tk.url_for(f"gxdata_search_files.{view}")) + (f"?{question}" if question else "")


def gxdata_search_link(asked: Asked) -> str:
    """The page of another question."""
    return facets.address(asked)


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


def gxdata_plain(text: str) -> str:
    """A text of Markdown in one line without its marks. Most have none: for those no parser is built."""
    if not text:
        return ""
    if _WITHOUT_MARKS.fullmatch(text) and not _NUMBERED.match(text):
        return " ".join(text.split())
    return str(Markup(tk.h.markdown_extract(text, extract_length=0)).striptags())


def gxdata_hit(package: Mapping[str, Any], title: str, summary: str) -> search_hits.Hit:
    """The hit with its marks: title and summary as the page says them."""
    regions = comma(codes.language()).join(each["label"] for each in codes.gxdata_code_labels("region", package.get("region")))
    department = codes.gxdata_organization_title(package.get("organization"))
    shown = {"title": title, "summary": summary, "department": department, "region": regions}
    return search_hits.hit(package, shown, _marker())


def _marker() -> Marker | None:
    """Of this page's question; none on pages that do not search, and for a program's question."""
    if not hasattr(g, "gxdata_marker"):
        asked = tk.request.args.get("q", "").strip() if tk.request.endpoint in _OF_HITS else ""
        g.gxdata_marker = None
        if asked and not uses_fields(asked):
            rules = search_settings(config.config_dir()).rules
            g.gxdata_marker = Marker(understand(asked, rules), rules)
    marker: Marker | None = g.gxdata_marker
    return marker
