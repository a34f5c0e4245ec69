"""What is used how often is public, as far as what is used is."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context


@tk.auth_allow_anonymous_access
def gxdata_usage_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


@tk.auth_allow_anonymous_access
def gxdata_overview(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """The public catalog in numbers."""
    return {"success": True}
