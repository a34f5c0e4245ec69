"""Which facets a list of datasets offers, in which order, and which code list names their values.

Here: pure data, and the hooks the plugin takes over. Not here: the Solr fields (``index.py``), the drawing (templates).
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import ckan.plugins.toolkit as tk

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


def dataset_facets() -> OrderedDict[str, str]:
    """Facet field → title in the language of the reader, in the order of the page."""
    _ = tk._
    return OrderedDict(
        organization=_("Department"),
        gx_theme=_("Theme"),
        gx_zone=_("Zone"),
        gx_region=_("Region"),
        gx_open_type=_("Openness"),
        gx_high_value=_("Value of data"),
        gx_update_frequency=_("Update frequency"),
        gx_format=_("Format"),
    )


def _without(field: str) -> OrderedDict[str, str]:
    titles = dataset_facets()
    titles.pop(field)
    return titles


class FacetHooks:
    """IFacets, for the plugin to inherit: a page about one department does not offer departments."""

    def dataset_facets(self, facets_dict: Any, package_type: str) -> OrderedDict[str, str]:
        return dataset_facets()

    def group_facets(self, facets_dict: Any, group_type: str, package_type: str | None) -> OrderedDict[str, str]:
        return dataset_facets()

    def organization_facets(
        self, facets_dict: Any, organization_type: str, package_type: str | None
    ) -> OrderedDict[str, str]:
        return _without("organization")
