"""Grants are given and taken back by the administrators of the department that owns the data, and read by who holds them."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import AuthResult, Context

from ckanext.gxdata.logic import arguments
from ckanext.gxdata.model import Grant


def gxdata_grant_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """``id`` is a dataset."""
    name = data_dict.get("id")
    package = model.Package.get(name) if arguments.is_text(name) else None
    return _administrators_of(context, package.owner_org if package else "")


def gxdata_grant_revoke(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """``id`` is a grant."""
    name = data_dict.get("id")
    grant = model.Session.get(Grant, name) if arguments.is_text(name) else None
    package = model.Package.get(grant.dataset_id) if grant else None
    return _administrators_of(context, package.owner_org if package else "")


def gxdata_grant_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Everybody logged in may read his own; those of a dataset (``id``) who may edit it."""
    if "id" in data_dict:
        return _editors_of(context, data_dict["id"])
    if "organization" not in data_dict:
        return {"success": True}
    name = data_dict["organization"]
    return _administrators_of(context, name if arguments.is_text(name) else "")


def _editors_of(context: Context, name: Any) -> AuthResult:
    package = model.Package.get(name) if arguments.is_text(name) else None
    user = str(context.get("user") or "")
    if package is not None and authz.is_authorized_boolean("package_update", {"user": user}, {"id": package.id}):
        return {"success": True}
    return {"success": False, "msg": tk._("Grants of a dataset are shown to those who may edit it")}


def _administrators_of(context: Context, organization: str | None) -> AuthResult:
    user = context.get("user")
    if organization and user and authz.has_user_permission_for_group_or_org(organization, user, "admin"):
        return {"success": True}
    return {"success": False, "msg": tk._("Only administrators of the department may give or see grants")}
