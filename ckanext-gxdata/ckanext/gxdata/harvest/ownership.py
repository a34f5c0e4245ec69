"""Whose a dataset is: a source writes what it made itself, and nothing else, whatever name or id a record would get.

A dataset is a source's when a record of the source says so. Of a source that was removed without its datasets and registered
again no record is left: there the dataset proves it itself, by all of: the name made from source and identifier, the same
identifier kept in ``source_identifier``, the source's own organization, the values as the source spelt them (a form writes
none), and no other source's record that claims it. Not here: two sources that list the same record, whose datasets are two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.harvest.fence import Connection
from ckanext.gxdata.model import HarvestSource


@dataclass(frozen=True, slots=True)
class Claim:
    """What a record would write: a dataset of this name, with resources of these ids."""

    guid: str
    name: str
    resources: Sequence[str] = ()
    identifier: str = ""
    """``source_identifier`` of the dataset, where it is another than the guid."""


_HELD = sa.text(
    "SELECT package.name, package.id, record.source_id, record.guid, package.extras->>'source_identifier' AS identifier,"
    " jsonb_exists(package.extras, 'source_values') AS harvested, organization.name AS organization"
    " FROM package LEFT JOIN gxdata_harvest_record record ON record.dataset_id = package.id"
    ' LEFT JOIN "group" organization ON organization.id = package.owner_org WHERE package.name = ANY(:names)'
)
_RESOURCES = sa.text(
    "SELECT resource.id, package.name FROM resource JOIN package ON package.id = resource.package_id"
    " WHERE resource.id = ANY(:ids)"
)


def refusals(connection: Connection, source: HarvestSource, claims: Sequence[Claim]) -> dict[str, RecordError]:
    """Why these records must not be written, by guid. Two statements, however many they are."""
    found = dict(_of_resources(connection, claims))
    names = {claim.name: claim for claim in claims}
    rows = connection.execute(_HELD, {"names": list(names)}).mappings().all()
    for name, claim in names.items():
        holding = [row for row in rows if row["name"] == name]
        if not all(_is_own(row, source, claim) for row in holding):
            found[claim.guid] = _taken(name)
    return found


def _is_own(row: Mapping[Any, Any], source: HarvestSource, claim: Claim) -> bool:
    if row["source_id"] is not None:
        return (row["source_id"], row["guid"]) == (source.id, claim.guid)
    proof = (row["identifier"], row["organization"], row["harvested"])
    return proof == (claim.identifier or claim.guid, source.organization, True)


def _of_resources(connection: Connection, claims: Sequence[Claim]) -> Iterator[tuple[str, RecordError]]:
    wanted = {each: claim for claim in claims for each in claim.resources}
    if not wanted:
        return
    for identifier, name in connection.execute(_RESOURCES, {"ids": list(wanted)}):
        claim = wanted[identifier]
        if name != claim.name:
            yield claim.guid, _resource_taken(str(name))


def _taken(name: str) -> RecordError:
    message = f"目录中已有名为“{name}”的数据集，不是本采集源采集的，没有覆盖"
    hint = "该数据集由人工登记或来自别的采集源：请管理员核对，改名或删除其中之一后重新采集"
    return RecordError(message, pointer="name", hint=hint, rule="dataset-of-another")


def _resource_taken(name: str) -> RecordError:
    message = f"资源标识已为另一数据集“{name}”所用，没有覆盖"
    hint = "请管理员核对该数据集的资源，删除其中之一后重新采集"
    return RecordError(message, pointer="resources", hint=hint, rule="resource-of-another")
