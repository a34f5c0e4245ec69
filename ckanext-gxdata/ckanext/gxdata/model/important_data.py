"""The internal register of core and important data: what there is, who answers for it, when its risk is looked at again."""

from __future__ import annotations

from datetime import date, datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.gxdata.model.source import utc_now


class ImportantData(tk.BaseModel):  # type: ignore[misc]
    """One entry; ``data_grade`` is core or important, ``dataset_id`` may be empty (data that is in no catalog)."""

    __tablename__ = "gxdata_important_data"

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=make_uuid)
    title: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    data_grade: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    description: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    legal_basis: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    organization_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    dataset_id: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    responsible_person: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    responsible_unit: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    contact: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    state: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="active")
    created_by: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    assessment_due: Mapped[date] = mapped_column(sa.Date, nullable=False)
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=utc_now)
    modified: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=utc_now)
