"""The report of a job: findings are written as they come, counts at the end. Nothing here decides anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata.core.errors import GxdataError
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.harvest import fence
from ckanext.gxdata.harvest.lock import is_held
from ckanext.gxdata.model import HarvestJob, JobFinding

_ADD = sa.text(
    "INSERT INTO gxdata_finding (job_id, guid, severity, rule, pointer, message, hint, value)"
    " SELECT :job, guid, severity, rule, pointer, message, hint, value FROM jsonb_to_recordset(CAST(:rows AS jsonb))"
    " AS v (guid text, severity text, rule text, pointer text, message text, hint text, value text)"
)
VALUE_LENGTH = 200
INTERRUPTED = "运行中断（进程结束或服务器重启），平台会自动接着完成"
STOPPED = "已按要求停止；已入库的记录保留，其余下次采集接着完成"


def add_findings(job: HarvestJob, guid: str, findings: Iterable[Finding]) -> None:
    """Adds lines to the job's report; the caller commits."""
    for finding in findings:
        model.Session.add(
            JobFinding(
                job_id=job.id,
                guid=guid,
                severity=finding.severity,
                rule=finding.rule,
                pointer=finding.pointer,
                message=finding.message,
                hint=finding.hint,
                value=str(finding.value)[:VALUE_LENGTH],
            )
        )


def add_batch(connection: Any, job_id: str, findings: Iterable[tuple[str, Finding]]) -> None:
    """Adds lines to the job's report by guid, in one statement of the caller's transaction."""
    rows = [storable({**finding.told(), "guid": guid, "value": str(finding.value)[:VALUE_LENGTH]}) for guid, finding in findings]
    if rows:
        connection.execute(_ADD, {"job": job_id, "rows": json.dumps(rows, ensure_ascii=False)})


def finding_of(error: GxdataError, pointer: str = "") -> Finding:
    """The finding that an error becomes when the run goes on without what it cost."""
    return Finding(
        rule=error.rule, message=error.message, severity="error", pointer=error.pointer or pointer, hint=error.hint
    )


def start(job: HarvestJob, now: datetime) -> None:
    """Marks the job as running; jobs of the source that a killed run left behind are closed."""
    abandoned = model.Session.query(HarvestJob).filter(
        HarvestJob.source_id == job.source_id, HarvestJob.status == "running", HarvestJob.id != job.id
    )
    for other in abandoned:
        other.status = "failed"
        other.finished = now
        other.message = INTERRUPTED
    job.status = "running"
    job.started = job.heartbeat = now
    model.Session.add(job)
    model.Session.flush()
    job.fence = fence.take(model.Session, job.source_id, job.id)  # whoever ran before can write nothing from here on
    model.Session.commit()


def close_abandoned(now: datetime) -> list[HarvestJob]:
    """Closes jobs that run by their row although nobody holds the lock of their source: their process is gone."""
    closed = []
    for job in model.Session.query(HarvestJob).filter_by(status="running"):
        if is_held(job.source_id):
            continue
        model.Session.refresh(job)  # it may have ended between the two looks
        if job.status == "running":
            job.status, job.message = ("cancelled", STOPPED) if job.cancel_requested else ("failed", INTERRUPTED)
            job.finished = now
            closed.append(job)
    model.Session.commit()
    return closed


def finish(job: HarvestJob, now: datetime, incomplete: Sequence[str] = (), vanished: str = "") -> None:
    """Closes the job: ``finished`` when the listing was had as a whole and every record landed, else ``partial``.

    ``vanished``: that more records are gone from the listing than a person would pass over.
    """
    lacking = [f"目录没有取全：{incomplete[0]}"] if incomplete else []
    lacking += [vanished] if vanished else []
    lacking += [f"{job.errored} 条记录有错误未能入库"] if job.errored else []
    fence.hold(model.Session, job.source_id, job.fence)
    job.status = "partial" if lacking else "finished"
    job.message = f"{'；'.join(lacking)}；其余已入库" if lacking else "全部完成"
    job.finished = now
    model.Session.commit()


def cancel(job: HarvestJob, now: datetime) -> None:
    """Closes the job as stopped by a person: what has landed stays, nothing is taken for missing."""
    job.status = "cancelled"
    job.message = STOPPED
    job.finished = now
    model.Session.commit()


def refuse(job: HarvestJob, error: GxdataError, now: datetime) -> None:
    """Closes a job that never began, because another run of the source goes on: it says nothing of the source."""
    _end(job, "cancelled", error, now)


def fail(job: HarvestJob, error: GxdataError, now: datetime) -> None:
    """Closes the job as failed; what is in the catalog stays as it was."""
    _end(job, "failed", error, now)


def _end(job: HarvestJob, status: str, error: GxdataError, now: datetime) -> None:
    model.Session.rollback()
    job = model.Session.merge(job)
    model.Session.refresh(job)
    if job.status not in ("queued", "running"):
        return  # closed by the run that took its place
    job.status = status
    job.finished = now
    job.message = error.message
    add_findings(job, "", [finding_of(error)])
    model.Session.commit()
