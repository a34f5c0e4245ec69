"""A risk assessment of an entry of the register of important data."""

from __future__ import annotations

from datetime import date, datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.gxdata.model.source import utc_now


class RiskAssessment(tk.BaseModel):  # type: ignore[misc]
    """Recorded once, never changed; ``next_due`` becomes the due date of its entry."""

    __tablename__ = "gxdata_risk_assessment"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=make_uuid)
    entry_id: Mapped[str] = mapped_column(
        sa.UnicodeText, sa.ForeignKey("gxdata_important_data.id", ondelete="CASCADE"), nullable=False, index=True
    )
    assessed_on: Mapped[date] = mapped_column(sa.Date, nullable=False)
    assessor: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    conclusion: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    measures: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    recorded_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    next_due: Mapped[date] = mapped_column(sa.Date, nullable=False)
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=utc_now)
