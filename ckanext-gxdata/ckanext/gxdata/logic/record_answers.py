"""Staged records as actions answer them. The department gets raw values; everybody else what became a public dataset.

Not here: who is who (``harvest_rights``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.core.changes import changes
from ckanext.gxdata.core.errors import RecordError, RuleError
from ckanext.gxdata.core.records import RawRecord
from ckanext.gxdata.core.redaction import without_addresses
from ckanext.gxdata.harvest import record_checks
from ckanext.gxdata.harvest.file_store import FileStore
from ckanext.gxdata.harvest.judging import Judge, judge_of
from ckanext.gxdata.harvest.source_mapping import mapping_of
from ckanext.gxdata.model import HarvestRecord, HarvestSource, JobFinding


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records of a source; an empty text asks for nothing in particular."""

    job: str = ""
    state: str = ""
    outcome: str = ""
    rule: str = ""
    q: str = ""


def listed(source: HarvestSource, wanted: Wanted, in_full: bool, offset: int, limit: int) -> dict[str, Any]:
    """``{"count", "results"}``, in the order of the source."""
    query = _filtered(_visible(source, in_full), wanted)
    total = query.with_entities(sa.func.count()).scalar()
    page = query.order_by(HarvestRecord.position, HarvestRecord.guid).offset(offset).limit(limit)
    return {"count": total, "results": [_line(record, package, in_full) for record, package in page]}


def _visible(source: HarvestSource, in_full: bool) -> Any:
    """Others than the department get no record without a dataset that they may find in the catalog."""
    query = model.Session.query(HarvestRecord, model.Package).filter(HarvestRecord.source_id == source.id)
    same = model.Package.id == HarvestRecord.dataset_id
    if in_full:
        return query.outerjoin(model.Package, same)
    return query.join(model.Package, same).filter(model.Package.state == "active", model.Package.private.is_(False))


def _filtered(query: Any, wanted: Wanted) -> Any:
    if wanted.job:
        query = query.filter(HarvestRecord.last_job_id == wanted.job)
    if wanted.state:
        query = query.filter(HarvestRecord.state == wanted.state)
    if wanted.outcome:
        query = query.filter(HarvestRecord.outcome == wanted.outcome)
    if wanted.rule:
        query = query.filter(HarvestRecord.findings.contains([{"rule": wanted.rule}]))
    if wanted.q:
        columns = (HarvestRecord.guid, HarvestRecord.pointer, model.Package.title)
        query = query.filter(sa.or_(*(column.icontains(wanted.q, autoescape=True) for column in columns)))
    return query


def _line(record: HarvestRecord, package: Any, in_full: bool) -> dict[str, Any]:
    shown = {"guid": record.guid, "pointer": record.pointer}
    return {
        **(shown if in_full else {name: without_addresses(text) for name, text in shown.items()}),
        "state": record.state,
        "outcome": record.outcome,
        "title": package.title if package is not None else "",
        "dataset": package.name if package is not None else "",
        "job_id": record.last_job_id,
        "staged_at": record.staged_at.isoformat(),
        "changed_at": record.changed_at.isoformat() if record.changed_at else None,
        **({"findings": len(record.findings), "errors": _errors(record)} if in_full else {}),
    }


def _errors(record: HarvestRecord) -> int:
    return sum(finding.get("severity") == "error" for finding in record.findings)


# ── one record ───────────────────────────────────────────────────────────────────────────────────────────────────────


def shown(source: HarvestSource, record: HarvestRecord) -> dict[str, Any]:
    """Everything of one record; for who may see raw values."""
    package = model.Package.get(record.dataset_id) if record.dataset_id else None
    mapped, before = Mapper(source), record.previous_payload
    now = mapped.of(record.payload, record)
    then = mapped.of(before, record) if before else {}
    return {
        **_line(record, package, in_full=True),
        "source": source.name,
        "source_title": source.title or source.name,
        "raw": record.payload,
        "previous": before,
        "mapped": now,
        "changes": {
            "raw": changes(before, record.payload) if before else [],
            "mapped": changes(then, now) if before else [],
        },
        "files": record.files,
        "findings": [*record.findings, *_of_listing(record)],
    }


class Mapper:
    """What the catalog would hold of a payload by the rules of today. Nothing is stored."""

    def __init__(self, source: HarvestSource) -> None:
        try:
            self._judge: Judge | None = _judge(source)
        except RuleError:
            self._judge = None  # the mapping is gone: its runs say so

    def of(self, payload: Any, record: HarvestRecord) -> dict[str, Any]:
        """Empty for a record that cannot land; the findings say why."""
        if self._judge is None:
            return {}
        try:
            package = self._judge.judged(RawRecord(record.guid, payload, record.pointer), record.files)
        except (RecordError, FileNotFoundError):
            return {}
        return {name: value for name, value in package.dataset.items() if name != "source_values"}


def _judge(source: HarvestSource) -> Judge:
    rules, store = config.rulebook(), FileStore(config.staging_dir())
    mapping, checks = mapping_of(source, rules), record_checks.for_source(source)
    return judge_of(source.name, source.organization, mapping, rules, store, checks, source.url)


def _of_listing(record: HarvestRecord) -> list[dict[str, Any]]:
    """Findings that came with the record from its source are in the job's report only."""
    query = model.Session.query(JobFinding).filter_by(job_id=record.last_job_id, guid=record.guid).order_by(JobFinding.id)
    known = {(finding.get("rule"), finding.get("pointer")) for finding in record.findings}
    names = ("rule", "message", "severity", "pointer", "hint", "value")
    lines = (line for line in query if (line.rule, line.pointer) not in known)
    return [{name: getattr(line, name) for name in names} for line in lines]
