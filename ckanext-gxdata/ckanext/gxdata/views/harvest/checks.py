"""The dry run: what a harvest would make of a file, an address or a registered source. Nothing is stored."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata import config
from ckanext.gxdata.views.harvest.calls import arguments, asked, blueprint, call, may, page, require

GIVEN = ("kind", "organization", "mapping", "profile", "url")


@blueprint.route("/check", methods=["GET", "POST"])
def check() -> Any:
    """Of a file for who writes datasets of a department; of an address for administrators."""
    if not tk.h.gxdata_trial_departments():
        tk.abort(403, tk._("A dry run is for those who write datasets of a department"))
    may_call = may("gxdata_source_create")
    if tk.request.method == "GET":
        return _page(arguments(*GIVEN), {}, None, may_call)
    given = {name: tk.request.form.get(name, "").strip() for name in GIVEN}
    upload = tk.request.files.get("upload")
    settings: dict[str, Any] = {name: value for name, value in given.items() if value}
    if upload and upload.filename:
        settings = {**settings, "upload": upload}
        settings.pop("url", None)
    elif "url" not in settings:
        return _page(given, {"upload": [tk._("Choose a file to try")]}, None, may_call)
    try:
        return _page(given, {}, call("gxdata_source_check", **settings), may_call, getattr(upload, "filename", ""))
    except tk.ValidationError as error:
        return _page(given, error.error_dict, None, may_call)


def _page(given: dict[str, str], errors: Any, tried: Any, may_call: bool, filename: str = "") -> str:
    kinds = asked("gxdata_source_kind_list")
    readers = [kind for kind in kinds if may_call or "reads_upload" in kind["capabilities"]]
    mappings = sorted(config.rulebook().mappings)
    shown = {"data": given, "errors": errors, "tried": tried, "filename": filename}
    return page("check", kinds=readers, may_call=may_call, mappings=mappings, **shown)


@blueprint.route("/<source>/check", methods=["GET", "POST"])
def check_source(source: str) -> str:
    """Asked for by a button: it calls the department's system."""
    require("gxdata_source_check", id=source)
    shown = asked("gxdata_source_show", id=source)
    tried = asked("gxdata_source_check", id=shown["name"]) if tk.request.method == "POST" else None
    return page("check_source", source=shown, tried=tried)
