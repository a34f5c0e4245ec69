"""Pages of 数据需求: the public list, the form, one request with its answer, and what the department does with it. No JavaScript.

Here: routes. Not here: who may what and what is refused (the actions), which departments are offered (``helpers/data_request``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.helpers import Page
from flask import Blueprint, current_app, make_response
from flask_wtf.csrf import CSRFError

blueprint = Blueprint("gxdata_request", __name__, url_prefix="/request")

ROWS = 20
FILTERS = ("q", "state", "department", "scope", "sort")
ASKED = ("title", "text", "query", "department")
TRAP = "homepage"
"""A field that no person sees: who fills it in is a program."""
NAMES_MAX = 1_000


def _call(action: str, data: dict[str, Any]) -> Any:
    """The action's answer; what it forbids or does not know becomes a page that says so."""
    try:
        return tk.get_action(action)({"user": tk.current_user.name, "auth_user_obj": tk.current_user}, data)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error.message or tk._("Only editors of the department that is asked may answer")))
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message))


def _check_form() -> None:
    """Raises ``CSRFError`` (an answer 400) for a form that is not of this portal and this reader, also of a stranger's, which
    ``views/forgery`` lets pass.
    """
    current_app.extensions["csrf"].protect()


@blueprint.route("/", strict_slashes=False)
def index() -> Any:
    asked = {name: tk.request.args.get(name, "") for name in FILTERS}
    number = tk.request.args.get("page", "1")
    page = int(number) if number.isdecimal() and 0 < len(number) < 6 and int(number) else 1
    try:
        given = {name: value for name, value in asked.items() if value}
        found = _call("gxdata_request_list", {**given, "limit": ROWS, "offset": (page - 1) * ROWS})
    except tk.ValidationError:
        return tk.redirect_to("gxdata_request.index")
    hits = Page(found["results"], page, ROWS, found["count"], presliced_list=True)
    return str(tk.render("gxdata/request/index.html", {"asked": asked, "page": hits, "count": found["count"]}))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Any:
    if tk.request.method == "GET":
        query = tk.request.args.get("q", "").strip()[:500]
        return _form({"title": query[:100], "query": query, "department": tk.request.args.get("department", "")}, {})
    given = {name: tk.request.form.get(name, "") for name in ASKED}
    try:
        _check_form()
    except CSRFError:
        return _form(
            given,
            {
                "request": [
                    tk._("The form was open for too long, or your browser keeps no cookies. Please send it once more.")
                ]
            },
        )
    if tk.request.form.get(TRAP):
        return _form(
            given, {"request": [tk._("A field that nobody sees was filled in. Please send the form once more.")]}
        )
    try:
        made = _call("gxdata_request_create", given)
    except tk.ValidationError as error:
        return _form(given, error.error_dict)
    tk.h.flash_success(tk._("Thank you, your request has arrived."))
    address = {} if tk.current_user.is_authenticated else {"key": made["key"]}
    return tk.redirect_to("gxdata_request.show", request_id=made["id"], **address)


@blueprint.route("/<request_id>")
def show(request_id: str) -> Any:
    return _page(request_id, {}, {})


@blueprint.route("/<request_id>/vote", methods=["POST"])
def vote(request_id: str) -> Any:
    _check_form()
    if not tk.current_user.is_authenticated:
        return tk.abort(403, tk._("Log in to say that you need this data too"))
    _call("gxdata_request_vote", {"id": request_id, "withdraw": tk.request.form.get("withdraw", "")})
    return tk.redirect_to("gxdata_request.show", request_id=request_id)


@blueprint.route("/<request_id>/answer", methods=["POST"])
def answer(request_id: str) -> Any:
    _check_form()
    given = {name: tk.request.form.get(name, "") for name in ("state", "answer", "datasets", "withhold", "department")}
    try:
        _call("gxdata_request_answer", {**{name: value for name, value in given.items() if value}, "id": request_id})
    except tk.ValidationError as error:
        return _page(request_id, given, error.error_dict)
    tk.h.flash_success(tk._("The request is handed on") if given["department"] else tk._("The step is recorded"))
    return tk.redirect_to("gxdata_request.index", scope="waiting") if given["department"] else _back(request_id)


def _back(request_id: str) -> Any:
    return tk.redirect_to("gxdata_request.show", request_id=request_id)


def _form(data: Mapping[str, str], errors: Mapping[str, Any]) -> Any:
    page = tk.render("gxdata/request/new.html", {"data": data, "errors": errors, "trap": TRAP})
    return make_response(page, 400 if errors else 200)


def _page(request_id: str, given: Mapping[str, str], errors: Mapping[str, Any]) -> Any:
    """Addresses longer than any of ours are not asked for."""
    key = tk.request.args.get("key", "")[:NAMES_MAX]
    try:
        shown = _call("gxdata_request_show", {"id": request_id, **({"key": key} if key else {})})
    except tk.ValidationError:
        return tk.abort(404, tk._("There is no such data request, or it is not public yet"))
    answer = make_response(
        tk.render("gxdata/request/show.html", {"wish": shown, "given": given, "errors": errors, "key": key})
    )
    if key:
        answer.headers["Referrer-Policy"] = "same-origin"  # the address is the asker's alone
    answer.status_code = 400 if errors else 200
    return answer
