"""A registered department system."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column


def utc_now() -> datetime:
    """Default of created columns; steps of a harvest take ``now`` as an argument instead."""
    return datetime.now(timezone.utc)


class HarvestSource(tk.BaseModel):  # type: ignore[misc]
    """``organization`` is the name of the owning organization; ``options`` are those of the kind, without secrets.

    ``mapping`` names a file of ``config/mappings/``.
    ``defaults`` are constants by field, laid over it; ``profile`` names a file of ``config/sources/profiles/``.
    ``schedule`` is a cron line (Asia/Shanghai), empty for runs by hand; ``secret`` is encrypted and never answered.
    ``quarantine`` says why nothing of it is taken for gone until a person looked; ``fence`` grows with every run.
    """

    __tablename__ = "gxdata_source"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=make_uuid)
    name: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, unique=True)
    title: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    url: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    organization: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    mapping: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, default=dict)
    allow: Mapped[list[Any]] = mapped_column(JSONB, nullable=False, default=list)
    defaults: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, default=dict)
    profile: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    schedule: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    next_run: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    active: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, default=True)
    notify_email: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    notify_webhook: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    secret: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    quarantine: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    quarantine_job_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    quarantined_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    fence: Mapped[int] = mapped_column(sa.BigInteger, nullable=False, default=0)
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=utc_now)

    def public_dict(self) -> dict[str, Any]:
        """What anybody may read: no address, no options."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "kind": self.kind,
            "organization": self.organization,
            "created": self.created.isoformat(),
        }

    def full_dict(self) -> dict[str, Any]:
        """With address and options, for those who may edit it."""
        return {
            **self.public_dict(),
            "url": self.url,
            "mapping": self.mapping,
            "options": self.options,
            "allow": self.allow,
        }
