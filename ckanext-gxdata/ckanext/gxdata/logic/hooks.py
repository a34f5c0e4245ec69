"""What happens around CKAN's own dataset actions: search fields, zones as groups, and the access rule on answers."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.gxdata import config, index
from ckanext.gxdata.core import access
from ckanext.gxdata.core.search_document import listed
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.logic import rights
from ckanext.gxdata.model.source import utc_now

# Solr fields that hold whole records or addresses: never answered as raw fields or facets.
RAW_FIELDS = frozenset({"data_dict", "validated_data_dict", "res_url", "urls", "*"})


class DatasetHooks:
    """IPackageController."""

    def before_dataset_index(self, document: dict[str, Any]) -> dict[str, Any]:
        return index.before_dataset_index(document)

    def before_dataset_search(self, params: dict[str, Any]) -> dict[str, Any]:
        return index.before_dataset_search(_without_raw_fields(storable(params)))

    def after_dataset_search(self, results: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
        results["results"] = [_for_reader(dataset, {}) for dataset in results["results"]]
        return results

    def after_dataset_show(self, context: Context, dataset: dict[str, Any]) -> None:
        if context.get("ignore_auth") or context.get("for_update") or context.get("use_cache") is False:
            return
        dataset.update(_for_reader(dataset, context))

    def after_dataset_create(self, context: Context, dataset: dict[str, Any]) -> None:
        _join_zones(dataset)

    def after_dataset_update(self, context: Context, dataset: dict[str, Any]) -> None:
        _join_zones(dataset)


def _without_raw_fields(params: dict[str, Any]) -> dict[str, Any]:
    fields = params.get("fl")
    if not fields:
        return params
    given = fields if isinstance(fields, list) else [str(fields)]
    names = [name for part in given for name in part.replace(",", " ").split()]
    kept = [name for name in names if name not in RAW_FIELDS and "*" not in name]
    return {**params, "fl": kept or ["id", "name"]}


def _for_reader(dataset: dict[str, Any], context: Context) -> dict[str, Any]:
    if access.is_open(dataset) or "resources" not in dataset:
        return dataset
    user = context.get("user") or getattr(tk.current_user, "name", "") or ""
    return dataset if rights.may_take_data(user, dataset, utc_now()) else access.readable(dataset)


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
