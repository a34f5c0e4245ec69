"""Reports are public (without addresses); a run is started by the department's own administrators."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import AuthResult, Context

from ckanext.gxdata.logic import arguments
from ckanext.gxdata.model import HarvestSource


def gxdata_harvest_run(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Allowed to who may edit the source's department."""
    name = data_dict.get("id", "")
    if not arguments.is_text(name):
        return {"success": False, "msg": tk._("Only administrators of this department may start a harvest")}
    query = model.Session.query(HarvestSource).filter((HarvestSource.name == name) | (HarvestSource.id == name))
    source = query.first()
    user = context.get("user", "")
    if source and user and authz.has_user_permission_for_group_or_org(source.organization, user, "update"):
        return {"success": True}
    return {"success": False, "msg": tk._("Only administrators of this department may start a harvest")}


@tk.auth_allow_anonymous_access
def gxdata_harvest_job_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


@tk.auth_allow_anonymous_access
def gxdata_harvest_job_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}
