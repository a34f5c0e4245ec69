"""Protection rises by itself and sinks only by a reviewer who had seen all that speaks against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata.core.grading import Assessment, Grade, ItemGrade, Reason
from ckanext.gxdata.core.grading_review import (
    GradeReview,
    covers,
    fields_of,
    grade_of,
    lowers,
    name_of,
    review_of,
    settle,
    trail,
    unseen,
)

GRADES = st.integers(1, 6).map(Grade)
SOME = st.lists(GRADES, max_size=1).map(tuple)
REASONS = st.builds(
    Reason, st.sampled_from(["id-number", "phone", "name", "many-persons"]), st.sampled_from(["", "甲", "乙"]),
    st.just("依据"), st.just("规则"), GRADES,
)  # fmt: skip


def assessment(*reasons: Reason, grade: int = 1) -> Assessment:
    return Assessment(max([Grade(grade), *(each.grade for each in reasons)]), reasons, (), False, False)


ASSESSMENTS = st.lists(REASONS, max_size=4).map(lambda reasons: assessment(*reasons))
REVIEWS = st.one_of(
    st.none(), st.builds(lambda before, after, seen: decision(seen, before, after), GRADES, GRADES, ASSESSMENTS)
)


def reason(rule: str, item: str, grade: int) -> Reason:
    return Reason(rule, item, f"{item}：{rule}", "规则", Grade(grade))


def decision(seen: Assessment, before: Grade, after: Grade) -> GradeReview:
    return GradeReview(before, after, seen.grade, trail(seen, after))


PHONE = reason("phone", "联系电话", 3)
ID_NUMBER = reason("id-number", "身份证号", 4)


@pytest.mark.parametrize(
    ("engine", "declared", "stored", "expected"),
    [
        (1, (), (), 1),
        (3, (), (), 3),
        (1, (2,), (), 2),
        (3, (2,), (), 3),
        (1, (1,), (3,), 3),
        (4, (1,), (2,), 4),
        (1, (5,), (2,), 5),
        (1, (1,), (6,), 6),
    ],
)
def test_without_a_review_the_highest_of_all_holds(
    engine: int, declared: tuple[int, ...], stored: tuple[int, ...], expected: int
) -> None:
    settled = settle(assessment(grade=engine), tuple(map(Grade, declared)), tuple(map(Grade, stored)))

    assert settled.grade == Grade(expected)


def test_a_lowering_holds_while_nothing_new_speaks_against_it() -> None:
    review = decision(assessment(PHONE), Grade(3), Grade(2))

    assert settle(assessment(PHONE), (Grade(2),), (Grade(2),), review).grade == Grade(2)


def test_a_column_that_comes_later_raises_again_though_a_reviewer_had_lowered() -> None:
    review = decision(assessment(PHONE), Grade(3), Grade(2))
    settled = settle(assessment(PHONE, ID_NUMBER), (Grade(2),), (Grade(2),), review)

    assert settled.grade == Grade(4)
    assert [each.item for each in settled.reasons] == ["联系电话", "身份证号"]


def test_another_column_of_the_same_grade_was_not_decided_about_either() -> None:
    review = decision(assessment(PHONE), Grade(3), Grade(2))
    second = reason("phone", "手机", 3)

    assert settle(assessment(PHONE, second), (Grade(2),), (Grade(2),), review).grade == Grade(3)


def test_reasons_of_items_count_as_those_of_the_dataset() -> None:
    item = ItemGrade("表", "身份证号", "id_number", Grade(4), (ID_NUMBER,))
    with_item = Assessment(Grade(4), (), (item,), True, True)

    assert trail(with_item, Grade(3)) == {"id-number|身份证号"}
    assert settle(with_item).reasons == (ID_NUMBER,)


def test_a_raise_by_a_reviewer_is_a_floor() -> None:
    review = decision(assessment(), Grade(1), Grade(5))

    assert settle(assessment(), (Grade(1),), (Grade(1),), review).grade == Grade(5)


def test_what_a_source_declares_again_at_every_harvest_does_not_undo_a_review() -> None:
    review = decision(assessment(PHONE), Grade(4), Grade(2))

    assert unseen((Grade(4),), review) == ()
    assert unseen((Grade(5),), review) == (Grade(5),)
    assert unseen((Grade(4),), None) == (Grade(4),)


def test_nothing_is_raised_that_is_stored_already() -> None:
    assert settle(assessment(PHONE), (Grade(3),), ()).reasons == ()
    assert settle(assessment(PHONE), (Grade(1),), ()).reasons == (PHONE,)


@pytest.mark.parametrize(
    ("declared", "stored", "lowered"),
    [
        ((), (), False),
        ((2,), (), False),
        ((2,), (2,), False),
        ((3,), (2,), False),
        ((2,), (3,), True),
        ((), (3,), False),
    ],
)
def test_a_lower_declaration_is_noticed(declared: tuple[int, ...], stored: tuple[int, ...], lowered: bool) -> None:
    assert lowers(tuple(map(Grade, declared)), tuple(map(Grade, stored))) is lowered


@pytest.mark.parametrize(
    ("fields", "grade"),
    [
        ({"data_grade": "general", "general_level": "2"}, (Grade(2),)),
        ({"data_grade": "general"}, ()),
        ({"data_grade": "important"}, (Grade(5),)),
        ({"data_grade": "core", "general_level": "1"}, (Grade(6),)),
        ({}, ()),
        ({"data_grade": ["core"], "general_level": {"a": 1}}, ()),
        ({"data_grade": "general", "general_level": "9"}, ()),
    ],
)
def test_the_stored_form_is_read(fields: dict[str, object], grade: tuple[Grade, ...]) -> None:
    assert grade_of(fields) == grade


def test_a_grade_is_stored_and_named() -> None:
    assert fields_of(Grade(3)) == {"data_grade": "general", "general_level": "3"}
    assert fields_of(Grade(6)) == {"data_grade": "core", "general_level": ""}
    assert [name_of(Grade(rank)) for rank in (1, 5, 6)] == ["一般数据 1 级", "重要数据", "核心数据"]


def test_a_stored_review_is_read() -> None:
    assessed = {"data_grade": "general", "general_level": "3", "seen": ["phone|联系电话"]}
    review = review_of({"data_grade": "important"}, {"data_grade": "general", "general_level": "2"}, assessed)

    assert review == GradeReview(Grade(5), Grade(2), Grade(3), frozenset({"phone|联系电话"}))


@given(ASSESSMENTS, SOME, SOME)
def test_nothing_sinks_without_a_review(
    found: Assessment, declared: tuple[Grade, ...], stored: tuple[Grade, ...]
) -> None:
    grade = settle(found, declared, stored).grade

    assert all(grade >= each for each in (found.grade, *declared, *stored))


@given(ASSESSMENTS, SOME, SOME, REVIEWS)
def test_to_settle_what_is_settled_changes_nothing(
    found: Assessment, declared: tuple[Grade, ...], stored: tuple[Grade, ...], review: GradeReview | None
) -> None:
    grade = settle(found, declared, stored, review).grade
    again = settle(found, (grade,), (grade,), review)

    assert (again.grade, again.reasons) == (grade, ())


@given(ASSESSMENTS, SOME, REVIEWS)
def test_the_stored_grade_is_never_under_what_was_stored_or_decided(
    found: Assessment, stored: tuple[Grade, ...], review: GradeReview | None
) -> None:
    decided = () if review is None else (review.after,)

    assert settle(found, (), stored, review).grade >= max((Grade(1), *stored, *decided))


@given(ASSESSMENTS, ASSESSMENTS, GRADES)
def test_a_review_never_outlives_a_higher_assessment(seen: Assessment, found: Assessment, after: Grade) -> None:
    review = decision(seen, seen.grade, after)

    if found.grade > seen.grade:
        assert not covers(review, found)
        assert settle(found, (), (after,), review).grade >= found.grade


@given(st.lists(st.tuples(ASSESSMENTS, SOME), max_size=6), REVIEWS)
def test_over_any_series_of_writes_the_grade_only_rises(
    writes: list[tuple[Assessment, tuple[Grade, ...]]], review: GradeReview | None
) -> None:
    stored: tuple[Grade, ...] = ()
    for found, declared in writes:
        grade = settle(found, declared, stored, review).grade
        assert all(grade >= each for each in stored)
        stored = (grade,)
