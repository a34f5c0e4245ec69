"""One run of one source."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.gxdata.model.source import utc_now

COUNTS = ("added", "updated", "unchanged", "missing", "deleted", "errored")


class HarvestJob(tk.BaseModel):  # type: ignore[misc]
    """``status``: queued, running, finished (all well), partial (some records errored), failed, cancelled.

    ``kind``: harvest, replay, retry. ``step`` with ``done`` of ``total`` (0: not known) is how far a run is.
    """

    __tablename__ = "gxdata_harvest_job"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=make_uuid)
    source_id: Mapped[str] = mapped_column(
        sa.UnicodeText, sa.ForeignKey("gxdata_source.id", ondelete="CASCADE"), nullable=False, index=True
    )
    status: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="queued")
    message: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=utc_now)
    started: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    finished: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="harvest")
    step: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    done: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)
    total: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)
    cancel_requested: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, default=False)
    fence: Mapped[int] = mapped_column(sa.BigInteger, nullable=False, default=0)
    heartbeat: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    seen: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)
    added: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)
    updated: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)
    unchanged: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)
    missing: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)
    deleted: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)
    errored: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0)

    def counts(self) -> dict[str, int]:
        """The counts of the contracts, by name."""
        return {name: int(getattr(self, name) or 0) for name in COUNTS}

    def seconds(self) -> float:
        """Duration of the run; 0 while it is not over."""
        if not (self.started and self.finished):
            return 0.0
        return round((self.finished - self.started).total_seconds(), 3)

    def public_dict(self) -> dict[str, Any]:
        """Report without addresses."""
        return {
            "id": self.id,
            "source_id": self.source_id,
            "status": self.status,
            "message": self.message,
            "created": self.created.isoformat(),
            "started": self.started.isoformat() if self.started else None,
            "finished": self.finished.isoformat() if self.finished else None,
            "seconds": self.seconds(),
            "seen": self.seen,
            **self.counts(),
        }
