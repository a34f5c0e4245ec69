"""One record: as it came, as it was mapped, what changed since last time, what was wrong with it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata.views.harvest.calls import asked, blueprint, call, page, sentence


@blueprint.route("/<source>/record")
def record(source: str) -> Any:
    """Identifiers of departments hold slashes and blanks: they come as an argument, not in the path."""
    shown = asked("gxdata_source_show", id=source)
    guid = tk.request.args.get("guid", "")
    if not guid:
        return tk.redirect_to("gxdata_harvest.read", source=source)
    found = asked("gxdata_harvest_record_show", source=shown["name"], guid=guid)
    return page("record", source=shown, record=found)


@blueprint.route("/<source>/record/retry", methods=["POST"])
def retry(source: str) -> Any:
    guid = tk.request.form.get("guid", "")
    try:
        call("gxdata_harvest_record_retry", source=source, guid=guid)
    except tk.ValidationError as error:
        tk.h.flash_error(sentence(error.error_dict))
    else:
        tk.h.flash_success(tk._("The record was taken up again; this is how it stands now"))
    return tk.redirect_to("gxdata_harvest.record", source=source, guid=guid)


@blueprint.route("/<source>/record/restore", methods=["POST"])
def restore(source: str) -> Any:
    guid = tk.request.form.get("guid", "")
    try:
        job = call("gxdata_harvest_record_restore", source=source, guid=guid)
    except tk.ValidationError as error:
        tk.h.flash_error(sentence(error.error_dict))
    else:
        if job["status"] == "finished":
            tk.h.flash_success(tk._("The dataset is in the catalog again"))
        else:
            tk.h.flash_error(job["message"])
    return tk.redirect_to("gxdata_harvest.record", source=source, guid=guid)
