"""One run: how far it is while it goes on, and what came of it. The live part is a fragment that htmx asks for again."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response, make_response

from ckanext.gxdata.views.harvest.calls import arguments, asked, blueprint, call, page, sentence
from ckanext.gxdata.views.harvest.sources import FILTERS, record_page

GOING_ON = ("queued", "running")


@blueprint.route("/job/<job_id>")
def job(job_id: str) -> str:
    shown = asked("gxdata_harvest_job_show", id=job_id)
    source = asked("gxdata_source_show", id=shown["source"])
    filters = arguments(*FILTERS)
    return page("job", job=shown, source=source, filters=filters, **record_page({"job": job_id}, filters))


@blueprint.route("/job/<job_id>/live")
def live(job_id: str) -> Response:
    """The part that changes; when the run is over, the whole page is asked for again."""
    shown = asked("gxdata_harvest_job_show", id=job_id)
    answer = make_response(page("job_live", job=shown))
    if shown["status"] not in GOING_ON:
        answer.headers["HX-Refresh"] = "true"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/job/<job_id>.json")
def public_json(job_id: str) -> Any:
    """What anybody gets, whoever asks: no address, no raw value."""
    try:
        shown = tk.get_action("gxdata_harvest_job_show")({"user": "", "auth_user_obj": None}, {"id": job_id})
    except tk.ObjectNotFound:
        return tk.abort(404)
    except tk.ValidationError as error:
        return tk.abort(400, sentence(error.error_dict))
    answer = make_response(json.dumps(shown, ensure_ascii=False, indent=2))
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    return answer


@blueprint.route("/job/<job_id>/cancel", methods=["POST"])
def cancel(job_id: str) -> Any:
    try:
        call("gxdata_harvest_cancel", id=job_id)
    except tk.ValidationError as error:
        tk.h.flash_error(sentence(error.error_dict))
    else:
        tk.h.flash_success(tk._("The run stops after the record it is at"))
    return tk.redirect_to("gxdata_harvest.job", job_id=job_id)
