"""What is counted by place is public."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context


@tk.auth_allow_anonymous_access
def gxdata_region_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}
