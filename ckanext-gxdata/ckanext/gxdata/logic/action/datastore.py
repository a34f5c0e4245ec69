"""The DataStore's actions, where that plugin is loaded: what is written goes through the publish gate first.

``datastore_records_delete`` ends in ``datastore_delete``; the actions on functions and triggers are for administrators of
the portal only. What is judged is in ``table_columns``, the rule on reading in ``auth/data``.
"""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Action, Context

from ckanext.gxdata.core.held_columns import TABLE, Found
from ckanext.gxdata.logic import arguments
from ckanext.gxdata.logic import table_columns as tables


@tk.chained_action
@tk.side_effect_free
def datastore_search(next_action: Action, context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """As CKAN's, less its list of all tables: it names those of private datasets too, and asks nobody."""
    listed = data_dict.get("resource_id") in tk.config["ckan.datastore.public_table_search"]
    if listed and not context.get("ignore_auth") and not authz.is_sysadmin(context.get("user")):
        raise tk.NotAuthorized(tk._("Only administrators of the portal may do this"))
    answer: dict[str, Any] = next_action(context, data_dict)
    return answer


@tk.chained_action
def datastore_create(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """As CKAN's; columns that the dataset may not have, and rows with personal data, are refused before."""
    if isinstance(data_dict.get("resource"), dict) and not data_dict.get("resource_id"):
        return _on_new_resource(next_action, context, data_dict)
    resource = _resource(data_dict)
    if resource is None:
        return next_action(context, data_dict)  # CKAN says that there is no such resource
    tk.check_access("datastore_create", context, {"resource_id": resource.id})
    before = resource.extras.get(TABLE)
    # Columns that are not named stay, unless they are to be deleted; the kinds found in those that stay do too.
    existing = [] if tk.asbool(data_dict.get("delete_fields") or False) else tables.existing_columns(context, resource)
    marks = tables.marks_of(tables.rows_of(data_dict), tables.is_closed(resource.package))
    columns = tables.joined([*existing, *tables.given_columns(data_dict)], {**tables.marks_in(before), **marks})
    return _kept_first(next_action, context, data_dict, resource, columns)


@tk.chained_action
def datastore_upsert(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """As CKAN's; rows with personal data are refused before."""
    resource = _resource(data_dict)
    rows = tables.rows_of(data_dict)
    if resource is None or not rows:
        return next_action(context, data_dict)
    tk.check_access("datastore_upsert", context, {"resource_id": resource.id})
    marks = tables.marks_of(rows, tables.is_closed(resource.package))
    if not marks:
        return next_action(context, data_dict)
    known = {**tables.marks_in(resource.extras.get(TABLE)), **marks}
    columns = tables.joined(tables.existing_columns(context, resource), known)
    return _kept_first(next_action, context, data_dict, resource, columns)


@tk.chained_action
def datastore_delete(next_action: Action, context: Context, data_dict: dict[str, Any]) -> Any:
    """As CKAN's; the columns of a table that is gone count no more."""
    resource, whole = _resource(data_dict), data_dict.get("filters") is None
    answer = next_action(context, data_dict)
    if resource is not None and whole and resource.extras.get(TABLE):
        tables.keep(context, resource.id, Found(""), None)
    return answer


def _resource(data: dict[str, Any]) -> model.Resource | None:
    named = data.get("resource_id")
    return model.Resource.get(named) if arguments.is_text(named) and named else None


def _on_new_resource(next_action: Action, context: Context, data: dict[str, Any]) -> Any:
    """The columns come with the resource, which the gate refuses then, or stores."""
    resource = dict(data["resource"])
    tk.check_access("datastore_create", context, {"resource": dict(resource)})
    owner = resource.get("package_id")
    package = model.Package.get(owner) if arguments.is_text(owner) else None
    marks = tables.marks_of(tables.rows_of(data), tables.is_closed(package))
    given = tables.given_columns(data)
    schema = {} if resource.get("schema") else {"schema": tables.schema_of(given) or ""}
    return next_action(context, {**data, "resource": {**resource, **schema, TABLE: tables.joined(given, marks)}})


def _kept_first(
    next_action: Action, context: Context, data: dict[str, Any], resource: model.Resource, columns: Found
) -> Any:
    """Columns first, then the rows: the other way round they would be readable before anybody judged them."""
    before, schema = resource.extras.get(TABLE), resource.extras.get("schema")
    identifier, changed = resource.id, columns != (before or "")
    if changed:
        derived = None if schema else tables.schema_of(tables.held(columns)) or None
        tables.keep(context, identifier, columns, derived)
    try:
        return next_action(context, data)
    except Exception:
        model.Session.rollback()
        if changed:
            tables.keep(context, identifier, Found(before or ""), schema or "")
        raise
