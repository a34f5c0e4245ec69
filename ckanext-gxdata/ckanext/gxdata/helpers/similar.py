"""Helper about related datasets: what our own search finds for the title among those of the same zone, theme or department."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.gxdata.helpers import codes
from ckanext.gxdata.helpers.catalog import _search
from ckanext.gxdata.helpers.related import _quoted
from ckanext.gxdata.page_cache import in_part

LIMIT = 5
LONGEST = 100
"""Signs of a title that are searched for."""


def gxdata_similar(package: Mapping[str, Any], limit: int = LIMIT) -> list[dict[str, Any]]:
    """``[{"package", "why"}]``, the nearest first; ``why`` names what they share. At most two searches."""
    own = f'-id:"{_quoted(str(package["id"]))}"'
    shared = _shared(package)
    if not shared:
        return []
    near = f"{own} AND ({' OR '.join(shared)})"
    found = _found(near, limit, q=str(package.get("title") or "")[:LONGEST])
    found = found or _found(near, limit, sort="gx_modified desc")
    return [{"package": each, "why": _why(package, each)} for each in found]


def _shared(package: Mapping[str, Any]) -> list[str]:
    named = [("gx_zone", package.get("zone")), ("gx_theme", package.get("theme"))]
    filters = [f'{field}:"{_quoted(code)}"' for field, value in named for code in codes.gxdata_listed(value)]
    organization = (package.get("organization") or {}).get("name")
    return [*filters, f'organization:"{_quoted(organization)}"'] if organization else filters


def _found(near: str, limit: int, **asked: str) -> list[dict[str, Any]]:
    try:
        return list(_search(fq=near, rows=limit, **asked)["results"])
    except (SearchError, OSError, tk.ValidationError):
        in_part.tell()
        return []


def _why(package: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """The narrowest that both share."""
    for list_id in ("zone", "theme"):
        theirs = codes.gxdata_listed(other.get(list_id))
        both = [code for code in codes.gxdata_listed(package.get(list_id)) if code in theirs]
        if both:
            return codes.gxdata_code_label(list_id, both[-1])
    return codes.gxdata_organization_title(other.get("organization"))
