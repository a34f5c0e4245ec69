"""Suggestions while somebody types into a search box: zones, departments, themes, titles. One question to Solr."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core.search_suggest import Named, matching
from ckanext.gxdata.core.search_typed import titles_query
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.index import search_settings
from ckanext.gxdata.logic import arguments, suggest_names
from ckanext.gxdata.logic import zone_catalog as catalog

LIMIT = 8
LIMIT_MAX = 20
OF_A_KIND = 2


@tk.side_effect_free
def gxdata_suggest(context: Context, data_dict: dict[str, Any]) -> list[dict[str, str]]:
    """What goes on as ``q`` does: ``[{"kind", "id", "label", "url"}]``; kinds are ``zone``, ``department``, ``theme``, ``dataset``.

    ``q`` may be Chinese, Traditional too, pinyin with an unfinished last syllable, first letters, or another language's words.
    Optional ``limit`` (8; up to 20). Only public datasets are suggested, whoever asks.
    """
    tk.check_access("gxdata_suggest", context, data_dict)
    arguments.only(data_dict, "q", "limit")
    typed, limit = storable(str(data_dict.get("q") or "")), arguments.count(data_dict, "limit", LIMIT)
    limit = min(limit, LIMIT_MAX)
    rules = search_settings(config.config_dir()).rules
    names = matching(suggest_names.names(catalog.language()), typed, rules, OF_A_KIND)
    found = [
        {"kind": name.kind, "id": name.id, "label": name.label, "url": _url(name)}
        for name in names[: max(limit // 2, 1)]
    ]
    query = titles_query(typed, rules)
    return [*found, *(_titles(query, limit - len(found)) if query else ())][:limit]


def _titles(query: str, rows: int) -> list[dict[str, str]]:
    """Of the public catalog; none while the search server is away."""
    if rows < 1:
        return []
    wanted = {"q": query, "defType": "lucene", "fl": ["name", "title"], "rows": rows, "facet": "false"}
    anybody: Any = {"user": "", "auth_user_obj": None}
    try:
        found = tk.get_action("package_search")(anybody, {**wanted, "sort": "score desc, title_string asc"})
    except SearchError:
        return []
    return [
        {
            "kind": "dataset",
            "id": each["name"],
            "label": each.get("title") or each["name"],
            "url": tk.url_for("dataset.read", id=each["name"]),
        }
        for each in found["results"]
    ]


def _url(name: Named) -> str:
    if name.kind == "zone":
        return str(tk.url_for("gxdata_zone.read", zone_id=name.id))
    if name.kind == "department":
        return str(tk.url_for("organization.read", id=name.id))
    return str(tk.url_for("dataset.search", gx_theme=name.id))
