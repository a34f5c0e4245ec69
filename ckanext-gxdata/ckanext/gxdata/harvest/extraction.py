"""The first half of a run: what the source lists is read, its tables are fetched, and both are staged.

The only step that touches the network. Not here: what a record means (``judging``) and how it is loaded (``loading``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ckan import model

from ckanext.gxdata.core import identity
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.errors import RecordError, RetriableError
from ckanext.gxdata.core.mapping import RecordMapping, map_record
from ckanext.gxdata.core.problems import ABOUT_ALL
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.harvest import report, staging
from ckanext.gxdata.harvest.file_store import FileStore
from ckanext.gxdata.harvest.run import Run
from ckanext.gxdata.sources.base import Source

DOUBTFUL = frozenset({"listing-incomplete", "listing-empty", "repeating-page", "total-unreadable", "end-not-proven"})
"""After a finding of these the listing is not proven whole: nothing is taken for missing."""


def extract(run: Run, adapter: Source) -> None:
    """Stages every record that is new or changed; what is staged already costs no write."""
    known = staging.staged_hashes(run.source.id)
    try:
        for found in identity.unique(adapter.records()):
            item = found if isinstance(found, Finding) else run.judge.refusal(found) or found
            if isinstance(item, Finding):
                _note(run, item)
            else:
                report.add_findings(run.job, item.guid, item.findings if item.guid not in known else ())
                _stage(run, adapter, item, known)
            run.progress("读取", len(run.seen), None)
    finally:
        run.job.seen = len(run.seen)  # also of a run that somebody stops
    model.Session.commit()


def _note(run: Run, finding: Finding) -> None:
    report.add_findings(run.job, "", [finding])
    run.unread.add(finding.value)  # the guid, where the source knows it
    run.doubts.update({finding.rule} & DOUBTFUL)
    if finding.severity != "error":
        return
    if finding.rule in ABOUT_ALL:
        run.incomplete.append(finding.message)
    else:
        run.job.errored += 1


def _stage(run: Run, adapter: Source, raw: RawRecord, known: Mapping[str, str]) -> None:
    files = fetched_files(adapter, raw, run.mapping, run.rules.codelists, run.store)
    contents = {url: entry.get("sha256", "") for url, entry in files.items()}
    digest = identity.record_hash({"record": raw.payload, "files": contents}, run.source.url)
    run.seen[raw.guid] = digest
    if known.get(raw.guid) != digest:
        staging.stage(run.job, raw, files, digest, len(run.seen), run.clock())


def fetched_files(
    adapter: Source, raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList], store: FileStore
) -> dict[str, dict[str, Any]]:
    """The tables of a record by their raw address, put into the store; what cannot be had says why."""
    return {address: _fetched(adapter, address, store) for address in _tables(raw, mapping, codelists)}


def unread_files(raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList]) -> dict[str, dict[str, Any]]:
    """What ``fetched_files`` would fetch, with nothing said of it: for a dry run that reads no files."""
    return {address: {} for address in _tables(raw, mapping, codelists)}


def _tables(raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList]) -> list[str]:
    if not mapping.fetch:
        return []  # then no file is, whatever the record says: it is mapped once, when it is loaded
    try:
        draft = map_record(raw, mapping, codelists)
    except RecordError:
        return []  # the map step will say so; there is nothing to fetch for it
    return [str(item["url"]) for item in draft.resources if _is_table(item, mapping)]


def _is_table(resource: Mapping[str, Any], mapping: RecordMapping) -> bool:
    """By its format or by the end of its address: a table that calls itself PDF must not pass unscanned."""
    address = str(resource.get("url") or "")
    suffix = urlsplit(address).path.rpartition(".")[2].upper()
    return bool(address) and (resource.get("format") in mapping.fetch or suffix in mapping.fetch)


def _fetched(adapter: Source, reference: str, store: FileStore) -> dict[str, Any]:
    try:
        file = adapter.fetch_file(reference)
    except (RecordError, RetriableError) as error:
        return {"error": error.message}
    return {
        "sha256": store.put(file.content),
        "filename": file.filename,
        "media_type": file.media_type,
        "size": len(file.content),
    }
