"""Looking into a table is taking data from it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context

from ckanext.gxdata.logic.auth import data


@tk.auth_allow_anonymous_access
def gxdata_table_preview(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    tk.check_access("resource_show", {**context}, {"id": data_dict["id"]})
    return data.taking(context, data_dict["id"])
