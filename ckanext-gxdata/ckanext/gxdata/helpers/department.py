"""Helpers about departments: their figures, as their pages and the workbench show them."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.gxdata.helpers import codes
from ckanext.gxdata.page_cache import in_part

MOST = 20
"""Departments on the workbench: an administrator of the portal has all of them."""


def gxdata_department_figures(identifier: str) -> dict[str, Any] | None:
    """None while they cannot be counted, and for a department without datasets and requests."""
    try:
        context: Any = {"user": tk.current_user.name, "gxdata_department_found": tk.g.get("gxdata_department_found")}
        figures: dict[str, Any] = tk.get_action("gxdata_department_show")(context, {"id": identifier})
    except (SearchError, OSError, tk.ObjectNotFound):
        in_part.tell()
        return None
    return figures if figures["count"] or figures["requests"]["asked"] else None


def gxdata_departments_with_data() -> list[dict[str, Any]]:
    """``gxdata_department_list`` in the reader's language; empty while it cannot be counted."""
    try:
        listed = tk.get_action("gxdata_department_list")({"user": tk.current_user.name}, {})
    except (SearchError, OSError):
        in_part.tell()
        return []
    return [{**each, "title": codes.gxdata_organization_title(each)} for each in listed]


def gxdata_workbench() -> dict[str, Any]:
    """What waits for a person of a department: ``{"departments": [figures], "requests": how many wait}``."""
    own = {each["name"]: each for each in tk.h.organizations_available(permission="create_dataset")}
    counted = {each["name"]: each for each in gxdata_departments_with_data() if each["name"] in own}
    none = {"count": 0, "unconditional": 0, "on_time": {"count": 0, "of": 0}}
    departments = [
        counted.get(name) or {**none, "name": name, "title": codes.gxdata_organization_title(own[name])} for name in own
    ]
    return {"departments": sorted(departments, key=lambda each: -each["count"])[:MOST], "requests": _waiting()}


def _waiting() -> int:
    try:
        asked = {"scope": "waiting", "limit": 0}
        return int(tk.get_action("gxdata_request_list")({"user": tk.current_user.name}, asked)["count"])
    except (tk.NotAuthorized, tk.ValidationError):
        return 0
