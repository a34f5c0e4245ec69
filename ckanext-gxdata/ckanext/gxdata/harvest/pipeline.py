"""The steps of a harvest in their order: extract, stage, diff, map, check, scan, grade, package, load, report.

Each step is a function over the ``Run``; ``run_source`` is the list of them. Nothing behind ``_extract`` touches the
network, so ``replay`` runs the rest again from staging.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import commit as commit_index

from ckanext.gxdata import config
from ckanext.gxdata.core import diff, identity, licence_fit, quality, resource_repair
from ckanext.gxdata.core.errors import FatalError, GxdataError, RecordError, RetriableError
from ckanext.gxdata.core.former_divisions import former_divisions
from ckanext.gxdata.core.mapping import RecordMapping, map_record
from ckanext.gxdata.core.records import DatasetDraft, Finding, RawRecord
from ckanext.gxdata.core.solr_values import listed
from ckanext.gxdata.harvest import catalog_checks, decisions, loader, report, staging
from ckanext.gxdata.harvest.catalog_checks import LoadedRecord
from ckanext.gxdata.harvest.file_store import FileStore
from ckanext.gxdata.harvest.lock import source_lock
from ckanext.gxdata.harvest.packaging import Packer
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource
from ckanext.gxdata.rulebook import Rulebook
from ckanext.gxdata.sources.base import Source, SourceConfig, open_source

Clock = Callable[[], datetime]


class Progress(Protocol):
    """Where a run tells how far it is; a progress bar, or nothing."""

    def __call__(self, step: str, done: int, total: int | None) -> None: ...


def silent(step: str, done: int, total: int | None) -> None:
    """Progress for runs that nobody watches."""


@dataclass(slots=True)
class Run:
    """One run of one source: what the steps share."""

    source: HarvestSource
    job: HarvestJob
    rules: Rulebook
    clock: Clock
    progress: Progress
    user: str
    store: FileStore
    seen: dict[str, str] = field(default_factory=dict)
    loaded: list[LoadedRecord] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Guids that the source lists but could not be read this time: they have not vanished."""


def source_config(source: HarvestSource) -> SourceConfig:
    """The adapter's view of a registered source."""
    return SourceConfig(source.name, source.kind, source.url, source.options, tuple(source.allow))


def run_source(source: HarvestSource, job: HarvestJob, clock: Clock, progress: Progress = silent) -> HarvestJob:
    """Runs one source and closes its job; errors of the source end up in the job, never as an exception."""
    return _closing(source, job, clock, progress, _extract_and_load)


def replay(source: HarvestSource, job: HarvestJob, clock: Clock, progress: Progress = silent) -> HarvestJob:
    """Maps every staged record again with the rules of today and loads what that changes, without the network."""
    return _closing(source, job, clock, progress, _load_staged)


def _closing(
    source: HarvestSource, job: HarvestJob, clock: Clock, progress: Progress, steps: Callable[[Run], None]
) -> HarvestJob:
    try:
        with source_lock(source.id, source.name):
            report.start(job, clock())
            with _one_index_commit():
                steps(_open_run(source, job, clock, progress))
            report.finish(job, clock())  # after the commit: what is reported as finished can be searched
    except GxdataError as error:
        report.fail(job, error, clock())
    except Exception:
        report.fail(job, FatalError("程序出错，采集中止", hint="请管理员查看日志；已入库的记录不受影响"), clock())
        raise
    closed: HarvestJob = model.Session.merge(job)
    return closed


def _extract_and_load(run: Run) -> None:
    _extract(run, open_source(source_config(run.source)))
    _load_difference(run)


def _load_staged(run: Run) -> None:
    rows = model.Session.query(HarvestRecord.guid, HarvestRecord.hash).filter(
        HarvestRecord.source_id == run.source.id, HarvestRecord.state != "missing"
    )
    run.seen = dict(rows.order_by(HarvestRecord.position))
    _load(run, list(run.seen))


def _open_run(source: HarvestSource, job: HarvestJob, clock: Clock, progress: Progress) -> Run:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return Run(source, job, config.rulebook(), clock, progress, user, FileStore(config.staging_dir()))


@contextmanager
def _one_index_commit() -> Iterator[None]:
    """A commit of the index per dataset would cost more than the rest of the load; one at the end is enough."""
    before = tk.config["ckan.search.solr_commit"]
    tk.config["ckan.search.solr_commit"] = False
    try:
        yield
    finally:
        tk.config["ckan.search.solr_commit"] = before
        commit_index()


# ── extract and stage ────────────────────────────────────────────────────────────────────────────────────────────────


def _extract(run: Run, adapter: Source) -> None:
    known = staging.staged_hashes(run.source.id)
    mapping = run.rules.mapping(run.source.mapping)
    for item in identity.unique(adapter.records()):
        if isinstance(item, Finding):
            _note(run, item)
            run.unread.add(item.value)  # the guid, where the source knows it
            continue
        report.add_findings(run.job, item.guid, item.findings if item.guid not in known else ())
        _stage(run, adapter, item, mapping, known)
        run.progress("读取", len(run.seen), None)
    run.job.seen = len(run.seen)
    model.Session.commit()


def _note(run: Run, finding: Finding) -> None:
    report.add_findings(run.job, "", [finding])
    if finding.severity == "error":
        run.job.errored += 1


def _stage(run: Run, adapter: Source, raw: RawRecord, mapping: RecordMapping, known: Mapping[str, str]) -> None:
    files = _fetch_files(run, adapter, raw, mapping)
    contents = {url: entry.get("sha256", "") for url, entry in files.items()}
    digest = identity.record_hash({"record": raw.payload, "files": contents}, run.source.url)
    run.seen[raw.guid] = digest
    if known.get(raw.guid) != digest:
        staging.stage(run.job, raw, files, digest, len(run.seen), run.clock())


def _fetch_files(run: Run, adapter: Source, raw: RawRecord, mapping: RecordMapping) -> dict[str, dict[str, Any]]:
    try:
        draft = map_record(raw, mapping, run.rules.codelists)
    except RecordError:
        return {}  # the map step will say so; there is nothing to fetch for it
    return {str(item["url"]): _fetch(run, adapter, str(item["url"])) for item in draft.resources if _is_table(item, mapping)}


def _is_table(resource: Mapping[str, Any], mapping: RecordMapping) -> bool:
    """By its format or by the end of its address: a table that calls itself PDF must not pass unscanned."""
    address = str(resource.get("url") or "")
    suffix = urlsplit(address).path.rpartition(".")[2].upper()
    return bool(address) and (resource.get("format") in mapping.fetch or suffix in mapping.fetch)


def _fetch(run: Run, adapter: Source, reference: str) -> dict[str, Any]:
    try:
        file = adapter.fetch_file(reference)
    except (RecordError, RetriableError) as error:
        return {"error": error.message}
    return {
        "sha256": run.store.put(file.content),
        "filename": file.filename,
        "media_type": file.media_type,
        "size": len(file.content),
    }


# ── diff and load ────────────────────────────────────────────────────────────────────────────────────────────────────


def _load_difference(run: Run) -> None:
    difference = diff.diff(staging.loaded_hashes(run.source.id), run.seen)
    run.job.unchanged = len(difference.unchanged)
    missing = [guid for guid in difference.missing if guid not in run.unread]
    run.job.missing = len(missing)
    staging.mark_missing(run.source.id, missing)
    staging.mark_present(run.source.id, list(difference.unchanged))
    _load(run, [*difference.create, *difference.update])


def _load(run: Run, guids: list[str]) -> None:
    packer = Packer(
        run.source.name,
        run.source.organization,
        run.rules.codelists["zone"],
        run.rules.zones,
        run.rules.pii,
        run.rules.grading,
        run.store,
        licence_fit.promising(run.rules.codelists["license"]),
    )
    for done, record in enumerate(staging.staged(run.source.id, guids), start=1):
        _load_record(run, packer, record)
        run.progress("入库", done, len(guids))
    _compare(run)


def _load_record(run: Run, packer: Packer, record: HarvestRecord) -> None:
    guid, digest = record.guid, run.seen[record.guid]
    try:
        draft = _map(run, record)
        decided, presumed = decisions.about(identity.dataset_name(run.source.name, guid), record)
        package = replace(packer.package(draft, record.files, decided), presumed=presumed)
        dataset_id, outcome = loader.load(package, run.user)
    except RecordError as error:
        _close_record(run, guid, {"state": "errored"}, [report.finding_of(error, record.pointer)])
        run.job.errored += 1
        model.Session.commit()
        return
    loaded = {"state": "loaded", "loaded_hash": digest, "dataset_id": dataset_id}
    _close_record(run, guid, loaded, list(package.findings))
    run.loaded.append(_loaded(guid, package.dataset))
    setattr(run.job, outcome, getattr(run.job, outcome) + 1)
    model.Session.commit()


def _loaded(guid: str, dataset: Mapping[str, Any]) -> LoadedRecord:
    related = tuple(listed(dataset.get("related_codes")))
    return LoadedRecord(guid, dataset["name"], dataset["title"], dataset["private"], related)


def _compare(run: Run) -> None:
    """Findings that need the other records, told in the report and kept with the record like all others."""
    for guid, findings in catalog_checks.by_guid(catalog_checks.compare(run.source.organization, run.loaded)).items():
        record = model.Session.get(HarvestRecord, (run.source.id, guid))
        record.findings = [*record.findings, *(asdict(finding) for finding in findings)]
        report.add_findings(run.job, guid, findings)
    model.Session.commit()


def _map(run: Run, record: HarvestRecord) -> DatasetDraft:
    raw = RawRecord(record.guid, record.payload, record.pointer)
    mapped = map_record(raw, run.rules.mapping(run.source.mapping), run.rules.codelists)
    draft = resource_repair.repaired(mapped, run.rules.codelists)
    findings = tuple(finding for check in quality.CHECKS for finding in check(draft))
    former = former_divisions(draft, run.rules.codelists)
    return DatasetDraft(draft.guid, draft.fields, draft.resources, draft.raw, (*draft.findings, *former, *findings))


def _close_record(run: Run, guid: str, changes: dict[str, Any], findings: list[Finding]) -> None:
    values = {**changes, "findings": [asdict(finding) for finding in findings]}
    model.Session.query(HarvestRecord).filter(
        HarvestRecord.source_id == run.source.id, HarvestRecord.guid == guid
    ).update(values, synchronize_session=False)
    report.add_findings(run.job, guid, findings)
