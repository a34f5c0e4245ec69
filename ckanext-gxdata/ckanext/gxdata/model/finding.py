"""What a job found: one line of its report."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class JobFinding(tk.BaseModel):  # type: ignore[misc]
    """Ordered by ``id``. ``guid`` is empty for a finding about the source as a whole."""

    __tablename__ = "gxdata_finding"

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=True)
    job_id: Mapped[str] = mapped_column(
        sa.UnicodeText, sa.ForeignKey("gxdata_harvest_job.id", ondelete="CASCADE"), nullable=False, index=True
    )
    guid: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    severity: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    rule: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    pointer: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    message: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    hint: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    value: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")

    def public_dict(self) -> dict[str, Any]:
        """The finding as an action answers it."""
        names = ("guid", "severity", "rule", "pointer", "message", "hint", "value")
        return {name: getattr(self, name) for name in names}
