"""What a person decides of records that a source no longer lists: are they really gone, and shall one be there again."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata.harvest import pipeline, quarantine
from ckanext.gxdata.harvest.lock import is_held
from ckanext.gxdata.logic import arguments, harvest_answers
from ckanext.gxdata.logic.action.source import find_source
from ckanext.gxdata.logic.clock import clock
from ckanext.gxdata.logic.harvest_means import means
from ckanext.gxdata.model import HarvestJob, HarvestRecord

ACCEPT, KEEP = "accept", "keep"


def gxdata_source_release(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Takes the source ``id`` out of quarantine. ``decision``: ``accept`` (what it does not list is really gone: tombstones
    now, archived after the grace period) or ``keep`` (it is not gone). Answers ``{"name", "decision", "records"}``."""
    source = find_source(arguments.text(data_dict, "id"))
    tk.check_access("gxdata_source_release", context, data_dict)
    decision = arguments.text(data_dict, "decision")
    if decision not in (ACCEPT, KEEP):
        message = tk._("“{name}” must be one of: {known}").format(name="decision", known=f"{ACCEPT}、{KEEP}")
        raise tk.ValidationError({"decision": [message]})
    if not source.quarantine:
        raise tk.ValidationError({"id": [tk._("This source is not in quarantine")]})
    count = quarantine.release(source, decision == ACCEPT, clock())
    model.Session.commit()
    return {"name": source.name, "decision": decision, "records": count}


def gxdata_harvest_record_restore(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """The dataset of an archived record (``source``, ``guid``) is there again, as it was staged last; answers the closed job.

    Where the source still does not list it, a new grace period begins with the next harvest.
    """
    source = find_source(arguments.text(data_dict, "source"))
    tk.check_access("gxdata_harvest_record_restore", context, data_dict)
    guid = arguments.text(data_dict, "guid")
    record = model.Session.get(HarvestRecord, (source.id, guid), populate_existing=True)
    if record is None:
        raise tk.ObjectNotFound(tk._("This source has no record “{guid}”").format(guid=guid[:100]))
    if record.state != "archived":
        raise tk.ValidationError({"guid": [tk._("This record is not archived")]})
    if is_held(source.id):
        raise tk.ValidationError({"source": [tk._("This source is being harvested; try again when that is over")]})
    job = HarvestJob(source_id=source.id, kind="restore")
    model.Session.add(job)
    model.Session.commit()
    return harvest_answers.told(pipeline.restore(source, job, means(), guid), in_full=True)
