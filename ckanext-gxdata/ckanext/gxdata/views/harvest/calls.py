"""The blueprint of the harvest pages, and how they call actions: what is forbidden or unknown becomes a page that says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

blueprint = Blueprint("gxdata_harvest", __name__, url_prefix="/harvest")


def call(action: str, **data: Any) -> Any:
    """The action's answer to this reader. ``ValidationError`` is the caller's to show."""
    try:
        return tk.get_action(action)({"user": tk.current_user.name, "auth_user_obj": tk.current_user}, data)
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error.message or tk._("This page is for the department of this source")))
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error.message or ""))


def asked(action: str, **data: Any) -> Any:
    """As ``call``, for pages that only read: an argument that cannot be is a page that says so."""
    try:
        return call(action, **data)
    except tk.ValidationError as error:
        return tk.abort(400, sentence(error.error_dict))


def may(action: str, **data: Any) -> bool:
    return bool(tk.h.check_access(action, data))


def require(action: str, **data: Any) -> None:
    """Aborts with 403 for who may not."""
    try:
        tk.check_access(action, {"user": tk.current_user.name}, data)
    except tk.NotAuthorized as error:
        tk.abort(403, str(error.message or tk._("This page is for the department of this source")))


def sentence(errors: Mapping[str, Any]) -> str:
    """All messages of a ``ValidationError`` in one line."""
    return "；".join(str(text) for texts in errors.values() for text in ([texts] if isinstance(texts, str) else texts))


def page(template: str, **shown: Any) -> str:
    return str(tk.render(f"gxdata/harvest/{template}.html", shown))


def arguments(*names: str) -> dict[str, str]:
    """Arguments of the address; an absent one is empty."""
    return {name: tk.request.args.get(name, "").strip() for name in names}
