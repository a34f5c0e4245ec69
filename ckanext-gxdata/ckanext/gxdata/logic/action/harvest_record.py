"""Records of a source over the API: find them, look at one, load one again."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata.harvest import pipeline
from ckanext.gxdata.harvest.lock import is_held
from ckanext.gxdata.logic import arguments, harvest_answers, record_answers
from ckanext.gxdata.logic import harvest_rights as rights
from ckanext.gxdata.logic.action.source import find_source
from ckanext.gxdata.logic.harvest_means import means
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource

PAGE = 20
LONGEST_PAGE = 100
STATES = ("staged", "loaded", "errored", "missing", "archived")
OUTCOMES = ("added", "updated", "errored")


@tk.side_effect_free
def gxdata_harvest_record_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Records of ``source``, or of ``job`` (those it touched last): ``{"count", "results"}``.

    Filters: ``state``, ``outcome``, ``rule`` (the department's own only), ``q`` (identifier, place or title);
    ``limit`` up to 100, ``offset``.
    """
    tk.check_access("gxdata_harvest_record_list", context, data_dict)
    arguments.only(data_dict, "source", "job", "state", "outcome", "rule", "q", "limit", "offset")
    source = _source_of(data_dict)
    in_full = rights.is_trusted(context) or rights.may_see_records(context.get("user", ""), source)
    wanted = record_answers.Wanted(
        _optional(data_dict, "job"),
        _one_of(data_dict, "state", STATES),
        _one_of(data_dict, "outcome", OUTCOMES),
        _optional(data_dict, "rule") if in_full else "",
        _optional(data_dict, "q"),
    )
    limit = min(arguments.count(data_dict, "limit", PAGE), LONGEST_PAGE)
    return record_answers.listed(source, wanted, in_full, arguments.count(data_dict, "offset", 0), limit)


def _source_of(data_dict: dict[str, Any]) -> HarvestSource:
    if data_dict.get("job") and not data_dict.get("source"):
        source = rights.source_of_job(arguments.text(data_dict, "job"))
        if source is None:
            raise tk.ObjectNotFound(tk._("There is no harvest job “{id}”").format(id=data_dict["job"]))
        return source
    return find_source(arguments.text(data_dict, "source"))


def _optional(data_dict: dict[str, Any], name: str) -> str:
    return arguments.text(data_dict, name) if data_dict.get(name) not in (None, "") else ""


def _one_of(data_dict: dict[str, Any], name: str, known: tuple[str, ...]) -> str:
    value = _optional(data_dict, name)
    if value and value not in known:
        message = tk._("“{name}” must be one of: {known}").format(name=name, known="、".join(known))
        raise tk.ValidationError({name: [message]})
    return value


@tk.side_effect_free
def gxdata_harvest_record_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """One record (``source``, ``guid``): raw, mapped, what changed since last time, findings, dataset and job."""
    source = find_source(arguments.text(data_dict, "source"))
    tk.check_access("gxdata_harvest_record_show", context, data_dict)
    return record_answers.shown(source, _record(source, data_dict))


def _record(source: HarvestSource, data_dict: dict[str, Any]) -> HarvestRecord:
    guid = arguments.text(data_dict, "guid")
    record = model.Session.get(HarvestRecord, (source.id, guid), populate_existing=True)
    if record is None:
        raise tk.ObjectNotFound(tk._("This source has no record “{guid}”").format(guid=guid[:100]))
    return record


def gxdata_harvest_record_retry(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Loads one record (``source``, ``guid``) again from staging, now and without the network; answers the closed job."""
    source = find_source(arguments.text(data_dict, "source"))
    tk.check_access("gxdata_harvest_record_retry", context, data_dict)
    record = _record(source, data_dict)
    if record.state in ("missing", "archived"):
        raise tk.ValidationError({"guid": [tk._("The source no longer lists this record, so it is not loaded again")]})
    if is_held(source.id):
        raise tk.ValidationError({"source": [tk._("This source is being harvested; try again when that is over")]})
    job = HarvestJob(source_id=source.id, kind="retry")
    model.Session.add(job)
    model.Session.commit()
    return harvest_answers.told(pipeline.retry(source, job, means(), record.guid), in_full=True)
