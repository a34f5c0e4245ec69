"""The access rule on CKAN's own routes: data that is not open answers 403, whatever its address is known to be.

Every route with the id of a resource or of a preview in its path hands out data, unless it is listed here: one that a
plugin brings along is closed from the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchQueryError
from flask import Blueprint

from ckanext.gxdata.logic import rights

blueprint = Blueprint("gxdata_access", __name__)

# Ends of the endpoints that describe a resource (resource.read, dataset_resource.read and those of other types).
DESCRIBING_VIEWS = frozenset({"read"})
VIEW_ARGUMENTS = ("view_id", "resource_view_id")


@blueprint.before_app_request
def refuse_data_without_grant() -> None:
    """Runs before every request; does nothing but for the routes above and for what no database takes."""
    if "\x00" in tk.request.full_path or "%00" in tk.request.full_path:
        tk.abort(400, tk._("The address holds a character that is not allowed"))
    arguments = tk.request.view_args or {}
    if (tk.request.endpoint or "").rsplit(".", 1)[-1] in DESCRIBING_VIEWS:
        return
    try:
        _refuse(arguments)
    except tk.ObjectNotFound:
        return  # CKAN's own view answers 404


def _refuse(arguments: Mapping[str, str]) -> None:
    user = tk.current_user.name
    if arguments.get("resource_id") in tk.config.get("ckan.datastore.public_table_search", ()):
        _abort()  # the list of all tables; refused below a dump it would be a failure, half-way through the answer
    if "resource_id" in arguments:
        if not _allows("resource_show", user, arguments["resource_id"]):
            tk.abort(404, tk._("Resource not found"))
        if not rights.may_take_resource(user, arguments["resource_id"], datetime.now(timezone.utc)):
            _abort()
    for name in VIEW_ARGUMENTS:
        if name in arguments and not _allows("resource_view_show", user, arguments[name]):
            _abort()


def _abort() -> None:
    tk.abort(403, tk._("This data is not open to everybody; see the dataset page for how to apply"))


def _allows(permission: str, user: str, identifier: str) -> bool:
    try:
        tk.check_access(permission, {"user": user}, {"id": identifier})
    except tk.NotAuthorized:
        return False
    return True


@blueprint.app_errorhandler(SearchQueryError)
def explain_refused_search(error: SearchQueryError) -> tuple[str, int]:
    """On pages and feeds that leave it to nobody (CKAN's API answers it itself)."""
    return tk.render("error_document_template.html", {"code": 400, "content": str(error), "name": "Bad Request"}), 400
