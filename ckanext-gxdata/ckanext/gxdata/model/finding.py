"""What a job found: one line of its report."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa


class JobFinding(tk.BaseModel):  # type: ignore[misc, name-defined]
    """Ordered by ``id``. ``guid`` is empty for a finding about the source as a whole."""

    __tablename__ = "gxdata_finding"

    id = sa.Column(sa.BigInteger, primary_key=True, autoincrement=True)
    job_id = sa.Column(
        sa.UnicodeText, sa.ForeignKey("gxdata_harvest_job.id", ondelete="CASCADE"), nullable=False, index=True
    )
    guid = sa.Column(sa.UnicodeText, nullable=False, default="")
    severity = sa.Column(sa.UnicodeText, nullable=False)
    rule = sa.Column(sa.UnicodeText, nullable=False)
    pointer = sa.Column(sa.UnicodeText, nullable=False, default="")
    message = sa.Column(sa.UnicodeText, nullable=False)
    hint = sa.Column(sa.UnicodeText, nullable=False, default="")
    value = sa.Column(sa.UnicodeText, nullable=False, default="")

    def public_dict(self) -> dict[str, Any]:
        """The finding as an action answers it."""
        names = ("guid", "severity", "rule", "pointer", "message", "hint", "value")
        return {name: getattr(self, name) for name in names}
