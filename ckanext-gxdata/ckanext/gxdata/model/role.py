"""Who holds a role of the portal beside CKAN's own: a reviewer of grades, a keeper of the register."""

from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.gxdata.model.source import utc_now


class Role(tk.BaseModel):  # type: ignore[misc]
    """``role`` is an id of the code list ``role``; an empty ``organization_id`` means every organization."""

    __tablename__ = "gxdata_role"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=make_uuid)
    user_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, index=True)
    role: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    organization_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    granted_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=utc_now)
