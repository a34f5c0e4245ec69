"""The tables of a record: fetched while it is staged, asked for conditionally where they were fetched before.

Not here: what a file holds (``packaging``), where it is kept (``file_store``), transport (``sources/http``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.errors import RecordError, RetriableError
from ckanext.gxdata.core.mapping import RecordMapping, lands, resource_fields
from ckanext.gxdata.core.records import FetchedFile, RawRecord
from ckanext.gxdata.harvest.file_store import FileStore
from ckanext.gxdata.sources.base import Source
from ckanext.gxdata.sources.memory import UNCONDITIONAL, Validators, file_of

Entry = Mapping[str, Any]
_TELLING = ("url", "format")
"""Fields of a resource that say whether it is a table."""


@dataclass(frozen=True, slots=True)
class Before:
    """The files of a record as they were staged, by their raw address; none where it is new."""

    files: Mapping[str, Entry] = field(default_factory=dict)
    now: datetime = datetime.min
    days: float = 0
    """After so many a file is fetched again, whatever its server says."""

    def entry(self, address: str, store: FileStore) -> Entry:
        """What the file was; empty where it has to be fetched."""
        entry = self.files.get(address, {})
        read = entry.get("read", "")
        if not read or self.now - datetime.fromisoformat(read) >= timedelta(days=self.days):
            return {}
        return entry if store.holds(str(entry.get("sha256", ""))) else {}


def tables(raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList]) -> list[str]:
    """The raw addresses of the files to be fetched."""
    if not mapping.fetch:
        return []  # then no file is, whatever the record says: it is mapped once, when it is loaded
    resources = resource_fields(raw, mapping, codelists, _TELLING)
    found = [str(each["url"]) for each in resources if _is_table(each, mapping)]
    # For a record that does not land there is nothing to fetch: the map step will say so.
    return found if found and lands(raw, mapping, codelists) else []


def fetched_files(
    adapter: Source, addresses: Iterable[str], store: FileStore, before: Before = Before()
) -> dict[str, dict[str, Any]]:
    """The files of a record (``tables``) by their raw address, put into the store; what cannot be had says why."""
    return {address: _fetched(adapter, address, store, before) for address in addresses}


def unread_files(raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList]) -> dict[str, dict[str, Any]]:
    """What ``fetched_files`` would fetch, with nothing said of it: for a dry run that reads no files."""
    return {address: {} for address in tables(raw, mapping, codelists)}


def _is_table(resource: Mapping[str, Any], mapping: RecordMapping) -> bool:
    """By its format or by the end of its address: a table that calls itself PDF must not pass unscanned."""
    address = str(resource.get("url") or "")
    return bool(address) and (resource.get("format") in mapping.fetch or _suffix(address, mapping) in mapping.fetch)


def _suffix(address: str, mapping: RecordMapping) -> str:
    written = address.upper()
    if address.isprintable() and not any(each in written for each in mapping.fetch):
        return ""  # most addresses need not be taken apart
    return urlsplit(address).path.rpartition(".")[2].upper()


def _fetched(adapter: Source, reference: str, store: FileStore, before: Before) -> dict[str, Any]:
    entry = before.entry(reference, store)
    known = Validators(entry.get("etag", ""), entry.get("last_modified", "")) if entry else UNCONDITIONAL
    try:
        file = file_of(adapter, reference, known)
    except (RecordError, RetriableError) as error:
        return {"error": error.message}
    return dict(entry) if file.unchanged else _entry(file, store, before.now)


def _entry(file: FetchedFile, store: FileStore, now: datetime) -> dict[str, Any]:
    found = {
        "sha256": store.put(file.content),
        "filename": file.filename,
        "media_type": file.media_type,
        "size": len(file.content),
    }
    given = {"etag": file.etag, "last_modified": file.last_modified}
    return {**found, **given, "read": now.isoformat()} if any(given.values()) else found
