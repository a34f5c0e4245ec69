"""The list of sources, and one source: who, when, what came of it, its records, and what may be done about it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.helpers import Page

from ckanext.gxdata.views.harvest.calls import arguments, asked, blueprint, call, page, sentence

PER_PAGE = 20
JOBS = 10
FILTERS = ("state", "outcome", "rule", "q")


@blueprint.route("", strict_slashes=False)
def index() -> str:
    """Everything there is, filtered here: a portal has dozens of sources, not thousands."""
    wanted = arguments("state", "organization")
    sources = asked("gxdata_source_list")
    shown = [source for source in sources if _fits(source, wanted)]
    departments = sorted({source["organization"] for source in sources})
    return page("index", sources=shown, total=len(sources), wanted=wanted, departments=departments)


def _fits(source: dict[str, Any], wanted: dict[str, str]) -> bool:
    fits_state = not wanted["state"] or tk.h.gxdata_source_state(source) == wanted["state"]
    return fits_state and wanted["organization"] in ("", source["organization"])


@blueprint.route("/<source>", strict_slashes=False)
def read(source: str) -> str:
    shown = asked("gxdata_source_show", id=source)
    jobs = asked("gxdata_harvest_job_list", source=shown["name"], limit=JOBS)
    filters = arguments(*FILTERS)
    return page("source", source=shown, jobs=jobs, filters=filters, **record_page({"source": shown["name"]}, filters))


def record_page(of: dict[str, str], filters: dict[str, str]) -> dict[str, Any]:
    """One page of the records of a source or a job, with the filters that are set."""
    number = tk.h.get_page_number(tk.request.args)
    asked_for = {name: value for name, value in filters.items() if value}
    window = {"limit": PER_PAGE, "offset": PER_PAGE * (number - 1)}
    found = asked("gxdata_harvest_record_list", **of, **asked_for, **window)
    return {"records": found, "page": Page(found["results"], number, PER_PAGE, found["count"], presliced_list=True)}


@blueprint.route("/<source>/run", methods=["POST"])
def run(source: str) -> Any:
    return _started("gxdata_harvest_run", source)


@blueprint.route("/<source>/replay", methods=["POST"])
def replay(source: str) -> Any:
    return _started("gxdata_harvest_replay", source)


def _started(action: str, source: str) -> Any:
    try:
        job = call(action, id=source)
    except tk.ValidationError as error:
        tk.h.flash_error(sentence(error.error_dict))
        return tk.redirect_to("gxdata_harvest.read", source=source)
    return tk.redirect_to("gxdata_harvest.job", job_id=job["id"])


@blueprint.route("/<source>/release", methods=["POST"])
def release(source: str) -> Any:
    """A person looked: what is not listed is really gone, or is not."""
    try:
        answer = call("gxdata_source_release", id=source, decision=tk.request.form.get("decision", ""))
    except tk.ValidationError as error:
        tk.h.flash_error(sentence(error.error_dict))
    else:
        kept = tk._("{count} records stay as they are; the quarantine is over")
        gone = tk._("{count} records are taken for withdrawn; the quarantine is over")
        tk.h.flash_success((gone if answer["decision"] == "accept" else kept).format(count=answer["records"]))
    return tk.redirect_to("gxdata_harvest.read", source=source)


@blueprint.route("/<source>/pause", methods=["POST"])
def pause(source: str) -> Any:
    """Stops the runs by schedule, or lets them go on."""
    is_active = tk.request.form.get("active") == "true"
    try:
        call("gxdata_source_update", id=source, active=is_active)
    except tk.ValidationError as error:
        tk.h.flash_error(sentence(error.error_dict))
    else:
        tk.h.flash_success(tk._("Runs by schedule go on") if is_active else tk._("Runs by schedule are paused"))
    return tk.redirect_to("gxdata_harvest.read", source=source)
