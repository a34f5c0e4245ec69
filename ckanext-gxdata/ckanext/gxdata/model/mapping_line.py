"""A person's answer to what a mapping did not know: one line that is laid over the mapping of its source."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.gxdata.core import mapping_lines
from ckanext.gxdata.model.source import utc_now


class MappingLine(tk.BaseModel):  # type: ignore[misc]
    """``kind`` code: the source's ``value`` of ``field`` means the code ``target``. ``kind`` label: the source's label
    ``value`` means the notion ``target`` (``field`` is empty). An empty ``target``: means nothing, is not asked again.
    """

    __tablename__ = "gxdata_mapping_line"
    __table_args__ = (sa.UniqueConstraint("source_id", "kind", "field", "value"),)

    id: Mapped[str] = mapped_column(sa.UnicodeText, primary_key=True, default=make_uuid)
    source_id: Mapped[str] = mapped_column(
        sa.UnicodeText, sa.ForeignKey("gxdata_source.id", ondelete="CASCADE"), nullable=False, index=True
    )
    kind: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    field: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    value: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False)
    target: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    author: Mapped[str] = mapped_column(sa.UnicodeText, nullable=False, default="")
    created: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), nullable=False, default=utc_now)

    def public_dict(self) -> dict[str, Any]:
        """The line as an action answers it; ``author`` is a user's id."""
        names = ("id", "kind", "field", "value", "target", "author")
        return {**{name: getattr(self, name) for name in names}, "created": self.created.isoformat()}

    def answer(self) -> mapping_lines.MappingLine:
        """What the mapping is given."""
        kind: Any = self.kind
        return mapping_lines.MappingLine(kind, self.field, self.value, self.target)
