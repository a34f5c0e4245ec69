"""The register of important data is for its keepers only; an administrator of the portal needs the role too."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context

from ckanext.gxdata.logic import rights

KEEPER = "register_keeper"


def _keepers_only(context: Context) -> AuthResult:
    if rights.organizations_of(str(context.get("user") or ""), KEEPER):
        return {"success": True}
    return {"success": False, "msg": tk._("The register of important data is open to its keepers only")}


@tk.auth_sysadmins_check
def gxdata_important_data_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _keepers_only(context)


@tk.auth_sysadmins_check
def gxdata_important_data_update(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _keepers_only(context)


@tk.auth_sysadmins_check
def gxdata_important_data_delete(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _keepers_only(context)


@tk.auth_sysadmins_check
def gxdata_important_data_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _keepers_only(context)


@tk.auth_sysadmins_check
def gxdata_important_data_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _keepers_only(context)


@tk.auth_sysadmins_check
def gxdata_risk_assessment_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _keepers_only(context)
