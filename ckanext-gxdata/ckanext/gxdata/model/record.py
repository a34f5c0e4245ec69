"""Staging: one raw record of one source, as last seen, and what became of it."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB


class HarvestRecord(tk.BaseModel):  # type: ignore[misc, name-defined]
    """``hash`` is of what was staged, ``loaded_hash`` of what the catalog holds: they differ until the load is done.

    ``files``: by raw url ``{"sha256", "filename", "media_type", "size"}`` of what was fetched, or ``{"error"}``.
    ``state``: staged, loaded, errored, missing.
    """

    __tablename__ = "gxdata_harvest_record"

    source_id = sa.Column(sa.UnicodeText, sa.ForeignKey("gxdata_source.id", ondelete="CASCADE"), primary_key=True)
    guid = sa.Column(sa.UnicodeText, primary_key=True)
    position = sa.Column(sa.Integer, nullable=False, default=0)
    pointer = sa.Column(sa.UnicodeText, nullable=False, default="")
    payload = sa.Column(JSONB, nullable=False)
    files = sa.Column(JSONB, nullable=False, default=dict)
    findings = sa.Column(JSONB, nullable=False, default=list)
    hash = sa.Column(sa.UnicodeText, nullable=False)
    loaded_hash = sa.Column(sa.UnicodeText, nullable=False, default="")
    dataset_id = sa.Column(sa.UnicodeText, nullable=False, default="")
    state = sa.Column(sa.UnicodeText, nullable=False, default="staged")
    last_job_id = sa.Column(sa.UnicodeText, nullable=False, default="")
    staged_at = sa.Column(sa.DateTime(timezone=True), nullable=False)
