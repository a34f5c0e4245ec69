"""Pages of the register of important data, for its keepers: list, entry, new, change, assessment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

blueprint = Blueprint("gxdata_register", __name__, url_prefix="/important-data")


def _call(action: str, data: dict[str, Any]) -> Any:
    """The action's answer; what it forbids or does not know becomes a page that says so."""
    try:
        return tk.get_action(action)({"user": tk.current_user.name}, data)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error.message or tk._("The register of important data is open to its keepers only")))
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message))


@blueprint.route("/")
def index() -> str:
    return str(tk.render("gxdata/register/index.html", {"register": _call("gxdata_important_data_list", {})}))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Any:
    start = {name: tk.request.args.get(name, "") for name in ("dataset", "title", "data_grade")}
    _call("gxdata_important_data_list", {})  # who may not see the register gets no form of it either
    return _form("gxdata_important_data_create", start, {})


@blueprint.route("/<entry_id>")
def show(entry_id: str) -> str:
    return _entry_page(_call("gxdata_important_data_show", {"id": entry_id}), {}, {})


@blueprint.route("/<entry_id>/edit", methods=["GET", "POST"])
def edit(entry_id: str) -> Any:
    entry = _call("gxdata_important_data_show", {"id": entry_id})
    return _form("gxdata_important_data_update", entry, {"id": entry_id})


@blueprint.route("/<entry_id>/assessment", methods=["POST"])
def assess(entry_id: str) -> Any:
    given = tk.request.form.to_dict()
    return _saved(
        lambda: _call("gxdata_risk_assessment_create", {**given, "entry": entry_id}),
        tk._("The assessment is recorded"),
        lambda errors: _entry_page(_call("gxdata_important_data_show", {"id": entry_id}), given, errors),
    )


@blueprint.route("/<entry_id>/remove", methods=["POST"])
def remove(entry_id: str) -> Any:
    _call("gxdata_important_data_delete", {"id": entry_id})
    tk.h.flash_success(tk._("The entry is no longer listed; it stays on record"))
    return tk.redirect_to("gxdata_register.index")


def _form(action: str, start: dict[str, Any], fixed: dict[str, Any]) -> Any:
    if tk.request.method == "GET":
        return _form_page(start, {}, fixed)
    given = tk.request.form.to_dict()
    return _saved(
        lambda: _call(action, {**given, **fixed}),
        tk._("The entry is saved"),
        lambda errors: _form_page(given, errors, fixed),
    )


def _saved(save: Callable[[], Any], message: str, again: Callable[[dict[str, Any]], Any]) -> Any:
    try:
        entry = save()
    except tk.ValidationError as error:
        return again(error.error_dict)
    tk.h.flash_success(message)
    return tk.redirect_to("gxdata_register.show", entry_id=entry["id"])


def _form_page(data: dict[str, Any], errors: dict[str, Any], fixed: dict[str, Any]) -> str:
    return str(tk.render("gxdata/register/form.html", {"data": data, "errors": errors, "entry_id": fixed.get("id", "")}))


def _entry_page(entry: dict[str, Any], data: dict[str, Any], errors: dict[str, Any]) -> str:
    return str(tk.render("gxdata/register/entry.html", {"entry": entry, "data": data, "errors": errors}))
