"""What 信息项 are together: combinations of kinds, many people, a trail of places, and words of the title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from ckanext.gxdata.core.grading_judged import Judged
from ckanext.gxdata.core.grading_rules import Combination, DatasetRule, Rules
from ckanext.gxdata.core.grading_types import Grade, Reason
from ckanext.gxdata.core.grading_words import Text

MOST_RECORDS = 10**12


def combine(
    judged: Sequence[Judged], dataset: Mapping[str, Any], title: Text, rules: Rules
) -> Iterator[tuple[Combination, Reason]]:
    """Every combination that the dataset's items make."""
    personal = [each for each in judged if each.identifiable]
    for rule in rules.combinations:
        part = _contributors(rule, judged, personal)
        if _holds(rule, part, judged, dataset, title):
            grade = max((each.treatment.lowered(rule.grade) for each in part), default=rule.grade)
            yield rule, rule.origin.reason("", _message(rule, part, grade), grade)


def titled(judged: Sequence[Judged], title: Text, rules: Rules) -> Iterator[Reason]:
    """Every rule of titles that this one fits."""
    for rule in rules.datasets:
        if rule.words.fit(title) and _has_item(rule, judged, rules):
            message = f"名称表明数据属于{rule.origin.title}，按 {rule.grade.label}保护"
            yield rule.origin.reason("", message, rule.grade)


def _has_item(rule: DatasetRule, judged: Sequence[Judged], rules: Rules) -> bool:
    if not (rule.items.words or rule.items.columns or rule.items.exact):
        return True
    return any(rule.items.fit(rules.reading(text).text) for each in judged for text in each.item.texts)


def _contributors(rule: Combination, judged: Sequence[Judged], personal: Sequence[Judged]) -> list[Judged]:
    if rule.marks:
        return [each for each in judged if each.marks & set(rule.marks) and not each.treatment.anonymous]
    if rule.sensitive_records:
        return [each for each in personal if each.sensitive]
    return [each for each in personal if not rule.kinds or each.kinds & set(rule.kinds)]


def _holds(
    rule: Combination, part: Sequence[Judged], judged: Sequence[Judged], dataset: Mapping[str, Any], title: Text
) -> bool:
    if not part:
        return False
    kinds = frozenset(kind for each in part for kind in each.kinds)
    marks = frozenset(mark for each in part for mark in each.marks)
    needed = rule.records or rule.sensitive_records
    return (
        set(rule.kinds) <= kinds
        and _are_several(rule, part)
        and len(kinds) >= rule.kinds_at_least
        and set(rule.marks) <= marks
        and _titled(rule, title)
        and (not needed or _records(part, dataset) >= needed)
    )


def _are_several(rule: Combination, part: Sequence[Judged]) -> bool:
    """Each kind has an item of its own: one column that fits two kinds is not two of them together."""
    if not all(
        sum(bool(each.kinds & set(chosen)) for each in part) >= size
        for size in range(1, len(rule.kinds) + 1)
        for chosen in combinations(rule.kinds, size)
    ):
        return False
    return len(part) >= max(rule.kinds_at_least, min(len(rule.marks), 2))


def _titled(rule: Combination, title: Text) -> bool:
    words = rule.titles
    return (not (words.words or words.columns) or words.fit(title)) and not rule.titles_not.fit(title)


def _records(part: Sequence[Judged], dataset: Mapping[str, Any]) -> int:
    counts = counts_of(dataset)
    return sum(counts[position] for position in {each.item.position for each in part})


def counts_of(dataset: Mapping[str, Any]) -> tuple[int, ...]:
    """Rows of each resource, as far as they are known."""
    resources = dataset.get("resources")
    return tuple(map(_count, resources)) if isinstance(resources, (list, tuple)) else ()


def _count(resource: Any) -> int:
    value = resource.get("row_count") if isinstance(resource, Mapping) else None
    text = "" if isinstance(value, bool) else str(value)
    return min(int(text), MOST_RECORDS) if text.isascii() and text.isdigit() and len(text) < 30 else 0


def _message(rule: Combination, part: Sequence[Judged], grade: Grade) -> str:
    names = list(dict.fromkeys(f"“{each.item.shown}”" for each in part))
    shown = "、".join(names[:5]) + (f"等 {len(names)} 项" if len(names) > 5 else "")
    return f"{rule.origin.title}：{shown}，合在一起按 {grade.label}保护"
