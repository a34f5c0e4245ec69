"""The life cycle of a dataset: draft → unit_review → grading_review → published → withdrawn, and back.

Pure: a table of steps with who may take each. Not here: who a person is (``logic/rights``), and the publish gate, which
stands before *published* whatever this table allows (``logic/gate``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["draft", "unit_review", "grading_review", "published", "withdrawn"]
Party = Literal["editor", "unit", "reviewer"]
"""Who edits the dataset, who administers its department, who holds the role grading_reviewer for it."""

STATES: tuple[State, ...] = ("draft", "unit_review", "grading_review", "published", "withdrawn")
LABELS: dict[str, str] = {
    "draft": "草稿",
    "unit_review": "单位审核",
    "grading_review": "分级审核",
    "published": "已发布",
    "withdrawn": "已撤回",
}
ENGLISH: dict[str, str] = {
    "draft": "draft",
    "unit_review": "department review",
    "grading_review": "grading review",
    "published": "published",
    "withdrawn": "withdrawn",
}
PARTIES: dict[str, str] = {"editor": "数据集编辑", "unit": "部门管理员", "reviewer": "分级审核人"}
SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One permitted move. Who rejects, withdraws or restores must say why."""

    before: State
    after: State
    label: str
    parties: frozenset[Party]
    needs_reason: bool


def _step(before: State, after: State, label: str, *parties: Party, reason: bool = False) -> Step:
    return Step(before, after, label, frozenset(parties), reason)


STEPS: tuple[Step, ...] = (
    _step("draft", "unit_review", "提交单位审核", "editor", "unit"),
    _step("unit_review", "grading_review", "单位同意，送分级审核", "unit"),
    _step("unit_review", "draft", "退回修改", "unit", reason=True),
    _step("grading_review", "published", "审核通过并发布", "reviewer"),
    _step("grading_review", "unit_review", "退回单位", "reviewer", reason=True),
    _step("grading_review", "draft", "退回草稿", "reviewer", reason=True),
    _step("published", "withdrawn", "撤回", "unit", "reviewer", reason=True),
    _step("withdrawn", "published", "恢复发布", "reviewer", reason=True),
    _step("withdrawn", "draft", "转为草稿", "editor", "unit", "reviewer", reason=True),
)


def label(state: str, language: str) -> str:
    """The name of a state; in English for every language but Chinese."""
    return (LABELS if language.startswith("zh") else ENGLISH).get(state, "")


def steps_from(state: str) -> tuple[Step, ...]:
    """Where a dataset in this state can go."""
    return tuple(step for step in STEPS if step.before == state)


def find_step(before: str, after: str) -> Step | None:
    """The step between two states, if there is one."""
    return next((step for step in steps_from(before) if step.after == after), None)


def is_private(state: str) -> bool:
    """Only what is published is public."""
    return state != "published"


def held(state: str) -> bool:
    """Whether a person keeps the dataset from the public: no ordinary write and no harvest publishes it."""
    return state in ("unit_review", "grading_review", "withdrawn")


def state_after_write(stored: str, private: bool) -> str:
    """The state that an ordinary write leaves: publishing and taking back by ``private`` are told here."""
    if not private:
        return "published"
    return stored if stored in STATES and stored != "published" else "draft"
