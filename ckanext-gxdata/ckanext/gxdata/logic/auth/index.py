"""The index is the administrators' of the portal."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context


def gxdata_index_check(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": False, "msg": tk._("Only administrators of the portal compare index and database")}
