"""Data that somebody asks the departments for, what became of it, and who asks for the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.gxdata.model.source import utc_now


class DataRequest(tk.BaseModel):  # type: ignore[misc]
    """Nothing of the asker but ``user_id``, empty where nobody was logged in; no address, no contact.

    ``state`` is a code of ``request_state``; ``public`` is set when somebody with the right has read it. ``digest`` is the
    SHA-256 of the token under which the asker finds it; ``dataset_ids`` answer it; ``decided_by`` took the last step.
    """

    __tablename__ = "gxdata_request"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=make_uuid)
    title: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    text: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    query: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    organization_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="", index=True)
    state: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="received")
    public: Mapped[bool] = mapped_column(sa.Boolean, nullable=False, default=False)
    answer: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    dataset_ids: Mapped[list[Any]] = mapped_column(JSONB, nullable=False, default=list)
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="", index=True)
    digest: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    decided_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=utc_now, index=True)
    answered: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True), nullable=True)


class RequestVote(tk.BaseModel):  # type: ignore[misc]
    """One account wants the same data; the key lets each say so once."""

    __tablename__ = "gxdata_request_vote"

    request_id: Mapped[str] = mapped_column(
        sa.UnicodeText, sa.ForeignKey("gxdata_request.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True)
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=utc_now)
