"""A source whose answers are not to be believed is kept in quarantine: until a person looked, nothing of it is taken for gone.

What is gone in the meantime is remembered with the records (``missing_since`` without the state), so that a person's "they
are really gone" needs no other harvest. Not here: when an answer is not to be believed (``core/quarantine``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata.core import quarantine
from ckanext.gxdata.core.errors import GxdataError
from ckanext.gxdata.model import HarvestJob, HarvestRecord, HarvestSource

TOMBSTONES = ("missing", "archived")
PART = 5_000
_LONGEST = 500


def put(source_id: str, job: HarvestJob, reason: str, now: datetime) -> None:
    """The first reason stands until a person looked. A later run of the source forbids it to this one. The caller commits."""
    source = HarvestSource.__table__
    found = sa.update(source).where(source.c.id == source_id, source.c.quarantine == "", source.c.fence == job.fence)
    model.Session.execute(found.values(quarantine=reason[:_LONGEST], quarantine_job_id=job.id, quarantined_at=now))


def reason(source_id: str) -> str:
    """Empty for a source that is believed."""
    query = model.Session.query(HarvestSource.quarantine).filter_by(id=source_id)
    return str(query.scalar() or "")


def after_error(source_id: str, job: HarvestJob, error: GxdataError, now: datetime) -> None:
    """The reading ended because the answer was another thing than the listing. A source that brought nothing has nothing to lose."""
    if quarantine.ended_by(error.rule) and _of(source_id).filter(HarvestRecord.state == "loaded").first() is not None:
        put(source_id, job, error.message, now)
        model.Session.commit()


def suspect(source_id: str, guids: Iterable[str], now: datetime) -> None:
    """Not listed, and not taken for gone. The caller commits."""
    listed = list(guids)
    for start in range(0, len(listed), PART):
        part = HarvestRecord.guid.in_(listed[start : start + PART])
        suspects = _of(source_id).filter(part, HarvestRecord.state.not_in(TOMBSTONES), HarvestRecord.missing_since.is_(None))
        suspects.update({"missing_since": now}, synchronize_session=False)


def suspects(source_id: str) -> Any:
    """Query of the records that were gone when the source was put into quarantine, or since."""
    return _of(source_id).filter(HarvestRecord.missing_since.is_not(None), HarvestRecord.state.not_in(TOMBSTONES))


def release(source: HarvestSource, really_gone: bool, now: datetime) -> int:
    """A person looked: what was gone is taken for gone from now on, or is in its place. Answers how many. The caller commits."""
    changes: dict[str, Any] = {"state": "missing", "missing_since": now} if really_gone else {"missing_since": None}
    count = int(suspects(source.id).update(changes, synchronize_session=False))
    source.quarantine, source.quarantine_job_id, source.quarantined_at = "", "", None
    return count


def _of(source_id: str) -> Any:
    return model.Session.query(HarvestRecord).filter(HarvestRecord.source_id == source_id)
