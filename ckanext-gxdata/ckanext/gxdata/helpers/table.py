"""Helpers that look into tables: the preview of a resource, and what is typed to get the same without a browser."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata.helpers import dataset
from ckanext.gxdata.views import column_art

ROWS = 8


def gxdata_table_preview(resource: Mapping[str, Any], rows: int = ROWS) -> dict[str, Any] | None:
    """The action's answer, fields with ``title``, ``unit`` and ``art``; None for what cannot be looked into by this reader."""
    if not resource.get("id") or not (resource.get("url_type") == "upload" or resource.get("datastore_active")):
        return None
    try:
        context: Any = {"user": tk.current_user.name, "gxdata_resource": resource}
        found = tk.get_action("gxdata_table_preview")(context, {"id": resource["id"], "rows": rows})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        return None
    items = {str(item.get("name")): item for item in dataset.gxdata_items(resource)}
    return {
        **found,
        "fields": [_field(field, items.get(field["name"], {}), found["read"]) for field in found["fields"]],
    }


def _field(field: Mapping[str, Any], item: Mapping[str, Any], rows: int) -> dict[str, Any]:
    art = column_art.draw(field["profile"], rows) if field["profile"] else None
    return {**field, "title": item.get("title") or field["name"], "unit": item.get("unit") or "", "art": art}


def gxdata_first_preview(package: Mapping[str, Any]) -> dict[str, Any] | None:
    """``{"resource", "preview"}`` of the first file that can be looked into; of a few files only, so that a page stays fast."""
    for resource in (package.get("resources") or ())[:3]:
        preview = gxdata_table_preview(resource)
        if preview:
            return {"resource": resource, "preview": preview}
    return None


def gxdata_plain_number(number: float) -> str:
    """As people write it: ``1,280`` or ``0.35``."""
    return f"{number:,.10g}"


def gxdata_curl(url: str, *options: str) -> str:
    """A line for a terminal; the address is quoted, whatever a department has written into it."""
    return shlex.join(["curl", *options, url])
