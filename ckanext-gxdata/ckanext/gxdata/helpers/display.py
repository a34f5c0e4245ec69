"""Helpers about how pages are shown: what the reader chose, and the links of the header that change it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata.views import addresses, display


def gxdata_display() -> display.Display:
    return display.chosen(tk.request.cookies)


def gxdata_display_choices(name: str) -> list[dict[str, Any]]:
    """``[{"value", "url", "current"}]`` of ``theme`` or ``size``; the links lead back to this page."""
    here, back = getattr(gxdata_display(), name), _here()
    return [
        {
            "value": value,
            "url": addresses.url_for("gxdata_display.choose", name=name, value=value, back=back),
            "current": value == here,
        }
        for value in display.CHOICES[name]
    ]


def _here() -> str:
    """Of this page, language included; a form's answer has no address to come back to."""
    if tk.request.method != "GET" or tk.request.endpoint is None:
        return ""
    query = tk.request.query_string.decode()
    path = str(tk.request.environ.get("CKAN_CURRENT_URL") or "/").split("?")[0]
    return addresses.url_for(path) + (f"?{query}" if query else "")
