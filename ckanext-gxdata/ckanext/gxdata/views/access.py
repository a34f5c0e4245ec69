"""The access rule on CKAN's own routes: a file of a dataset that is not open answers 403, whatever its address is known to be."""

from __future__ import annotations

from datetime import datetime, timezone

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.gxdata.logic import rights

blueprint = Blueprint("gxdata_access", __name__)

# Ends of CKAN's endpoints that hand out the data of a resource (dataset_resource.download and those of other types).
DATA_VIEWS = frozenset({"download"})


@blueprint.before_app_request
def refuse_data_without_grant() -> None:
    """Runs before every request; does nothing but for the routes above and for what no database takes."""
    if "\x00" in tk.request.full_path or "%00" in tk.request.full_path:
        tk.abort(400, tk._("The address holds a character that is not allowed"))
    arguments = tk.request.view_args or {}
    if (tk.request.endpoint or "").rsplit(".", 1)[-1] not in DATA_VIEWS or "resource_id" not in arguments:
        return
    user = tk.current_user.name
    try:
        resource = tk.get_action("resource_show")({"user": user, "ignore_auth": True}, {"id": arguments["resource_id"]})
        dataset = tk.get_action("package_show")(
            {"user": user, "ignore_auth": True}, {"id": resource["package_id"]}
        )
    except tk.ObjectNotFound:
        return  # CKAN's own view answers 404
    if rights.may_take_data(user, dataset, datetime.now(timezone.utc)):
        return
    tk.abort(403, tk._("This data is not open to everybody; see the dataset page for how to apply"))
