"""What happens around CKAN's own dataset actions: search fields, zones as groups, and the access rule on answers."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import SearchQueryError
from ckan.types import Context
from flask import has_request_context

from ckanext.gxdata import config, index
from ckanext.gxdata.core import search_guard
from ckanext.gxdata.core.search_document import listed
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.logic import rights
from ckanext.gxdata.model.source import utc_now


class DatasetHooks:
    """IPackageController."""

    def before_dataset_index(self, document: dict[str, Any]) -> dict[str, Any]:
        return index.before_dataset_index(document)

    def before_dataset_search(self, params: dict[str, Any]) -> dict[str, Any]:
        if refusal := search_guard.refusal(params):
            raise SearchQueryError(refusal)
        return index.before_dataset_search(search_guard.restricted(storable(params)))

    def after_dataset_search(self, results: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
        user, now = _asking(), utc_now()
        results["results"] = [rights.for_reader(dataset, user, now) for dataset in results["results"]]
        return results

    def after_dataset_show(self, context: Context, dataset: dict[str, Any]) -> None:
        if context.get("for_update") or (context.get("ignore_auth") and not context.get("for_view")):
            return  # our own code, the index, or an update of somebody who was let in; never a page
        shown = rights.for_reader(dataset, context.get("user") or "", utc_now())
        dataset.clear()
        dataset.update(shown)

    def after_dataset_create(self, context: Context, dataset: dict[str, Any]) -> None:
        _join_zones(dataset)

    def after_dataset_update(self, context: Context, dataset: dict[str, Any]) -> None:
        _join_zones(dataset)


def _asking() -> str:
    """The reader of this request. ``g.user`` and not ``current_user``: a JSONP call is answered as to nobody."""
    return str(tk.g.get("user") or "") if has_request_context() else ""


def _join_zones(dataset: dict[str, Any]) -> None:
    """Makes the dataset a member of the groups of its zones, and of no other zone group.

    Editors set the field; whether they are members of the zone's group plays no part.
    """
    zones = config.rulebook().codelists["zone"]
    wanted = {zones.root_id(code) for code in listed(_stored(dataset, "zone")) if code in zones}
    groups = model.Session.query(model.Group).filter(
        model.Group.name.in_([code.id for code in zones.children("")]), model.Group.state == "active"
    )
    for group in groups:
        _set_member(group, dataset["id"], group.name in wanted)
    model.Session.flush()  # CKAN's sessions do not flush by themselves, and the answer and the index are made next


def _stored(dataset: dict[str, Any], field: str) -> Any:
    """The value of a field after validation, when scheming has moved it into the extras."""
    extras = {extra["key"]: extra["value"] for extra in dataset.get("extras") or ()}
    return extras.get(field, dataset.get(field))


def _set_member(group: model.Group, dataset_id: str, wanted: bool) -> None:
    query = model.Session.query(model.Member).filter_by(group_id=group.id, table_id=dataset_id, table_name="package")
    member = query.first()
    if member is None and wanted:
        member = model.Member(group=group, table_id=dataset_id, table_name="package", capacity="public")
        model.Session.add(member)
    if member is not None:
        member.state = "active" if wanted else "deleted"
