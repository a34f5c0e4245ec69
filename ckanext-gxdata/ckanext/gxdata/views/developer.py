"""Developer centre: quick starts that are tested as they stand, every public action with a form to try it, OpenAPI 3.1.

The form works without JavaScript: it is a GET to the action itself. Not here: what is documented (``api/``).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from flask import Blueprint, Response

import ckanext.gxdata
from ckanext.gxdata.api import openapi
from ckanext.gxdata.api.reference import Action, examples, reference

blueprint = Blueprint("gxdata_developer", __name__)

FIRST = "package_search"
FOLDER = Path(ckanext.gxdata.__file__).parent / "quickstart"
QUICK_STARTS = (
    ("curl", "search.sh"),
    ("Python · httpx", "search.py"),
    ("Python · ckanapi", "ckanapi_search.py"),
    ("JavaScript", "search.mjs"),
)
WRITTEN_ADDRESS = "http://127.0.0.1:5000"
"""In the files; the page shows this portal's own."""
VERSION = "1.0.0"
"""Of the interface."""


@blueprint.route("/developer", strict_slashes=False)
def index() -> Any:
    name = tk.request.args.get("action", FIRST)
    shown = [action for action in reference().actions if _is_there(action)]
    chosen = next((action for action in shown if action.name == name), None)
    if chosen is None:
        return tk.abort(404, tk._("There is no such action, or it is not open to everybody"))
    groups = [(title, [action for action in shown if action.group == group]) for group, title in reference().groups]
    filled = examples(chosen, _any_dataset())
    starts = [{"title": title, "file": file, "text": _quick_start(file)} for title, file in QUICK_STARTS]
    return tk.render(
        "gxdata/developer/index.html", {"groups": groups, "chosen": chosen, "filled": filled, "starts": starts}
    )


@blueprint.route("/developer/openapi.json")
def openapi_json() -> Response:
    described = openapi.document(
        reference(),
        (action.name for action in reference().actions if _is_there(action)),
        title=str(tk.config.get("ckan.site_title") or ""),
        server=_address(),
        version=VERSION,
        language=str(tk.h.lang()),
    )
    return Response(json.dumps(described, ensure_ascii=False, indent=2), mimetype="application/json")


def _is_there(action: Action) -> bool:
    return not action.plugin or p.plugin_loaded(action.plugin)


def _address() -> str:
    return str(tk.url_for("home.index", locale="default", _external=True)).rstrip("/")


def _quick_start(file: str) -> str:
    return (FOLDER / file).read_text(encoding="utf-8").replace(WRITTEN_ADDRESS, _address())


def _any_dataset() -> dict[str, str]:
    """One that a reader may look into, for the examples."""
    asked = {"fq": "res_format:CSV AND gx_open_type:unconditional", "rows": 1, "sort": "name asc"}
    try:
        found = tk.get_action("package_search")({"user": "", "auth_user_obj": None}, asked)["results"]
    except SearchError:
        return {}
    if not found:
        return {}
    resource = next((each["id"] for each in found[0]["resources"] if each["format"] == "CSV"), "")
    department = (found[0].get("organization") or {}).get("name", "")
    return {"dataset": found[0]["name"], "resource": resource, "organization": department}
