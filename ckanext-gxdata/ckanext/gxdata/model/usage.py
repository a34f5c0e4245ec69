"""How often something was used on a day. Nothing of who: no address, no program, no account, no words."""

from __future__ import annotations

from datetime import date, datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Usage(tk.BaseModel):  # type: ignore[misc]
    """``kind`` is one of ``core.usage.KINDS``; ``item`` the resource, the action or the feed, empty for a page.

    ``dataset_id`` is empty where no dataset of the public catalog was asked for. ``day`` is that of Asia/Shanghai.
    """

    __tablename__ = "gxdata_usage"
    __table_args__ = (sa.Index("ix_gxdata_usage_dataset_id_day", "dataset_id", "day"),)

    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default="")
    item: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default="")
    count: Mapped[int] = mapped_column(sa.BigInteger, nullable=False)


class UsageBatch(tk.BaseModel):  # type: ignore[misc]
    """A batch of counts that is in ``gxdata_usage``: written in the same transaction, so that none is added twice."""

    __tablename__ = "gxdata_usage_batch"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    moved: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
