"""Leave for one person to take the data of one dataset that is not open to everybody."""

from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.gxdata.model.source import utc_now


class Grant(tk.BaseModel):  # type: ignore[misc]
    """Valid until ``expires`` unless ``revoked`` before; ``purpose`` is what the data may be used for."""

    __tablename__ = "gxdata_grant"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=make_uuid)
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    purpose: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    granted_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    revoked_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=utc_now)
    expires: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False)
    revoked: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True), nullable=True)
