"""Datasets whose document in the index is older than the database: written in the transaction that changed them."""

from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class IndexOutbox(tk.BaseModel):  # type: ignore[misc]
    """One row per change; ``id`` grows. A row goes when the document of then or later is in the index.

    ``tries`` and ``message`` tell of posts that failed; not tried again before ``not_before``.
    """

    __tablename__ = "gxdata_index_outbox"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=True)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    not_before: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    tries: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=0, server_default="0")
    message: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="", server_default="")
