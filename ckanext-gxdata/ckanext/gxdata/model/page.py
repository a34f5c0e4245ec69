"""What a source answered at one place the last time: enough to know an unchanged answer without reading it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column


class SourcePage(tk.BaseModel):  # type: ignore[misc]
    """``place`` is a digest of how it was asked for, never an address. ``records``: ``guids`` of what stood on it, a digest of
    how they were staged (``standing``), what the page ``said`` of the listing, its ``findings``, and whether its server
    ``lied``. ``seen``: when it was last read.
    """

    __tablename__ = "gxdata_page"

    source_id: Mapped[str] = mapped_column(
        sa.UnicodeText, sa.ForeignKey("gxdata_source.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    etag: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    last_modified: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    hash: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    records: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False, default=dict)
    seen: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
