"""The second half of a run: the difference to the catalog is judged and loaded, record by record.

Nothing here touches the network, so the same steps map again from staging (``replay``) and load one record again (``retry``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Any

from ckan import model

from ckanext.gxdata.core import diff, identity
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.core.solr_values import listed
from ckanext.gxdata.harvest import (
    action_loader,
    catalog_checks,
    decisions,
    disappearance,
    fence,
    ownership,
    report,
    source_mapping,
    staging,
)
from ckanext.gxdata.harvest.kill_points import passing
from ckanext.gxdata.harvest.packaging import Package
from ckanext.gxdata.harvest.run import Run
from ckanext.gxdata.model import HarvestRecord


def load_difference(run: Run, proves_whole: bool) -> None:
    """Loads what is new or changed. A record is missing only where the listing is known to be whole.

    Where the mapping is another than the last time, every record is mapped again, also one not read this time.
    """
    difference = diff.diff(staging.loaded_hashes(run.source.id), run.seen)
    disappearance.settle(run, difference.missing, proves_whole)
    back = set(disappearance.listed_again(run, run.seen.__contains__))
    again = [guid for guid in difference.unchanged if guid in back]
    if source_mapping.mark_applied(run.source) != run.mark:
        again = [*difference.unchanged, *_not_read(run)]
    run.job.unchanged = len(set(difference.unchanged).difference(again))
    load(run, [*difference.create, *difference.update, *again], _held(run, again))


def _held(run: Run, guids: list[str]) -> dict[str, str]:
    packages = staging.loaded_packages(run.source.id) if guids else {}
    return {guid: packages[guid] for guid in guids if guid in packages}


def _not_read(run: Run) -> dict[str, str]:
    """What the catalog keeps though it was not read this time."""
    kept = {guid: digest for guid, digest in staging.present_hashes(run.source.id).items() if guid not in run.seen}
    run.seen.update(kept)
    return kept


def load_what_changes(run: Run, guids: list[str]) -> None:
    """As ``load``, but a record of which the catalog holds the very same package is left as it is."""
    load(run, guids, staging.loaded_packages(run.source.id))


def load(run: Run, guids: list[str], held: Mapping[str, str] = MappingProxyType({})) -> None:
    """Judges and loads these staged records; one bad record costs itself only. ``held``: hash of the package by guid."""
    for done, record in enumerate(staging.staged(run.source.id, guids)):
        run.progress("入库", done, len(guids))
        _load_record(run, record, held.get(record.guid, ""))
    run.progress("入库", len(guids), len(guids))
    _compare(run)


def _load_record(run: Run, record: HarvestRecord, held: str) -> None:
    guid, raw = record.guid, RawRecord(record.guid, record.payload, record.pointer)
    try:
        decided, presumed = decisions.about(identity.dataset_name(run.source.name, guid), record)
        package = replace(run.judge.judged(raw, record.files, decided), presumed=presumed)
        digest = package.digest()
        if digest == held:
            _keep_record(run, guid, package)
            return
        passing("record-judged")
        fence.hold(model.Session, run.source.id, run.fence)
        _refuse_of_others(run, guid, package)
        dataset_id, outcome = action_loader.load(package, run.user)
        passing("record-written")
    except RecordError as error:
        _close_record(run, guid, {"state": "errored", "outcome": "errored"}, [report.finding_of(error, record.pointer)])
        run.job.errored += 1
        model.Session.commit()
        return
    loaded = {"state": "loaded", "outcome": outcome, "loaded_hash": run.seen[guid], "dataset_id": dataset_id}
    _close_record(run, guid, {**loaded, "package_hash": digest}, list(package.findings))
    _count(run, guid, package, outcome)


def _refuse_of_others(run: Run, guid: str, package: Package) -> None:
    dataset = package.dataset
    resources = [str(resource["id"]) for resource in dataset["resources"]]
    claim = ownership.Claim(guid, dataset["name"], resources, str(dataset["source_identifier"]))
    for refusal in ownership.refusals(model.Session, run.source, [claim]).values():
        raise refusal


def _keep_record(run: Run, guid: str, package: Package) -> None:
    """Nothing to write into the catalog; what is said of the record is of today, and it stays the last job's that wrote it."""
    _write_record(run, guid, {"loaded_hash": run.seen[guid]}, list(package.findings))
    _count(run, guid, package, "unchanged")


def _count(run: Run, guid: str, package: Package, outcome: str) -> None:
    run.loaded.add(guid, listed(package.dataset.get("related_codes")))
    setattr(run.job, outcome, getattr(run.job, outcome) + 1)
    model.Session.commit()
    passing("record-counted")


def _close_record(run: Run, guid: str, changes: dict[str, Any], findings: list[Finding]) -> None:
    _write_record(run, guid, {**changes, "last_job_id": run.job.id}, findings)


def _write_record(run: Run, guid: str, changes: dict[str, Any], findings: list[Finding]) -> None:
    values = {**changes, "findings": [asdict(finding) for finding in findings]}
    model.Session.query(HarvestRecord).filter(
        HarvestRecord.source_id == run.source.id, HarvestRecord.guid == guid
    ).update(values, synchronize_session=False)
    report.add_findings(run.job, guid, findings)


def _compare(run: Run) -> None:
    """Findings that need the other records, told in the report and kept with the record like all others."""
    for guid, findings in catalog_checks.by_guid(catalog_checks.compare(run.source.organization, run.source.name, run.loaded)).items():
        record = model.Session.get(HarvestRecord, (run.source.id, guid), populate_existing=True)
        record.findings = [*record.findings, *(asdict(finding) for finding in findings)]
        report.add_findings(run.job, guid, findings)
    model.Session.commit()
