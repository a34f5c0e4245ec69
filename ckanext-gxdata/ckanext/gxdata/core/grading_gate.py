"""The publish gate: the consistency rules of open_grading.yaml, all breaches at once, and what openness remains.

Not here: whether a record is complete (validators), who decides (``grading_review``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.gxdata.core.grading_assessment import assess
from ckanext.gxdata.core.grading_judged import declared_grade
from ckanext.gxdata.core.grading_rules import Rules
from ckanext.gxdata.core.grading_types import LOWEST, Assessment, Grade, Reason
from ckanext.gxdata.core.text import as_text, key

PUBLIC, INTERNAL = "public", "internal"
"""Which catalog the dataset would stand in; core and important data may stand in the internal one only."""

OPEN_TYPES = ("unconditional", "conditional", "closed")
"""From wide to narrow."""


def declared_grades(dataset: Mapping[str, Any]) -> tuple[Grade, ...]:
    """What ``data_grade`` and ``general_level`` say; empty where they say nothing. The highest of them counts."""
    grades = (declared_grade(as_text(dataset.get(field))) for field in ("data_grade", "general_level"))
    return tuple(grade for grade in grades if grade is not None)


def least_grade(dataset: Mapping[str, Any], assessment: Assessment) -> Grade:
    """At least what the rules say, and at least what the dataset declares (就高原则)."""
    return max((assessment.grade, *declared_grades(dataset)))


def declared_reasons(dataset: Mapping[str, Any], rules: Rules) -> tuple[Reason, ...]:
    """The declared grade as a step of the why-trail; level 1 raises nothing."""
    grade = max((LOWEST, *declared_grades(dataset)))
    message = f"数据集填报的分级为 {grade.label}，不低于此级"
    return (rules.gate["declared_grade"].reason("", message, grade),) if grade > LOWEST else ()


def breaches(
    dataset: Mapping[str, Any], grade: Grade, assessment: Assessment, rules: Rules, catalog: str = PUBLIC
) -> tuple[Reason, ...]:
    """Every reason why the dataset must not stand in the catalog (``PUBLIC`` or ``INTERNAL``) as it is."""
    open_type = as_text(dataset.get("open_type"))
    found = [
        *_protected(grade, open_type, rules, catalog),
        *_level(grade, open_type, rules),
        *_conditions(dataset, open_type, grade, rules),
        *(assessment.barred if open_type == "unconditional" else ()),
    ]
    return tuple(dict.fromkeys(found))


def widest_open_type(grade: Grade, dataset: Mapping[str, Any], rules: Rules) -> str:
    """The most open value that no rule forbids to a dataset of this grade."""
    widest = rules.openness[grade.rank].widest
    return "conditional" if widest == "unconditional" and assess(dataset, rules).barred else widest


def default_open_type(grade: Grade, dataset: Mapping[str, Any], rules: Rules) -> str:
    """What a dataset of this grade is where nobody said how open: never wider than allowed."""
    either = (rules.openness[grade.rank].default, widest_open_type(grade, dataset, rules))
    return max(either, key=OPEN_TYPES.index)


def allowed_open_type(grade: Grade, dataset: Mapping[str, Any], rules: Rules) -> str:
    """The given openness if it is allowed, else the widest that is; the default where none is given."""
    given, widest = as_text(dataset.get("open_type")), widest_open_type(grade, dataset, rules)
    if given not in OPEN_TYPES:
        return default_open_type(grade, dataset, rules)
    return max(given, widest, key=OPEN_TYPES.index)


def _protected(grade: Grade, open_type: str, rules: Rules, catalog: str) -> Iterator[Reason]:
    if grade.rank <= 4:
        return
    if catalog != INTERNAL:
        message = f"{grade.label}不得以任何形式进入公开目录，只登记在内部目录"
        yield rules.gate["protected_public"].reason("", message, grade)
    if open_type in OPEN_TYPES[:2]:
        message = f"{grade.label}不开放，开放属性须为“不予开放”（closed）"
        yield rules.gate["protected_open"].reason("", message, grade)


def _level(grade: Grade, open_type: str, rules: Rules) -> Iterator[Reason]:
    if grade.rank in (3, 4) and open_type == "unconditional":
        message = f"{grade.label}数据不能无条件开放，请改为有条件开放或不予开放"
        yield rules.gate["level_open"].reason("", message, grade)


def _conditions(dataset: Mapping[str, Any], open_type: str, grade: Grade, rules: Rules) -> Iterator[Reason]:
    if open_type == "conditional" and not _filled(dataset.get("open_condition")):
        message = "有条件开放须填写开放条件（open_condition）"
        yield rules.gate["condition_missing"].reason("", message, grade)
    if open_type == "closed" and not _filled(dataset.get("closed_reason")):
        message = "不予开放须填写依据（closed_reason）"
        yield rules.gate["reason_missing"].reason("", message, grade)


def _filled(value: Any) -> bool:
    """A list, or its JSON text, or one code: with something in it."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return False
    values = value if isinstance(value, (list, tuple)) else [value]
    return any(key(as_text(each)) for each in values)
