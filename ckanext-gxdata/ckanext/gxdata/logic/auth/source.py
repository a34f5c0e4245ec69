"""Sources are registered by the portal's administrators: an address is something the server will call."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context


def _administrators_only() -> AuthResult:
    return {"success": False, "msg": tk._("Only administrators of the portal may do this")}


def gxdata_source_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _administrators_only()


def gxdata_source_update(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _administrators_only()


def gxdata_source_delete(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _administrators_only()


def gxdata_source_check(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _administrators_only()


@tk.auth_allow_anonymous_access
def gxdata_source_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Public: the answer holds no address for those who may not change the source."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def gxdata_source_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Public, as ``gxdata_source_show``."""
    return {"success": True}
