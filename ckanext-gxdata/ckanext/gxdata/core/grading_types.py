"""The values of grading: what is said of a 信息项, of a dataset, and why. Frozen; nothing here acts.

Terms of GB/T 43697-2024: core, important, general 1–4. ``grading`` is the door; import from there.
"""

from __future__ import annotations

from dataclasses import dataclass

GENERAL, IMPORTANT, CORE = "general", "important", "core"


@dataclass(frozen=True, slots=True, order=True)
class Grade:
    """Ordered by protection: ``rank`` 1–4 are the levels of general data, 5 is important, 6 core."""

    rank: int

    @property
    def data_grade(self) -> str:
        return {5: IMPORTANT, 6: CORE}.get(self.rank, GENERAL)

    @property
    def general_level(self) -> str:
        """``"1"`` to ``"4"``; empty for important and core data."""
        return str(self.rank) if self.rank <= 4 else ""

    @property
    def label(self) -> str:
        """In Chinese, for messages."""
        return {5: "重要数据", 6: "核心数据"}.get(self.rank, f"{self.rank} 级")


LOWEST = Grade(1)


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the why-trail, or one breach of the publish gate. ``item`` names a 信息项 or is empty."""

    rule: str
    item: str
    message: str
    source: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class ItemGrade:
    """The grade of one 信息项 of one resource."""

    resource: str
    item: str
    personal_info_kind: str
    grade: Grade
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules say of a dataset, whatever it declares: at least its highest item, raised by aggregation."""

    grade: Grade
    reasons: tuple[Reason, ...]
    """Every step above level 1; a clean open table has none."""
    items: tuple[ItemGrade, ...]
    contains_personal_info: bool
    contains_sensitive_pi: bool
    barred: tuple[Reason, ...] = ()
    """Personal data that nothing makes anonymous: why the dataset may not be open without conditions."""
