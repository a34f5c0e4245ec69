"""Staging: raw records and their files as last seen. What comes after this step never touches the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from ckan import model
from sqlalchemy.dialects.postgresql import insert

from ckanext.gxdata.core.records import RawRecord
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.model import HarvestJob, HarvestRecord

BATCH = 200
GONE = ("missing", "archived")


def staged_hashes(source_id: str) -> dict[str, str]:
    """Hash by guid of what is staged: a record that is staged already with this hash costs no write."""
    query = model.Session.query(HarvestRecord.guid, HarvestRecord.hash).filter(HarvestRecord.source_id == source_id)
    return dict(query)


def loaded_hashes(source_id: str) -> dict[str, str]:
    """Hash by guid of what the catalog holds from this source; a dataset that somebody purged is not held."""
    query = (
        model.Session.query(HarvestRecord.guid, HarvestRecord.loaded_hash)
        .join(model.Package, model.Package.id == HarvestRecord.dataset_id)
        .filter(HarvestRecord.source_id == source_id, HarvestRecord.loaded_hash != "")
    )
    return dict(query)


def present(source_id: str) -> set[str]:
    """Guids of what the catalog holds from this source and the source still listed the last time."""
    query = model.Session.query(HarvestRecord.guid).join(model.Package, model.Package.id == HarvestRecord.dataset_id)
    listed = query.filter(HarvestRecord.source_id == source_id, HarvestRecord.loaded_hash != "", HarvestRecord.state.not_in(GONE))
    return {guid for (guid,) in listed}


def loaded_packages(source_id: str) -> dict[str, str]:
    """Hash by guid of the package that the catalog holds; of records that errored since, and of purged datasets, none."""
    query = (
        model.Session.query(HarvestRecord.guid, HarvestRecord.package_hash)
        .join(model.Package, model.Package.id == HarvestRecord.dataset_id)
        .filter(HarvestRecord.source_id == source_id, HarvestRecord.state == "loaded", HarvestRecord.package_hash != "")
    )
    return dict(query)


def stage(
    job: HarvestJob, raw: RawRecord, files: Mapping[str, Mapping[str, Any]], digest: str, position: int, now: datetime
) -> None:
    """Inserts or replaces one raw record, to be called for a changed one only; what stood there before is kept beside it.

    What the catalog holds of it (``loaded_hash``) stays. The caller commits.
    """
    seen = {
        "position": position,
        "pointer": raw.pointer,
        "payload": storable(raw.payload),
        "files": {url: dict(entry) for url, entry in files.items()},
        "hash": digest,
        "last_job_id": job.id,
        "staged_at": now,
    }
    fresh = {"findings": [], "loaded_hash": "", "dataset_id": "", "state": "staged"}
    statement = insert(HarvestRecord).values(source_id=job.source_id, guid=raw.guid, **seen, **fresh)
    before = {"previous_payload": HarvestRecord.payload, "changed_at": now}
    statement = statement.on_conflict_do_update(index_elements=["source_id", "guid"], set_={**seen, **before})
    model.Session.execute(statement)
    if position % BATCH == 0:
        model.Session.commit()


def staged(source_id: str, guids: list[str]) -> Iterator[HarvestRecord]:
    """The staged rows of these guids, in their order, fetched in batches so that memory stays flat."""
    for start in range(0, len(guids), BATCH):
        part = guids[start : start + BATCH]
        query = model.Session.query(HarvestRecord).filter(
            HarvestRecord.source_id == source_id, HarvestRecord.guid.in_(part)
        )
        rows = {row.guid: row for row in query}
        yield from (rows[guid] for guid in part)


def mark_missing(source_id: str, guids: list[str]) -> None:
    """Records that the source no longer lists. Their datasets are kept; what was missing before is not written again."""
    model.Session.query(HarvestRecord).filter(
        HarvestRecord.source_id == source_id, HarvestRecord.state != "missing", HarvestRecord.guid.in_(guids)
    ).update({"state": "missing"}, synchronize_session=False)
    model.Session.commit()


def present_hashes(source_id: str) -> dict[str, str]:
    """As ``staged_hashes``, of what the catalog holds and nobody takes for missing."""
    query = model.Session.query(HarvestRecord.guid, HarvestRecord.hash)
    held = (HarvestRecord.source_id == source_id, HarvestRecord.state.not_in(GONE), HarvestRecord.loaded_hash != "")
    return dict(query.filter(*held))


def mark_present(source_id: str, guids: Iterable[str]) -> list[str]:
    """Unchanged records that had been missing are listed again; of the others none is written. Answers which."""
    missing = model.Session.query(HarvestRecord.guid).filter_by(source_id=source_id, state="missing")
    again = {guid for (guid,) in missing}.intersection(guids)
    if again:
        model.Session.query(HarvestRecord).filter(
            HarvestRecord.source_id == source_id, HarvestRecord.guid.in_(again)
        ).update({"state": "loaded"}, synchronize_session=False)
    model.Session.commit()
    return sorted(again)
