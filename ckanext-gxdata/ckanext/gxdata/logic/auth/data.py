"""CKAN's own leave to see a preview or a table, held to the access rule: who may read of data may not always take it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import AuthFunction, AuthResult, Context

from ckanext.gxdata.logic import rights
from ckanext.gxdata.model.source import utc_now


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def resource_view_show(next_auth: AuthFunction, context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """A preview shows rows, or is set to a part of them."""
    answer = next_auth(context, data_dict)
    view = model.ResourceView.get(data_dict["id"]) if answer["success"] else None
    return taking(context, view.resource_id) if view is not None else answer


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def resource_view_list(next_auth: AuthFunction, context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """As ``resource_view_show``."""
    answer = next_auth(context, data_dict)
    return taking(context, data_dict["id"]) if answer["success"] else answer


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def datastore_search(next_auth: AuthFunction, context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Rows, and with them the dump and every preview that reads rows."""
    answer = next_auth(context, data_dict)
    return taking(context, data_dict["resource_id"]) if answer["success"] else answer


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def datastore_info(next_auth: AuthFunction, context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Columns with the number of rows."""
    answer = next_auth(context, data_dict)
    return taking(context, data_dict["id"]) if answer["success"] else answer


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def datastore_search_sql(next_auth: AuthFunction, context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Off in our settings; where somebody turns it on, each table must be one that the person may take."""
    answer = next_auth(context, data_dict)
    if not answer["success"]:
        return answer
    refused = (taking(context, name) for name in context["table_names"])
    return next((each for each in refused if not each["success"]), answer)


def taking(context: Context, resource_id: str) -> AuthResult:
    """Leave to take the data of a resource."""
    if rights.may_take_resource(context.get("user") or "", resource_id, utc_now()):
        return {"success": True}
    return {"success": False, "msg": tk._("This data is not open to everybody; see the dataset page for how to apply")}
