"""The grade of one 信息项: the rules that it fits, what the department declared, what de-identification lowers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ckanext.gxdata.core.grading_items import Item
from ckanext.gxdata.core.grading_rules import ItemRule, KindRule, Origin, Rules
from ckanext.gxdata.core.grading_treatment import Believed, believed
from ckanext.gxdata.core.grading_types import CORE, IMPORTANT, LOWEST, Grade, ItemGrade, Reason
from ckanext.gxdata.core.text import key

UNKNOWN_KIND = "other_sensitive"
"""A declared kind that is not in the list says that there is something; the careful reading holds until it is corrected."""

_DECLARED = {CORE: Grade(6), IMPORTANT: Grade(5), **{str(level): Grade(level) for level in range(1, 5)}}


@dataclass(frozen=True, slots=True)
class Judged:
    """One item with all that the steps after need to know of it."""

    item: Item
    kinds: frozenset[str]
    sensitive: bool
    treatment: Believed
    marks: frozenset[str]
    answer: ItemGrade

    @property
    def personal(self) -> bool:
        return bool(self.kinds)

    @property
    def identifiable(self) -> bool:
        """Personal, and nothing believed made it anonymous."""
        return self.personal and not self.treatment.anonymous


@dataclass(frozen=True, slots=True)
class _Step:
    origin: Origin
    grade: Grade
    kind: str
    what: str


def judge(item: Item, fitting: tuple[ItemRule, ...], marks: frozenset[str], claim: str, rules: Rules) -> Judged:
    """``claim`` is the dataset's way of de-identification."""
    declared = _declared_kind(item, rules)
    steps = [*(_Step(rule.origin, rule.grade, rule.kind, rule.origin.title) for rule in fitting), *_declared(declared)]
    kinds = frozenset(step.kind for step in steps if step.kind)
    treatment = believed(item, kinds, claim, rules)
    reasons = [*_reasons(item, steps, treatment, rules), *_declared_grade(item, rules)]
    grade = max((reason.grade for reason in reasons), default=LOWEST)
    highest = max((step for step in steps if step.kind), key=lambda step: step.grade, default=None)
    kind = highest.kind if highest else "none"
    sensitive = any(rule.sensitive for rule in fitting) or any(rule.sensitive for rule in declared)
    answer = ItemGrade(item.resource, item.name, kind, grade, tuple(reasons))
    return Judged(item, kinds, sensitive, treatment, marks, answer)


def declared_grade(text: str) -> Grade | None:
    """The grade of an id of ours (3, L3, important); None for anything else."""
    return _DECLARED.get(key(text).removeprefix("l"))


def _declared_kind(item: Item, rules: Rules) -> tuple[KindRule, ...]:
    if not item.declared_kind:
        return ()
    kind = rules.kind_words.get(key(item.declared_kind), UNKNOWN_KIND)
    return (rules.kinds[kind],) if kind in rules.kinds else ()


def _declared(kinds: tuple[KindRule, ...]) -> Iterator[_Step]:
    for rule in kinds:
        yield _Step(rule.origin, rule.grade, rule.origin.id.removeprefix("kind-"), f"填报的{rule.label}")


def _reasons(item: Item, steps: list[_Step], treatment: Believed, rules: Rules) -> Iterator[Reason]:
    for step in steps:
        grade = treatment.lowered(step.grade)
        lowered = (
            f"，脱敏后由 {step.grade.label}降为 {grade.label}" if grade < step.grade else f"，按 {grade.label}保护"
        )
        personal = "（个人信息）" if step.kind else ""
        yield step.origin.reason(item.name, f"信息项“{item.shown}”识别为{step.what}{personal}{lowered}", grade)
    if treatment.doubt:
        message = f"信息项“{item.shown}”：数据集填报的脱敏方式不予采信，{treatment.doubt}"
        top = max(treatment.lowered(step.grade) for step in steps)
        yield rules.gate["not_believed"].reason(item.name, message, top)


def _declared_grade(item: Item, rules: Rules) -> Iterator[Reason]:
    grade = declared_grade(item.declared_grade)
    if grade is not None:
        message = f"信息项“{item.shown}”填报的分级为 {grade.label}，不低于此级"
        yield rules.gate["declared_item"].reason(item.name, message, grade)
