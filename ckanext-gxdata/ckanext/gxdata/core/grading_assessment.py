"""From a dataset to its ``Assessment``: each 信息项, then what they are together, then what the dataset says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ckanext.gxdata.core.grading_combinations import combine, counts_of, titled
from ckanext.gxdata.core.grading_items import Item, marks_of, read_items, recognise
from ckanext.gxdata.core.grading_judged import Judged, judge
from ckanext.gxdata.core.grading_rules import ASSESSMENTS_KEPT, Rules
from ckanext.gxdata.core.grading_treatment import ANONYMISED, claim_of
from ckanext.gxdata.core.grading_types import LOWEST, Assessment, Grade, Reason
from ckanext.gxdata.core.text import as_text, key

_YES = frozenset(("true", "1", "yes", "on", "是", "t", "y"))


def assess(dataset: Mapping[str, Any], rules: Rules) -> Assessment:
    """What the dataset declares of its grade does not count here (``declared_grades``); what its 信息项 declare does.

    Remembered for a while by all that it looks at: a dataset is graded when it lands and when it is admitted.
    """
    items = read_items(dataset)
    claim, title, heading = claim_of(dataset, rules), as_text(dataset.get("title")), _title(dataset)
    flags = tuple(_is_yes(dataset, flag) for flag in ("contains_personal_info", "contains_sensitive_pi"))
    told = (claim, title, heading, flags, items, counts_of(dataset) if items else ())
    found: Assessment | None = rules.assessed.get(told)
    if found is None:
        if len(rules.assessed) >= ASSESSMENTS_KEPT:
            rules.assessed.clear()
        rules.assessed[told] = found = _assessed(dataset, items, claim, heading, rules)
    return found


def _assessed(
    dataset: Mapping[str, Any], items: tuple[Item, ...], claim: str, heading: str, rules: Rules
) -> Assessment:
    judged = _judged(dataset, items, claim, rules)
    combined = list(combine(judged, dataset, rules.heading(heading), rules)) if judged else []
    of_title = list(titled(judged, rules.heading(heading), rules)) if rules.may_be_titled(heading) else []
    said = list(_said(dataset, claim, rules))
    reasons = [reason for each in judged for reason in each.answer.reasons]
    reasons += [reason for _, reason in combined]
    reasons += [*of_title, *said]
    sensitive = any(each.sensitive for each in judged) or any(rule.sensitive for rule, _ in combined)
    return Assessment(
        grade=max((reason.grade for reason in reasons), default=LOWEST),
        reasons=_distinct(reason for reason in reasons if reason.grade > LOWEST),
        items=tuple(each.answer for each in judged),
        contains_personal_info=any(each.personal for each in judged) or bool(said) or any(r.kind for r, _ in combined),
        contains_sensitive_pi=sensitive or _is_yes(dataset, "contains_sensitive_pi"),
        barred=_distinct(
            (*_barred(judged, claim, rules), *_barred_together(combined, rules), *_barred_by_word(said, claim, rules))
        ),
    )


def _judged(dataset: Mapping[str, Any], items: tuple[Item, ...], claim: str, rules: Rules) -> list[Judged]:
    judged: list[Judged] = []
    for place in dict.fromkeys((item.position, item.sheet) for item in items):
        table = [item for item in items if (item.position, item.sheet) == place]
        fitting = recognise(table, f"{as_text(dataset.get('title'))} {table[0].resource}", rules)
        judged += [
            judge(item, found, marks_of(item, rules), claim, rules) for item, found in zip(table, fitting, strict=True)
        ]
    return judged


def _title(dataset: Mapping[str, Any]) -> str:
    resources = dataset.get("resources")
    named = [each for each in resources if isinstance(each, Mapping)] if isinstance(resources, (list, tuple)) else []
    return "|".join([as_text(dataset.get("title")), *dict.fromkeys(as_text(each.get("name")) for each in named)])


def _said(dataset: Mapping[str, Any], claim: str, rules: Rules) -> Iterator[Reason]:
    claimed = rules.treatments.get(claim)
    for field, name, grade, what in (
        ("contains_personal_info", "declared_personal", Grade(2), "含个人信息"),
        ("contains_sensitive_pi", "declared_sensitive", Grade(4), "含敏感个人信息"),
    ):
        if _is_yes(dataset, field):
            lowered = claimed.lowered(grade) if claimed else grade
            yield rules.gate[name].reason("", f"填报为{what}，按 {lowered.label}保护", lowered)


def _is_yes(dataset: Mapping[str, Any], field: str) -> bool:
    return key(as_text(dataset.get(field))) in _YES


def _barred(judged: Sequence[Judged], claim: str, rules: Rules) -> Iterator[Reason]:
    for each in judged:
        if each.identifiable:
            yield _bar(each, claim, rules)


def _bar(each: Judged, claim: str, rules: Rules) -> Reason:
    item, kind = each.item, rules.kinds[each.answer.personal_info_kind].label
    if claim == ANONYMISED:
        message = f"信息项“{item.shown}”是{kind}，填报为匿名化但不予采信：{each.treatment.doubt}；不得无条件开放"
        return rules.gate["claim_refuted"].reason(item.name, message, each.answer.grade)
    message = f"信息项“{item.shown}”是{kind}，属个人信息，未匿名化的不得无条件开放"
    return rules.gate["personal_open"].reason(item.name, message, each.answer.grade)


def _barred_together(combined: Sequence[tuple[Any, Reason]], rules: Rules) -> Iterator[Reason]:
    """A combination can be personal although none of its items is (plate, place and time)."""
    for rule, reason in combined:
        if rule.kind:
            message = f"{rule.origin.title}，属个人信息，未匿名化的不得无条件开放"
            yield rules.gate["personal_open"].reason("", message, reason.grade)


def _barred_by_word(said: Sequence[Reason], claim: str, rules: Rules) -> Iterator[Reason]:
    if said and claim != ANONYMISED:
        yield rules.gate["personal_open"].reason("", "填报为含个人信息，未匿名化的不得无条件开放", said[-1].grade)


def _distinct(reasons: Any) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reasons))
