"""Which grade a dataset is stored with: protection rises by itself and sinks only by a named reviewer's decision.

Pure. In: what the rules say (``Assessment``), what is declared now, what is stored, the last review. Out: the grade to
store, with the reasons that are new. Not here: who may review (``logic/rights``), what the grade allows (``grading``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ckanext.gxdata.core.grading import CORE, GENERAL, IMPORTANT, Assessment, Grade, Reason

_RANKS = {IMPORTANT: 5, CORE: 6}
_LEVELS = ("1", "2", "3", "4")
LOWEST = Grade(1)


@dataclass(frozen=True, slots=True)
class GradeReview:
    """A reviewer's decision: what was stored ``before``, what is to hold ``after``, and what the rules said that day.

    ``seen`` holds the reasons (``trail``) of that day. A reason that came later was not decided about. ``impersonal``:
    the reviewer found that what looked like personal data is none.
    """

    before: Grade
    after: Grade
    assessed: Grade
    seen: frozenset[str] = frozenset()
    impersonal: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What a harvest finds decided about a dataset of the catalog: its grade, the last review, whether it is held back."""

    stored: tuple[Grade, ...] = ()
    review: GradeReview | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """The grade to store; ``reasons`` say what raised it above what was declared, and are empty if nothing did."""

    grade: Grade
    reasons: tuple[Reason, ...] = ()


def settle(
    assessment: Assessment,
    declared: Sequence[Grade] = (),
    stored: Sequence[Grade] = (),
    review: GradeReview | None = None,
) -> Settled:
    """The highest of all four, except that a review stands for the assessment as long as it covers it.

    ``declared`` and ``stored`` hold a grade or, where there is none, nothing.
    """
    decided = () if review is None else (review.after,)
    engine = () if covers(review, assessment) else (assessment.grade,)
    grade = max((LOWEST, *declared, *stored, *decided, *engine))
    known = max((LOWEST, *declared, *stored))
    return Settled(grade, tuple(_why(assessment, known, grade)) if grade > known else ())


def covers(review: GradeReview | None, assessment: Assessment) -> bool:
    """Whether the reviewer had before him all that today speaks for more protection than he decided."""
    if review is None or assessment.grade > review.assessed:
        return False
    return trail(assessment, review.after) <= review.seen


def trail(assessment: Assessment, above: Grade) -> frozenset[str]:
    """Rule and item of every reason that speaks for a grade above this one."""
    return frozenset(_mark(reason) for reason in _all(assessment) if reason.grade > above)


def seen_now(assessment: Assessment, after: Grade) -> frozenset[str]:
    """To be kept with a review that decides for ``after``: everything that spoke against it, and against openness."""
    return trail(assessment, after) | {_mark(reason) for reason in assessment.barred}


def released(assessment: Assessment, review: GradeReview | None) -> Assessment:
    """The assessment as it stands after a reviewer found no personal data, while it names nothing that is new."""
    if review is None or not review.impersonal or not {_mark(reason) for reason in assessment.barred} <= review.seen:
        return assessment
    return replace(assessment, barred=(), contains_personal_info=False, contains_sensitive_pi=False)


def lowers(declared: Sequence[Grade], stored: Sequence[Grade]) -> bool:
    """Whether somebody tries to declare less than is stored."""
    return bool(declared and stored) and max(declared) < max(stored)


def unseen(declared: Sequence[Grade], review: GradeReview | None) -> tuple[Grade, ...]:
    """What a *source* declares, less what it had declared when the reviewer decided: that is no news, every harvest."""
    if review is None:
        return tuple(declared)
    return tuple(grade for grade in declared if grade > max(review.before, review.assessed))


def standing(assessment: Assessment, review: GradeReview | None) -> Assessment:
    """The assessment as it stands beside a review that covers it."""
    kept = released(assessment, review)
    return replace(kept, grade=min(kept.grade, review.after)) if review and covers(review, assessment) else kept


def grade_of(stored: Mapping[str, Any]) -> tuple[Grade, ...]:
    """The grade that ``data_grade`` and ``general_level`` say together; general data without a level has none."""
    kind, level = stored.get("data_grade"), str(stored.get("general_level") or "")
    if isinstance(kind, str) and kind in _RANKS:
        return (Grade(_RANKS[kind]),)
    return (Grade(int(level)),) if kind in (GENERAL, None, "") and level in _LEVELS else ()


def fields_of(grade: Grade) -> dict[str, str]:
    """As the dataset stores it."""
    return {"data_grade": grade.data_grade, "general_level": grade.general_level}


def name_of(grade: Grade) -> str:
    """In Chinese, for messages."""
    return {5: "重要数据", 6: "核心数据"}.get(grade.rank, f"一般数据 {grade.rank} 级")


def review_of(before: Mapping[str, Any], after: Mapping[str, Any], assessed: Mapping[str, Any]) -> GradeReview:
    """From the stored form of a ``Review``."""
    then, decided, engine = (max((LOWEST, *grade_of(part))) for part in (before, after, assessed))
    seen = frozenset(assessed.get("seen") or ())
    return GradeReview(then, decided, engine, seen, after.get("contains_personal_info") is False)


def _mark(reason: Reason) -> str:
    return f"{reason.rule}|{reason.item}"


def _why(assessment: Assessment, known: Grade, grade: Grade) -> Iterable[Reason]:
    return (reason for reason in _all(assessment) if known < reason.grade <= grade)


def _all(assessment: Assessment) -> tuple[Reason, ...]:
    """Each reason once, those of the dataset first."""
    items = (reason for item in assessment.items for reason in item.reasons)
    return tuple(dict.fromkeys((*assessment.reasons, *items)))
