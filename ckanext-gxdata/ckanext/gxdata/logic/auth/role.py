"""Roles are given and taken by the portal's administrators."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context


def _administrators_only() -> AuthResult:
    return {"success": False, "msg": tk._("Only administrators of the portal may do this")}


def gxdata_role_grant(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _administrators_only()


def gxdata_role_revoke(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _administrators_only()


def gxdata_role_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _administrators_only()
