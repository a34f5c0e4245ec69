"""Grading and review are for those who have the right on the dataset; each step has parties of its own."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import AuthResult, Context

from ckanext.gxdata.logic import arguments, reviewing, rights


def _stored(data_dict: dict[str, Any]) -> dict[str, Any]:
    name = data_dict.get("id")
    package = model.Package.get(name) if arguments.is_text(name) else None
    return rights.stored(package) if package is not None else {}


def _with_the_right(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    dataset = _stored(data_dict)
    if dataset and rights.may_see_inside(str(context.get("user") or ""), dataset):
        return {"success": True}
    return {"success": False, "msg": tk._("Grading and review are shown to editors and reviewers of the dataset only")}


def gxdata_grading_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _with_the_right(context, data_dict)


def gxdata_review_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    return _with_the_right(context, data_dict)


def gxdata_grading_review(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """For who holds the role grading_reviewer for the dataset's department."""
    dataset = _stored(data_dict)
    if dataset and "reviewer" in reviewing.parties(str(context.get("user") or ""), dataset):
        return {"success": True}
    return {"success": False, "msg": tk._("Only a reviewer of grades for this department may set its grades")}


def gxdata_review_move(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """For who has a part in the life cycle at all; whose the step is, the action says by name."""
    dataset = _stored(data_dict)
    if dataset and reviewing.parties(str(context.get("user") or ""), dataset):
        return {"success": True}
    return {"success": False, "msg": tk._("Only editors, the department's administrators and reviewers may do this")}


def gxdata_review_queue(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """For who reviews the grades of any department; of which, the action looks at."""
    if rights.organizations_of(str(context.get("user") or ""), rights.REVIEWER):
        return {"success": True}
    return {"success": False, "msg": tk._("The work list is for reviewers of grades")}
