"""Zones as CKAN's groups: a dataset is a member of the groups of its effective zones, and of no other zone group."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.core.access import flat
from ckanext.gxdata.logic import zone_fields


def join(dataset: Mapping[str, Any]) -> None:
    """``dataset`` as CKAN's hooks get it after validation. Whether its editors are members of the groups plays no part."""
    known = config.rulebook().codelists["zone"]
    owner, joined = _groups_of(dataset, [code.id for code in known.children("")])
    names = wanted(dataset, owner)
    for group, member in joined:
        _set_member(group, member, dataset["id"], group.name in names)
    model.Session.flush()  # CKAN's sessions do not flush by themselves, and the answer and the index are made next


def wanted(dataset: Mapping[str, Any], owner: str) -> set[str]:
    """Names of the zones' groups it belongs to; ``owner`` is the department's name."""
    known = config.rulebook().codelists["zone"]
    stored = {**flat(dataset), "organization": {"name": owner}}  # scheming has moved fields into the extras
    return {known.root_id(zone) for zone in zone_fields.effective(stored)}


def _groups_of(
    dataset: Mapping[str, Any], zones: Collection[str]
) -> tuple[str, list[tuple[model.Group, model.Member | None]]]:
    """The department's name, and every zone's group with the dataset's membership: one query, for every write pays it."""
    group, member = model.Group, model.Member
    its_own = sa.and_(member.group_id == group.id, member.table_id == dataset["id"], member.table_name == "package")
    query = model.Session.query(group, member).outerjoin(member, its_own)
    is_zone = sa.and_(group.name.in_(zones), group.state == "active")
    rows = query.filter(sa.or_(is_zone, group.id == (dataset.get("owner_org") or ""))).all()
    owner = next((found.name for found, _ in rows if found.id == dataset.get("owner_org")), "")
    return owner, [(found, joined) for found, joined in rows if found.name in zones]


def _set_member(group: model.Group, member: model.Member | None, dataset_id: str, wanted: bool) -> None:
    if member is None and wanted:
        member = model.Member(group=group, table_id=dataset_id, table_name="package", capacity="public")
        model.Session.add(member)
    if member is not None:
        member.state = "active" if wanted else "deleted"
