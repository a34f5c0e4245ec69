"""Staging: raw records and their files as last seen. What comes after this step never touches the network.

Here: reading and writing in sets, whatever their length. Not here: deciding what is staged (``extraction``), what is loaded
(``loading``), and what becomes of records that are gone (``disappearance``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model
from psycopg2.extras import execute_values  # type: ignore[import-untyped]

from ckanext.gxdata.core import ledger
from ckanext.gxdata.core.ledger import Ledger
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.model import HarvestRecord

BATCH = 500
GONE = ("missing", "archived")

# ── what staging holds ───────────────────────────────────────────────────────────────────────────────────────────────

_HELD = """
SELECT r.guid, r.hash, r.loaded_hash <> '' AND p.id IS NOT NULL, r.hash <> r.loaded_hash OR p.id IS NULL,
       r.state IN ('missing', 'archived')
FROM gxdata_harvest_record r LEFT JOIN package p ON p.id = r.dataset_id WHERE r.source_id = %s
"""


def read_ledger(source_id: str) -> Ledger:
    """Of all that is staged; a dataset that somebody purged is not loaded."""
    book = Ledger()
    with closing(_raw(model.Session.connection()).cursor("gxdata_ledger")) as cursor:
        cursor.itersize = 5_000
        cursor.execute(_HELD, (source_id,))
        for guid, digest, is_loaded, is_open, is_gone in cursor:
            book.hold(guid, digest, ledger.LOADED * is_loaded | ledger.OPEN * is_open | ledger.TOMBSTONE * is_gone)
    return book


def files_of(source_id: str, guid: str) -> dict[str, dict[str, Any]]:
    """Of one record as it is staged, by their raw address."""
    found = model.Session.query(HarvestRecord.files).filter_by(source_id=source_id, guid=guid).scalar()
    return dict(found or {})


# ── staging ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_STAGE = """
INSERT INTO gxdata_harvest_record (source_id, guid, position, pointer, payload, files, hash, last_job_id, staged_at,
  findings, loaded_hash, dataset_id, state, previous_payload, package_hash, outcome)
VALUES %s ON CONFLICT (source_id, guid) DO UPDATE SET position = EXCLUDED.position, pointer = EXCLUDED.pointer,
  payload = EXCLUDED.payload, files = EXCLUDED.files, hash = EXCLUDED.hash, last_job_id = EXCLUDED.last_job_id,
  staged_at = EXCLUDED.staged_at, previous_payload = gxdata_harvest_record.payload, changed_at = EXCLUDED.staged_at
"""
_ROW = "(%s, %s, %s, %s, %s::jsonb, %s::jsonb, %s, %s, %s, '[]', '', '', 'staged', '{}', '', '')"


@dataclass(frozen=True, slots=True)
class Staged:
    """A new or changed record, ready to be written; ``payload`` is JSON."""

    guid: str
    position: int
    pointer: str
    payload: str
    files: Mapping[str, Mapping[str, Any]]
    hash: str

    @classmethod
    def of(
        cls, raw: RawRecord, canonical: str, files: Mapping[str, Mapping[str, Any]], digest: str, position: int
    ) -> Staged:
        """``canonical``: the payload's canonical JSON."""
        return cls(raw.guid, position, raw.pointer, _storable(raw.payload, canonical), files, digest)


def stage(connection: sa.Connection, source_id: str, job_id: str, rows: Sequence[Staged], now: datetime) -> None:
    """Inserts or replaces raw records, those that changed only; what stood there before is kept beside them.

    What the catalog holds of them (``loaded_hash``) stays. The caller commits.
    """
    values = [
        (
            *(source_id, row.guid, row.position, storable(row.pointer), row.payload),
            *(json.dumps(storable(row.files)), row.hash, job_id, now),
        )
        for row in rows
    ]
    with _raw(connection).cursor() as cursor:
        execute_values(cursor, _STAGE, values, template=_ROW, page_size=BATCH)


def keep_files(source_id: str, guid: str, files: Mapping[str, Mapping[str, Any]]) -> None:
    """The files are what they were, but the server names them otherwise now. The caller commits."""
    model.Session.query(HarvestRecord).filter_by(source_id=source_id, guid=guid).update(
        {"files": {url: dict(entry) for url, entry in files.items()}}, synchronize_session=False
    )


def _storable(payload: Mapping[str, Any], canonical: str) -> str:
    """JSON that PostgreSQL takes."""
    if "\\u0000" not in canonical and (canonical.isascii() or _encodes(canonical)):
        return canonical
    return json.dumps(storable(payload), ensure_ascii=False)


def _encodes(text: str) -> bool:
    try:
        return bool(text.encode())
    except UnicodeEncodeError:
        return False


# ── loading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A staged record as the loader gets it, and as ``settle`` writes its outcome back."""

    guid: str
    position: int
    pointer: str
    hash: str
    loaded_hash: str
    package_hash: str
    dataset_id: str
    state: str
    outcome: str
    last_job_id: str
    is_held: bool
    """Whether the dataset it was loaded as is there: not where it never was loaded, or somebody purged it."""
    record: str = "{}"
    """Payload, files and what was found the last time as JSON: read by who judges it, most often in another process."""
    fetched: str = "{}"
    told: str = "[]"
    findings: Sequence[Finding] = field(default=())
    """Empty when read; to be filled for ``settle``."""

    def without_record(self) -> StagedRow:
        """As it is told of: all but the record itself."""
        return replace(self, record="{}", fetched="{}", told="[]")

    @property
    def raw(self) -> RawRecord:
        return RawRecord(self.guid, json.loads(self.record), self.pointer)

    @property
    def files(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads(self.fetched)
        return found

    @property
    def said(self) -> Sequence[Mapping[str, Any]]:
        """What was found of it the last time."""
        found: Sequence[Mapping[str, Any]] = json.loads(self.told)
        return found


_PLAN = """
CREATE TEMPORARY TABLE gxdata_to_load (place serial PRIMARY KEY, guid text NOT NULL)
"""
_WANTED = """
SELECT r.guid FROM gxdata_harvest_record r LEFT JOIN package p ON p.id = r.dataset_id
WHERE r.source_id = %(source)s AND (r.guid = ANY(%(also)s) OR {which})
ORDER BY r.position, r.guid
"""
_OPEN = "r.hash <> r.loaded_hash OR p.id IS NULL"
_PRESENT = "r.state NOT IN ('missing', 'archived')"
_FIELDS = (
    "r.guid, r.position, r.pointer, CAST(r.payload AS text) AS record, CAST(r.files AS text) AS fetched, r.hash, r.loaded_hash,"
    " r.package_hash, r.dataset_id, r.state, r.outcome, r.last_job_id, p.id IS NOT NULL AS is_held, CAST(r.findings AS text) AS told"
)
_OF_A_SOURCE = (
    f"SELECT {_FIELDS} FROM gxdata_harvest_record r LEFT JOIN package p ON p.id = r.dataset_id WHERE r.source_id = :source AND r.guid = "
)
"""And not joined with what names the guids: of a source that is new statistics know nothing, and PostgreSQL would go through all of
its records for every batch, as if there were one."""
_PART = sa.text(
    _OF_A_SOURCE + "ANY(ARRAY(SELECT guid FROM gxdata_to_load WHERE place > :after AND place <= :until)) ORDER BY r.position, r.guid"
)
_ROWS = sa.text(_OF_A_SOURCE + "ANY(:guids) ORDER BY r.position, r.guid")


def rows(source_id: str, guids: Sequence[str]) -> list[StagedRow]:
    """These records, in the source's order, in the session's own transaction."""
    found = model.Session.execute(_ROWS, {"source": source_id, "guids": list(guids)})
    return [StagedRow(**row) for row in found.mappings()]


def present(source_id: str) -> int:
    """How many records are not taken for gone."""
    query = model.Session.query(HarvestRecord.guid).filter_by(source_id=source_id)
    return int(query.filter(HarvestRecord.state.not_in(GONE)).count())


def everything(guid: str) -> bool:
    """For a load that no listing goes before."""
    return True


def to_load(
    source_id: str,
    listed: Callable[[str], bool] = everything,
    *,
    again: bool = False,
    also: Sequence[str] = (),
    batch: int = BATCH,
) -> Iterator[list[StagedRow]]:
    """The records that the catalog does not hold as they are staged, in the source's order, ``batch`` at a time.

    ``again``: all that are not taken for gone, changed or not. ``also``: these in any case. ``listed`` leaves out those that
    the source lists no more. What to load is settled at the first step and kept by the server, on a connection of its own:
    the caller may commit, and every batch is read as it is then.
    """
    with model.meta.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        count = _planned(connection, source_id, _PRESENT if again else _OPEN, listed, also)
        try:
            for after in range(0, count, batch):
                rows = connection.execute(_PART, {"source": source_id, "after": after, "until": after + batch})
                yield [StagedRow(**row) for row in rows.mappings()]
        finally:
            connection.execute(sa.text("DROP TABLE IF EXISTS gxdata_to_load"))


def _planned(
    connection: sa.Connection, source_id: str, which: str, listed: Callable[[str], bool], also: Sequence[str]
) -> int:
    """How many there are; their guids wait in the temporary table, numbered from 1."""
    connection.execute(sa.text("DROP TABLE IF EXISTS gxdata_to_load"))
    connection.execute(sa.text(_PLAN))
    count = 0
    with _raw(connection).cursor() as cursor:
        for guids in _guids(source_id, which, also):
            kept = [(guid,) for guid in guids if listed(guid)]
            count += len(kept)
            execute_values(cursor, "INSERT INTO gxdata_to_load (guid) VALUES %s", kept, page_size=5_000)
    return count


def _guids(source_id: str, which: str, also: Sequence[str] = ()) -> Iterator[list[str]]:
    """Streamed by the server, in parts."""
    with model.meta.engine.connect() as connection, closing(_raw(connection).cursor("gxdata_guids")) as cursor:
        cursor.execute(_WANTED.format(which=which), {"source": source_id, "also": list(also)})
        while part := cursor.fetchmany(5_000):
            yield [guid for (guid,) in part]


def missing_guids(source_id: str, book: Ledger) -> Iterator[list[str]]:
    """What the catalog holds and this run has not met, in parts; also what was gone before. No query where there is none."""
    if not book.missing():
        return
    for guids in _guids(source_id, "r.loaded_hash <> '' AND p.id IS NOT NULL"):
        if part := [guid for guid in guids if not book.flags(guid) & (ledger.LISTED | ledger.UNREAD)]:
            yield part


_SETTLE = sa.text(
    "UPDATE gxdata_harvest_record r SET state = v.state, outcome = v.outcome, loaded_hash = v.loaded_hash,"
    " package_hash = v.package_hash, dataset_id = v.dataset_id, last_job_id = v.last_job_id, findings = v.findings,"
    " missing_since = CASE WHEN v.state = 'loaded' THEN NULL ELSE r.missing_since END,"
    " archived_at = CASE WHEN v.state = 'loaded' THEN NULL ELSE r.archived_at END"
    " FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS v (guid text, state text, outcome text, loaded_hash text,"
    " package_hash text, dataset_id text, last_job_id text, findings jsonb)"
    " WHERE r.source_id = :source AND r.guid = v.guid"
)
_SETTLED = ("guid", "state", "outcome", "loaded_hash", "package_hash", "dataset_id", "last_job_id")


def settle(connection: sa.Connection | Any, source_id: str, rows: Iterable[StagedRow]) -> None:
    """Writes what became of a batch, in one statement of the caller's transaction."""
    values = [
        {name: getattr(row, name) for name in _SETTLED}
        | {"findings": [storable(finding.told()) for finding in row.findings]}
        for row in rows
    ]
    if values:
        connection.execute(_SETTLE, {"source": source_id, "rows": json.dumps(values, ensure_ascii=False)})


_MORE_FINDINGS = sa.text(
    "UPDATE gxdata_harvest_record r SET findings = r.findings || v.findings"
    " FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS v (guid text, findings jsonb)"
    " WHERE r.source_id = :source AND r.guid = v.guid"
)


def add_findings(connection: Any, source_id: str, findings: Mapping[str, Sequence[Finding]]) -> None:
    """Keeps them with their records behind those that are there, in one statement of the caller's transaction."""
    values = [
        {"guid": guid, "findings": [storable(finding.told()) for finding in each]} for guid, each in findings.items()
    ]
    connection.execute(_MORE_FINDINGS, {"source": source_id, "rows": json.dumps(values, ensure_ascii=False)})


def _raw(connection: sa.Connection) -> Any:
    """psycopg2's own connection, in the same transaction."""
    return connection.connection.dbapi_connection
