"""Badges and shares are public; who may update a dataset decides about its value."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context


@tk.auth_allow_anonymous_access
def gxdata_badge_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


@tk.auth_allow_anonymous_access
def gxdata_high_value_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


def gxdata_high_value_decide(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Asks CKAN's own ``package_update``, so that both always agree."""
    try:
        tk.check_access("package_update", context, {"id": data_dict["id"]})
    except tk.NotAuthorized:
        message = tk._("Only who may change this dataset may decide about its value")
        return {"success": False, "msg": message}
    return {"success": True}
