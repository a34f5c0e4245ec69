"""Zones as CKAN's groups: a dataset is a member of the groups of its effective zones, and of no other zone group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.core.access import flat
from ckanext.gxdata.logic import zone_fields


def join(dataset: Mapping[str, Any]) -> None:
    """``dataset`` as CKAN's hooks get it after validation. Whether its editors are members of the groups plays no part."""
    known = config.rulebook().codelists["zone"]
    wanted = {known.root_id(zone) for zone in zone_fields.effective(_whole(dataset))}
    groups = model.Session.query(model.Group).filter(
        model.Group.name.in_([code.id for code in known.children("")]), model.Group.state == "active"
    )
    for group in groups:
        _set_member(group, dataset["id"], group.name in wanted)
    model.Session.flush()  # CKAN's sessions do not flush by themselves, and the answer and the index are made next


def _whole(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """With the fields that scheming has moved into the extras, and the department by its name."""
    owner = model.Group.get(dataset["owner_org"]) if dataset.get("owner_org") else None
    return {**flat(dataset), "organization": {"name": owner.name if owner else ""}}


def _set_member(group: model.Group, dataset_id: str, wanted: bool) -> None:
    query = model.Session.query(model.Member).filter_by(group_id=group.id, table_id=dataset_id, table_name="package")
    member = query.first()
    if member is None and wanted:
        member = model.Member(group=group, table_id=dataset_id, table_name="package", capacity="public")
        model.Session.add(member)
    if member is not None:
        member.state = "active" if wanted else "deleted"
