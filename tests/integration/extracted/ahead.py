"""A first load, once with records prepared while the source is read and once without; what happened in which order, as JSON.

    CKAN_INI=… python ahead.py URL HOST:PORT

Of a department whose data.json is at URL. Run in an environment of its own, so that the test's process does not become a CKAN.
All of it goes at the end.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from typing import Any
from unittest import mock

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

from ckanext.gxdata.harvest import children, loading, pipeline
from ckanext.gxdata.logic.harvest_means import means
from ckanext.gxdata.model import HarvestJob, HarvestSource

NAME, BATCH = "loaded-ahead", 30
BY_CHANCE = {"id", "metadata_created", "metadata_modified", "created", "last_modified", "package_id", "owner_org"}
_DATASET = re.compile("/dataset/[0-9a-f-]{36}/")


def told(department: dict[str, Any]) -> dict[str, Any]:
    tk.config["ckanext.gxdata.load_batch"], tk.config["ckanext.gxdata.load_workers"] = BATCH, 1
    with mock.patch.object(loading, "MOST", 0):
        after = first_load(department)
    with mock.patch.object(loading, "MOST", BATCH):
        few = first_load(department)
    return {"after": after, "few ahead": few, "ahead": first_load(department)}


def first_load(department: dict[str, Any]) -> dict[str, Any]:
    """What happened in its order, the counts of the job, and the datasets without what chance made of them."""
    events: list[str] = []

    def submitted(self: children.Children, batch: Sequence[Any]) -> Any:
        events.append(f"{len(batch)} to prepare")
        return submit(self, batch)

    def passing(place: str) -> None:
        events.append(place)

    submit = children.Children.submit
    context = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    tk.get_action("gxdata_source_create")(dict(context), {"name": NAME, "kind": "dcat", "organization": "gx-jtt", **department})
    try:
        source = model.Session.query(HarvestSource).filter_by(name=NAME).one()
        job = HarvestJob(source_id=source.id, status="running")
        model.Session.add(job)
        model.Session.commit()
        with mock.patch.object(children.Children, "submit", submitted), mock.patch.object(pipeline, "passing", passing):
            done = pipeline.run_source(source, job, means())
        counts = [done.status, done.seen, done.added, done.errored]
        return {"events": events, "counts": counts, "datasets": _datasets(dict(context))}
    finally:
        tk.get_action("gxdata_source_delete")(dict(context), {"id": NAME, "with_datasets": True})


def _datasets(context: Any) -> list[Any]:
    query = model.Session.query(model.Package.name).filter(model.Package.name.startswith(NAME), model.Package.state == "active")
    return [_bare(tk.get_action("package_show")(dict(context), {"id": name})) for (name,) in query.order_by(model.Package.name)]


def _bare(found: Any) -> Any:
    if isinstance(found, list):
        return [_bare(each) for each in found]
    if isinstance(found, str):
        return _DATASET.sub("/dataset/ID/", found)
    if not isinstance(found, dict):
        return found
    return {name: _bare(value) for name, value in found.items() if name not in BY_CHANCE}


if __name__ == "__main__":
    application = make_app(CKANConfigLoader(os.environ["CKAN_INI"]).get_config())
    url, host = sys.argv[1:]
    with application._wsgi_app.test_request_context("/"):
        print(json.dumps(told({"url": url, "allow": [host]}), ensure_ascii=False))
