"""Everybody asks and reads what is public; the department answers; who is logged in votes and has a list of his own."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import AuthResult, Context

from ckanext.gxdata.logic import arguments, data_requests
from ckanext.gxdata.model import DataRequest


@tk.auth_allow_anonymous_access
def gxdata_request_create(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


@tk.auth_allow_anonymous_access
def gxdata_request_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Of one that the reader may not see the action says that there is none."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def gxdata_request_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """One's own for who is logged in; those that wait for who edits for any department."""
    scope, user = (data_dict or {}).get("scope") or "public", str(context.get("user") or "")
    if scope == "public" or (scope == "own" and user):
        return {"success": True}
    if scope == "waiting" and user and authz.has_user_permission_for_some_org(user, "update_dataset"):
        return {"success": True}
    return {
        "success": False,
        "msg": tk._("This list is for those who answer requests, or for the asker himself: log in"),
    }


def gxdata_request_vote(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return {"success": True}


def gxdata_request_answer(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """``id`` is a request."""
    name = data_dict.get("id")
    request = model.Session.get(DataRequest, name) if arguments.is_text(name) else None
    if request is not None and data_requests.may_answer(str(context.get("user") or ""), request):
        return {"success": True}
    return {"success": False, "msg": tk._("Only editors of the department that is asked may answer")}
