"""Accounts that set-up makes: the administrator, and for the demo an editor of a department and a reviewer of grades.

Called inside a CKAN request.
"""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

EDITOR_OF = "gx-nynct"


def ensure_administrator(password: str) -> None:
    _ensure("admin", password, "系统管理员", sysadmin=True)


def ensure_editor(password: str) -> None:
    """An editor of the agriculture department, as a department's own staff would be."""
    _ensure("editor", password, "部门编辑（演示）", sysadmin=False)
    member = {"id": EDITOR_OF, "username": "editor", "role": "editor"}
    tk.get_action("organization_member_create")(_context(), member)


def ensure_reviewer(password: str) -> None:
    """A reviewer of grades for every department: the one who may lower a grade, with a reason."""
    _ensure("reviewer", password, "分级审核人（演示）", sysadmin=False)
    tk.get_action("gxdata_role_grant")(_context(), {"user": "reviewer", "role": "grading_reviewer"})


def _ensure(name: str, password: str, fullname: str, sysadmin: bool) -> None:
    """Make the account if it is missing. A password that a person has changed since is left alone."""
    if model.User.get(name) is None:
        fields = {"name": name, "email": f"{name}@localhost.localdomain", "password": password, "fullname": fullname}
        tk.get_action("user_create")(_context(), fields)
    user = model.User.get(name)
    if user.sysadmin != sysadmin:  # also after a kill between the two steps
        user.sysadmin = sysadmin
        model.Session.commit()


def _context() -> Any:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": site_user["name"]}
