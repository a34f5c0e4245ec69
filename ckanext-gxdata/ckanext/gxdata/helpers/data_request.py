"""Helpers of the pages of data requests: whom to ask, and whether somebody asked for the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.gxdata.helpers import catalog, codes
from ckanext.gxdata.logic import data_request_words

SUGGESTED_MAX = 4
ALIKE_MAX = 3


def gxdata_request_departments(query: str) -> dict[str, list[dict[str, Any]]]:
    """Every department, and before them those that have something like it: ``{"likely", "all"}``, each ``name``, ``title``."""
    known = {each["name"]: each for each in catalog.gxdata_all_departments()}
    likely = list(dict.fromkeys(name for name in (*_named(query), *_having(query)) if name in known))
    return {"likely": [known[name] for name in likely[:SUGGESTED_MAX]], "all": list(known.values())}


def _named(query: str) -> list[str]:
    """Departments that the words name."""
    found = tk.get_action("gxdata_suggest")({"user": ""}, {"q": query, "limit": 20}) if query else []
    return [each["id"] for each in found if each["kind"] == "department"]


def _having(query: str) -> list[str]:
    """Departments with datasets that the words find, those with most first; none while the search server is away."""
    if not query:
        return []
    anybody: Any = {"user": "", "auth_user_obj": None}
    try:
        found = tk.get_action("package_search")(anybody, {"q": query, "rows": 0, "facet.field": ["organization"]})
    except (SearchError, tk.ValidationError):
        return []
    items = found["search_facets"].get("organization", {}).get("items", [])
    return [item["name"] for item in sorted(items, key=lambda item: -int(item["count"]))]


def gxdata_requests_alike(query: str) -> list[dict[str, Any]]:
    """Public requests in the same words, those that most people want first."""
    asked = {"q": query, "sort": "votes", "limit": ALIKE_MAX}
    found = tk.get_action("gxdata_request_list")({"user": ""}, asked) if query.strip() else {"results": []}
    return list(found["results"])


def gxdata_requests_waiting() -> int:
    """How many wait for an answer of this person; 0 for who answers none."""
    context: Any = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    try:
        found = tk.get_action("gxdata_request_list")(context, {"scope": "waiting", "limit": 0})
    except tk.NotAuthorized:
        return 0
    return int(found["count"])


def gxdata_request_field(name: str) -> str:
    """What a field of a request is called, on the form and in what is said of it."""
    return data_request_words.field_title(name)


def gxdata_request_states() -> list[dict[str, str]]:
    """Those that the public list can be narrowed to."""
    return [
        {"id": state, "label": codes.gxdata_code_label("request_state", state)}
        for state in ("accepted", "answered", "declined")
    ]


def gxdata_department_title(entry: Mapping[str, Any]) -> str:
    """Of a request with a department: in English the name of the code list."""
    return codes.gxdata_organization_title({"name": entry["department"], "title": entry["department_title"]})
