"""Which fields the records that changed in this run have all lost: counted by PostgreSQL over what was staged.

Not here: what is made of it (``core/quarantine``).
"""

from __future__ import annotations

import sqlalchemy as sa
from ckan import model

from ckanext.gxdata.core import quarantine
from ckanext.gxdata.model import HarvestJob

_CHANGED = "FROM gxdata_harvest_record WHERE source_id = :source AND last_job_id = :job AND previous_payload <> '{}'::jsonb"
_COUNT = sa.text(f"SELECT count(*) {_CHANGED}")
_FIELDS = sa.text(
    "SELECT key, count(*) FILTER (WHERE NOT is_now), count(*) FILTER (WHERE is_now) FROM ("
    f" SELECT jsonb_object_keys(previous_payload) AS key, false AS is_now {_CHANGED}"
    f" UNION ALL SELECT jsonb_object_keys(payload), true {_CHANGED}) AS fields GROUP BY key"
)


def lost(job: HarvestJob) -> tuple[tuple[str, ...], int]:
    """The fields, and of how many records."""
    which = {"source": job.source_id, "job": job.id}
    records = int(model.Session.execute(_COUNT, which).scalar() or 0)
    if records < quarantine.FEWEST:
        return (), records
    counted = list(model.Session.execute(_FIELDS, which))
    before, now = ({row[0]: row[place] for row in counted} for place in (1, 2))
    return quarantine.lost_fields(before, now, records), records
