"""Pages of 高价值数据: shares with the rules behind them, and a person's decision about one dataset. No JavaScript.

Here: routes. Not here: counting (``logic/high_value_shares.py``), the rules (``config/badges.yaml``).
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from flask import Blueprint

blueprint = Blueprint("gxdata_high_value", __name__, url_prefix="/high-value")


def _call(action: str, data: dict[str, Any]) -> Any:
    """The action's answer; what it forbids, does not know or cannot read becomes a page that says so."""
    try:
        return tk.get_action(action)({"user": tk.current_user.name, "auth_user_obj": tk.current_user}, data)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error.message or tk._("Only who may change this dataset may decide about its value")))
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Dataset not found"))
    except SearchError:
        return tk.abort(503, tk._("The catalog cannot be read just now."))


@blueprint.route("/", strict_slashes=False)
def index() -> str:
    shares, badges = _call("gxdata_high_value_list", {}), _call("gxdata_badge_list", {})
    return str(tk.render("gxdata/high_value/index.html", {"shares": shares, "badges": badges}))


@blueprint.route("/decide/<dataset_id>", methods=["GET", "POST"])
def decide(dataset_id: str) -> Any:
    package = _call("package_show", {"id": dataset_id})
    _allow(package)
    if tk.request.method == "GET":
        return _form(package, {"decision": package.get("high_value") or "auto", "reason": ""}, {})
    given = {name: tk.request.form.get(name, "") for name in ("decision", "reason")}
    try:
        _call("gxdata_high_value_decide", {**given, "id": package["id"]})
    except tk.ValidationError as error:
        return _form(package, given, error.error_dict)
    tk.h.flash_success(tk._("The decision is recorded; its reason is shown on the page of the dataset"))
    return tk.redirect_to("dataset.read", id=package["name"])


def _allow(package: dict[str, Any]) -> None:
    try:
        tk.check_access("gxdata_high_value_decide", {"user": tk.current_user.name}, {"id": package["id"]})
    except tk.NotAuthorized:
        tk.abort(403, tk._("Only who may change this dataset may decide about its value"))


def _form(package: dict[str, Any], data: dict[str, Any], errors: dict[str, Any]) -> str:
    return str(tk.render("gxdata/high_value/decide.html", {"package": package, "data": data, "errors": errors}))
