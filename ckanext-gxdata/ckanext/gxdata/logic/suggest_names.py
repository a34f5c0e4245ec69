"""Zones, departments and themes that have public datasets, kept in memory for a minute: what typing suggests besides titles.

Here: code lists and one count of the index made into names of the core. Not here: matching (``core/search_suggest.py``).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.gxdata import config
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.search_suggest import Named, named
from ckanext.gxdata.index import search_settings

KEPT_SECONDS = 60
SOURCES = (("zone", "gx_zone", "zone"), ("department", "organization", "organization"), ("theme", "gx_theme", "theme"))
"""Kind of suggestion, field that is counted, code list of the names; in the order of the answer."""


def names(language: str) -> tuple[Named, ...]:
    return _names(language, int(time.monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=4)
def _names(language: str, _minute: int) -> tuple[Named, ...]:
    counted = _counted()
    return tuple(
        each for kind, facet, list_id in SOURCES for each in _of(kind, counted.get(facet, {}), list_id, language)
    )


def _of(kind: str, counted: Mapping[str, Any], list_id: str, language: str) -> Iterator[Named]:
    known, rules = config.rulebook().codelists[list_id], search_settings(config.config_dir()).rules
    for item in counted.get("items", ()):
        label = _label(known, item, language)
        words = known[item["name"]].words if item["name"] in known else ()
        yield named(kind, item["name"], label, [label, str(item["display_name"]), *words], rules, item["count"])


def _label(known: CodeList, item: Mapping[str, Any], language: str) -> str:
    """A department's Chinese name is the one in the database."""
    if item["display_name"] != item["name"] and language.startswith("zh"):
        return str(item["display_name"])
    return known.label(item["name"], language) if item["name"] in known else str(item["display_name"])


def _counted() -> Mapping[str, Any]:
    """Of the public catalog; nothing while the search server is away."""
    fields = {"facet.field": [facet for _kind, facet, _list in SOURCES], "facet.limit": -1}
    try:
        found = tk.get_action("package_search")({"user": "", "auth_user_obj": None}, {"rows": 0, **fields})
    except SearchError:
        return {}
    counted: Mapping[str, Any] = found["search_facets"]
    return counted
