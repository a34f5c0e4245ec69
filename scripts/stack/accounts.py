"""Accounts that set-up makes: the administrator, and an editor of a demo department.

python -m stack.accounts admin | editor ORGANIZATION
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

from stack import passwords
from stack.paths import Home


def ensure_user(name: str, password: str, fullname: str, sysadmin: bool) -> None:
    """Make the account if it is missing. A password that a person has changed since is left alone."""
    if model.User.get(name) is not None:
        return
    fields = {"name": name, "email": f"{name}@localhost.localdomain", "password": password, "fullname": fullname}
    tk.get_action("user_create")(_context(), fields)
    user = model.User.get(name)
    user.sysadmin = sysadmin
    model.Session.commit()


def ensure_editor(organization: str, password: str) -> None:
    ensure_user("editor", password, "部门编辑（演示）", sysadmin=False)
    member = {"id": organization, "username": "editor", "role": "editor"}
    tk.get_action("organization_member_create")(_context(), member)


def _context() -> Any:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": site_user["name"]}


def act(what: str, argument: str) -> None:
    secrets = passwords.load(Home(Path(os.environ["CKAN_INI"]).parent).secrets)
    if what == "admin":
        ensure_user("admin", secrets["admin"], "系统管理员", sysadmin=True)
    else:
        ensure_editor(argument, secrets["editor"])


def main() -> None:
    application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
    with application._wsgi_app.test_request_context():
        act(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")


if __name__ == "__main__":
    main()
