"""Helper of the dataset page: how often it was used lately."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata.core.usage import is_any


def gxdata_use(dataset_id: str) -> dict[str, Any]:
    """``{"view", "download", "api", "feed"}`` of the last 30 whole days; empty where nothing was counted."""
    try:
        context: Any = {"user": tk.current_user.name, "gxdata_in_short": True}
        told = tk.get_action("gxdata_usage_show")(context, {"id": dataset_id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return {}
    return dict(told["total"]) if is_any(told["total"]) else {}
