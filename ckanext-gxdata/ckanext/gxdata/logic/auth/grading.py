"""Anybody may ask what the rules say of a draft, which tells nothing of what is stored; of that only administrators."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context


@tk.auth_allow_anonymous_access
def gxdata_grading_check(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


def gxdata_grading_recheck(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": False, "msg": tk._("Only administrators of the portal may do this")}
