"""Staging: one raw record of one source, as last seen, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column


class HarvestRecord(tk.BaseModel):  # type: ignore[misc]
    """``hash`` is of what was staged, ``loaded_hash`` of what the catalog holds: they differ until the load is done.

    ``package_hash`` is of what the mapping made of it when it was loaded.
    ``files``: by raw url ``{"sha256", "filename", "media_type", "size"}`` of what was fetched, or ``{"error"}``.
    ``state``: staged, loaded, errored, missing (a tombstone, since ``missing_since``), archived (its dataset is deleted in
    CKAN's sense since ``archived_at``, and can be restored).
    ``previous_payload``: what stood here before the change of ``changed_at``; ``outcome`` of ``last_job_id``: added, updated,
    unchanged, errored.
    """

    __tablename__ = "gxdata_harvest_record"

    source_id: Mapped[str] = mapped_column(
        sa.UnicodeText, sa.ForeignKey("gxdata_source.id", ondelete="CASCADE"), primary_key=True
    )
    guid: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    position: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)
    pointer: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    files: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, default=dict)
    findings: Mapped[list[Any]] = mapped_column(JSONB, nullable=False, default=list)
    hash: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    loaded_hash: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    state: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="staged")
    last_job_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    previous_payload: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, default=dict)
    changed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    package_hash: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    outcome: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    missing_since: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    archived_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    staged_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
