"""Sources are registered by the portal's administrators: an address is something the server will call."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context

from ckanext.gxdata.logic import arguments
from ckanext.gxdata.logic import harvest_rights as rights
from ckanext.gxdata.logic.source_settings import OF_DEPARTMENT


def _administrators_only() -> AuthResult:
    return {"success": False, "msg": tk._("Only administrators of the portal may do this")}


def gxdata_source_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _administrators_only()


def gxdata_source_update(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """The department's administrators set when it runs and who is told; where it calls is for the portal's."""
    named = data_dict.get("id") or data_dict.get("name")
    changed = set(data_dict) - {"id", "name", "callback"}
    if changed <= set(OF_DEPARTMENT) and rights.may_run(context.get("user", ""), rights.source_of(named)):
        return {"success": True}
    return _administrators_only()


def gxdata_source_delete(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _administrators_only()


def gxdata_source_release(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whether records are really gone is for the department's administrators to know."""
    return rights.answer(rights.may_run(context.get("user", ""), rights.source_of(data_dict.get("id"))))


def gxdata_source_check(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """An address is called for the portal's administrators only. A department tries its own source as it is registered,
    and files that it hands in."""
    user = context.get("user", "")
    if data_dict.get("upload") not in (None, "") and not data_dict.get("id"):
        organization = data_dict.get("organization")
        return rights.answer(arguments.is_text(organization) and rights.may_edit_for(user, str(organization)))
    settings = set(data_dict) - {"id", "limit", "with_files"}
    if data_dict.get("id") and not settings:
        return rights.answer(rights.may_see_records(user, rights.source_of(data_dict["id"])))
    return _administrators_only()


@tk.auth_allow_anonymous_access
def gxdata_source_kind_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Public: it is what the documentation says."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def gxdata_source_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Public: the answer holds no address for those who may not change the source."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def gxdata_source_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Public, as ``gxdata_source_show``."""
    return {"success": True}
