"""What becomes of records that a source no longer lists: tombstone, after a grace period archived, at any time restorable.

``settle`` is for a run that has read a listing; ``archive_due`` also for the portal's clock, between two runs.
A dataset is deleted in CKAN's sense only: its row, its resources and its record stay. Not here: when a listing is not to be
believed (``core/vanishing``, ``core/quarantine``), and loading what is listed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.catalog import archiving
from ckanext.gxdata.core import quarantine as rules
from ckanext.gxdata.core import vanishing
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.harvest import fence, quarantine, report, shape
from ckanext.gxdata.harvest.kill_points import passing
from ckanext.gxdata.harvest.run import Run
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource

PART = quarantine.PART


def settle(run: Run, unlisted: Iterable[str], proves_whole: bool) -> None:
    """``unlisted``: what the catalog holds of the source and this run has not read. Commits; to be called before loading."""
    fence.hold(model.Session, run.source.id, run.fence)
    unlisted = list(unlisted)
    fresh = _fresh(run.source.id, unlisted)
    _doubt_shape(run)
    _doubt_listing(run, fresh)
    in_quarantine = quarantine.reason(run.source.id)
    if in_quarantine:
        quarantine.suspect(run.source.id, fresh, run.clock())
        _say(run, [rules.held(len(fresh), in_quarantine)] if fresh else [])
    elif fresh and (run.doubts or not proves_whole):
        _say(run, [_not_proven(len(fresh))])
    else:
        _mark(run.source.id, fresh, run.clock())
        fresh = []
    run.job.missing = len(unlisted) - len(fresh)
    model.Session.commit()
    passing("missing-marked")


def _fresh(source_id: str, guids: Sequence[str]) -> list[str]:
    """Those of which nobody knew yet that they are gone."""
    known = model.Session.query(HarvestRecord.guid).filter(
        HarvestRecord.source_id == source_id, HarvestRecord.state.in_(quarantine.TOMBSTONES)
    )
    gone = {guid for (guid,) in known} if guids else set()
    return [guid for guid in guids if guid not in gone]


def _doubt_listing(run: Run, fresh: Sequence[str]) -> None:
    """Told once: what was missing before is no news."""
    if not fresh or (run.doubts and not run.doubts & rules.NOT_WHOLE):
        return
    held = model.Session.query(HarvestRecord).filter(
        HarvestRecord.source_id == run.source.id,
        HarvestRecord.loaded_hash != "",
        HarvestRecord.state.not_in(quarantine.TOMBSTONES),
    )
    _put(run, vanishing.finding(len(fresh), held.count(), config.vanishing_share()))


def _doubt_shape(run: Run) -> None:
    fields, records = shape.lost(run.job)
    if fields:
        _put(run, rules.shape_changed(fields, records))


def _put(run: Run, finding: Finding | None) -> None:
    """Into quarantine; for a source that is there already it is no news."""
    if finding is None or quarantine.reason(run.source.id):
        return
    quarantine.put(run.source.id, run.job, finding.message, run.clock())
    _say(run, [finding])
    run.vanished = finding.message


def _say(run: Run, findings: Sequence[Finding]) -> None:
    report.add_findings(run.job, "", findings)


def _not_proven(count: int) -> Finding:
    message = f"有 {count} 条以前的记录这次没有读到；目录不能证明取全，不作缺失处理"
    hint = "数据集照旧保留；接口能给出总数的，请在选项中写明，才认得出来源撤下了什么"
    return Finding("not-proven-whole", message, "warning", hint=hint, value=str(count))


def _mark(source_id: str, guids: Sequence[str], now: datetime) -> None:
    for start in range(0, len(guids), PART):
        _records(source_id, guids[start : start + PART]).update(
            {"state": "missing", "missing_since": now}, synchronize_session=False
        )


def listed_again(run: Run, listed: Callable[[str], bool]) -> list[str]:
    """Records that were gone, or suspected to be, and that the source lists: their datasets are there again.

    Answers those that must be loaded, changed or not: the rules may be others than when the dataset was archived.
    Commits; to be called before loading.
    """
    fence.hold(model.Session, run.source.id, run.fence)
    query = model.Session.query(HarvestRecord.guid, HarvestRecord.state).filter(
        HarvestRecord.source_id == run.source.id,
        HarvestRecord.state.in_(quarantine.TOMBSTONES) | HarvestRecord.missing_since.is_not(None),
    )
    back = {guid: state for guid, state in query if listed(guid)}
    archived = [guid for guid, state in back.items() if state == "archived"]
    revive(run.source.id, archived, run.clock())
    _records(run.source.id, [guid for guid, state in back.items() if state != "archived"]).update(
        {"missing_since": None, "state": sa.case((HarvestRecord.state == "missing", "loaded"), else_=HarvestRecord.state)},
        synchronize_session=False,
    )
    model.Session.commit()
    passing("listed-again")
    return sorted(guid for guid, state in back.items() if state in quarantine.TOMBSTONES)


def revive(source_id: str, guids: Sequence[str], now: datetime) -> None:
    """Archived datasets are active again, and their records wait to be loaded: until then they count as missing.

    One that a person deleted stays deleted: it was never archived. The caller commits.
    """
    if not guids:
        return
    datasets = [dataset for (dataset,) in _records(source_id, guids).with_entities(HarvestRecord.dataset_id)]
    archiving.restore(model.Session.connection(), datasets, now)
    changes = {"state": "missing", "archived_at": None, "missing_since": now, "package_hash": ""}
    _records(source_id, guids).update(changes, synchronize_session=False)


def due(now: datetime) -> list[str]:
    """Sources with records whose grace period is over, by id."""
    query = _due(now).with_entities(HarvestRecord.source_id).order_by(None).distinct()
    return sorted(identifier for (identifier,) in query)


def archive_due(source_id: str, job: HarvestJob, user: str, now: datetime, between: Callable[[int, int], None]) -> None:
    """Deletes, in CKAN's sense, the datasets of records that have been gone for the grace period; counts them.

    ``between`` is told how many are done, of how many, and may stop it there.
    """
    guids = [guid for (guid,) in _due(now).filter(HarvestRecord.source_id == source_id).with_entities(HarvestRecord.guid)]
    for done, guid in enumerate(guids):
        between(done, len(guids))
        fence.hold(model.Session, source_id, job.fence)
        _archive(model.Session.get(HarvestRecord, (source_id, guid), populate_existing=True), job, user, now)
        passing("archived")


def _archive(record: HarvestRecord, job: HarvestJob, user: str, now: datetime) -> None:
    """In one transaction: an archived record whose dataset is not, or the other way round, would be lost or doubled."""
    dataset = model.Package.get(record.dataset_id)
    record.state, record.archived_at, record.last_job_id = "archived", now, job.id
    if dataset is None or dataset.state != "active":
        model.Session.commit()
        return
    job.deleted += 1
    tk.get_action("package_delete")({"user": user, "ignore_auth": True}, {"id": dataset.id})  # commits


def _due(now: datetime) -> Any:
    """Not of a source in quarantine: what it does not list is not gone."""
    query = model.Session.query(HarvestRecord).join(HarvestSource, HarvestSource.id == HarvestRecord.source_id)
    until = now - timedelta(days=config.grace_days())
    gone = (HarvestRecord.state == "missing", HarvestRecord.missing_since <= until, HarvestSource.quarantine == "")
    return query.filter(*gone).order_by(HarvestRecord.guid)


def _records(source_id: str, guids: Sequence[str]) -> Any:
    return model.Session.query(HarvestRecord).filter(HarvestRecord.source_id == source_id, HarvestRecord.guid.in_(guids))
