"""Grading and review of a dataset, for those with the right on it: why-trail, history, decision, life cycle; and the
work list of those who review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

blueprint = Blueprint("gxdata_review", __name__, url_prefix="/dataset/<dataset_id>/grading")
queue_blueprint = Blueprint("gxdata_review_queue", __name__, url_prefix="/review")

DECISION = ("grade", "reason", "impersonal")


@queue_blueprint.route("/")
def index() -> Any:
    try:
        queue = _call("gxdata_review_queue", {"after": tk.request.args.get("after", "")})
    except tk.ValidationError:
        return tk.redirect_to("gxdata_review_queue.index")
    return str(tk.render("gxdata/review/queue.html", {"queue": queue}))


@blueprint.route("")
def show(dataset_id: str) -> str:
    return _page(dataset_id, {}, {})


@blueprint.route("", methods=["POST"])
def decide(dataset_id: str) -> Any:
    given = {name: tk.request.form.get(name, "") for name in DECISION}
    grade = given["grade"]
    levels = (
        {"data_grade": "general", "general_level": grade}
        if grade.isdigit()
        else {"data_grade": grade, "general_level": ""}
    )
    denied = {"contains_personal_info": False} if given["impersonal"] else {}
    arguments = {"id": dataset_id, "reason": given["reason"], **levels, **denied}
    return _done(
        "gxdata_grading_review", arguments, tk._("The grade is set; your name and reason are in the history"), given
    )


@blueprint.route("/move", methods=["POST"])
def move(dataset_id: str) -> Any:
    given = {"to": tk.request.form.get("to", ""), "move_reason": tk.request.form.get("reason", "")}
    arguments = {"id": dataset_id, "to": given["to"], "reason": given["move_reason"]}
    return _done("gxdata_review_move", arguments, tk._("The step is taken"), given)


def _done(action: str, arguments: dict[str, Any], message: str, given: Mapping[str, str]) -> Any:
    try:
        answer = _call(action, arguments)
    except tk.ValidationError as error:
        return _page(arguments["id"], given, error.error_dict)
    tk.h.flash_success(message)
    for notice in answer.get("notices", ()):
        tk.h.flash_notice(notice)
    return tk.redirect_to("gxdata_review.show", dataset_id=answer["name"])


def _page(dataset_id: str, given: Mapping[str, str], errors: Mapping[str, Any]) -> str:
    shown = _call("gxdata_grading_show", {"id": dataset_id})
    return str(tk.render("gxdata/review/grading.html", {"shown": shown, "given": given, "errors": errors}))


def _call(action: str, arguments: dict[str, Any]) -> Any:
    """The action's answer; what it forbids or does not know becomes a page that says so."""
    try:
        return tk.get_action(action)({"user": tk.current_user.name}, arguments)
    except tk.NotAuthorized as error:
        return tk.abort(
            403, str(error.message or tk._("Grading and review are shown to editors and reviewers of the dataset only"))
        )
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message))
