"""Which facets a list of datasets offers, in which order, which code list names their values, and what a page was asked for.

Here: data, the hooks the plugin takes over, and the request read as ``core/search_address.py`` says. Not here: the Solr fields
(``core/search_document.py``), the drawing (templates).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk

from ckanext.gxdata.core import search_address
from ckanext.gxdata.core.search_address import Asked
from ckanext.gxdata.core.search_names import INDEXED
from ckanext.gxdata.views import addresses

OTHER_FILTERS = ("tags", "groups", "res_format", "license_id", "gx_badges")
"""What CKAN's pages and ours link to, and no facet shows."""

CODE_LISTS = {
    "gx_theme": "theme",
    "gx_zone": "zone",
    "gx_region": "region",
    "gx_open_type": "open_type",
    "gx_update_frequency": "update_frequency",
    "gx_format": "format",
    "gx_high_value": "data_value",
}
"""Facet → code list that holds the names of its values; a facet that is not here names itself."""



def _(text: str) -> str:
    """Marks a text for translation that is translated where it is said."""
    return text


_TITLES = {
    "organization": _("Department"),
    "gx_theme": _("Theme"),
    "gx_zone": _("Zone"),
    "gx_region": _("Region"),
    "gx_open_type": _("Openness"),
    "gx_high_value": _("Value of data"),
    "gx_update_frequency": _("Update frequency"),
    "gx_format": _("Format"),
    "gx_uses": _("What can be done with it"),
}


def dataset_facets() -> OrderedDict[str, str]:
    """Facet field → title in the language of the reader, in the order of the page."""
    return OrderedDict((field, tk._(title)) for field, title in _TITLES.items())


def uses() -> dict[str, str]:
    """Value of ``gx_uses`` → its name in the language of the reader."""
    return {"api": tk._("Has an API"), "preview": tk._("Can be previewed")}


def spans() -> dict[str, str]:
    """Spans of days that can be asked for, with their names."""
    return {"updated": tk._("Data updated"), "issued": tk._("First published")}


def asked_here() -> Asked:
    """What the address of this request asks for; on the page of a department that department is a filter."""
    asked = asked_in(tk.request.args.items(multi=True))
    kind = (tk.request.endpoint or "").split(".")[0]
    own = {"organization": "organization", "group": "groups"}.get(kind)
    if own and asked.narrows:
        return search_address.with_value(asked, own, (tk.request.view_args or {}).get("id", ""))
    return asked


def asked_in(pairs: Iterable[tuple[str, str]]) -> Asked:
    named = [(INDEXED.get(name, name), value) for name, value in pairs]
    return search_address.read(named, (*_TITLES, *OTHER_FILTERS))


def address(asked: Asked, *, paged: bool = True) -> str:
    """The catalog's page for it."""
    question = query(asked, paged=paged)
    return addresses.url_for("dataset.search") + (f"?{question}" if question else "")


def query(asked: Asked, *, paged: bool = True) -> str:
    """What stands behind the question mark."""
    return urlencode(search_address.written(asked, paged=paged))


def department_facets() -> OrderedDict[str, str]:
    """A page about one department does not offer departments."""
    titles = dataset_facets()
    titles.pop("organization")
    return titles


class FacetHooks:
    """IFacets, for the plugin to inherit."""

    def dataset_facets(self, facets_dict: Any, package_type: str) -> OrderedDict[str, str]:
        return dataset_facets()

    def group_facets(self, facets_dict: Any, group_type: str, package_type: str | None) -> OrderedDict[str, str]:
        return dataset_facets()

    def organization_facets(
        self, facets_dict: Any, organization_type: str, package_type: str | None
    ) -> OrderedDict[str, str]:
        return department_facets()
