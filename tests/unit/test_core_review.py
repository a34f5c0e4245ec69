"""The life cycle as a table: which steps there are, who takes them, and what an ordinary write leaves."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ckanext.gxdata.core.review import LABELS, STATES, STEPS, find_step, held, is_private, state_after_write, steps_from


def test_the_whole_way_to_publication_and_back_exists() -> None:
    way = ["draft", "unit_review", "grading_review", "published", "withdrawn", "draft"]

    assert all(find_step(before, after) for before, after in pairwise(way))


@pytest.mark.parametrize(
    ("before", "after"),
    [("draft", "published"), ("draft", "grading_review"), ("unit_review", "published"), ("published", "draft"),
     ("draft", "draft"), ("nowhere", "draft"), ("withdrawn", "grading_review")],
)  # fmt: skip
def test_no_step_of_the_review_can_be_left_out(before: str, after: str) -> None:
    assert find_step(before, after) is None


@pytest.mark.parametrize(
    ("before", "after", "parties"),
    [
        ("draft", "unit_review", {"editor", "unit"}),
        ("unit_review", "grading_review", {"unit"}),
        ("unit_review", "draft", {"unit"}),
        ("grading_review", "published", {"reviewer"}),
        ("grading_review", "draft", {"reviewer"}),
        ("published", "withdrawn", {"unit", "reviewer"}),
        ("withdrawn", "published", {"reviewer"}),
    ],
)
def test_who_may_take_a_step(before: str, after: str, parties: set[str]) -> None:
    step = find_step(before, after)

    assert step is not None
    assert set(step.parties) == parties


def test_who_rejects_or_withdraws_says_why() -> None:
    assert {(step.before, step.after) for step in STEPS if not step.needs_reason} == {
        ("draft", "unit_review"),
        ("unit_review", "grading_review"),
        ("grading_review", "published"),
    }


def test_only_the_reviewer_publishes_after_a_review() -> None:
    assert {party for step in STEPS if step.after == "published" for party in step.parties} == {"reviewer"}


def test_every_state_has_a_name_and_a_way_out() -> None:
    assert set(LABELS) == set(STATES)
    assert all(steps_from(state) for state in STATES)


@pytest.mark.parametrize(
    ("stored", "private", "state"),
    [
        ("", False, "published"),
        ("", True, "draft"),
        ("published", True, "draft"),
        ("published", False, "published"),
        ("withdrawn", True, "withdrawn"),
        ("unit_review", True, "unit_review"),
        ("draft", False, "published"),
        ("nonsense", True, "draft"),
    ],
)
def test_an_ordinary_write_leaves_a_state(stored: str, private: bool, state: str) -> None:
    assert state_after_write(stored, private) == state


def test_only_what_is_published_is_public() -> None:
    assert [state for state in STATES if not is_private(state)] == ["published"]
    assert [state for state in STATES if held(state)] == ["unit_review", "grading_review", "withdrawn"]
