"""Semantic search in a portal: what is near is found, by whom it may be, and nothing that goes wrong with it is noticed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.index_probe import ran

PUBLIC, PRIVATE = "绿色食品认证名录", "绿色食品认证初审"


@pytest.fixture(scope="module")
def seen(portal: Any) -> dict[str, Any]:
    return ran(portal, "nearness")


def test_a_question_whose_words_are_in_no_title_finds_what_is_near_it(seen: dict[str, Any]) -> None:
    assert seen["on"] == [PUBLIC]


def test_without_the_setting_it_finds_nothing(seen: dict[str, Any]) -> None:
    assert seen["off"] == []


def test_what_is_near_is_answered_to_those_only_who_may_see_it(seen: dict[str, Any]) -> None:
    assert seen["stranger"] == [PUBLIC]
    assert sorted(seen["member"]) == sorted([PUBLIC, PRIVATE])
    assert seen["public_only"] == [PUBLIC]


def test_filters_hold_for_it_and_in_an_order_of_ones_own_words_count_only(seen: dict[str, Any]) -> None:
    assert (seen["filtered"], seen["by_name"]) == ([], [])


def test_no_answer_holds_a_vector(seen: dict[str, Any]) -> None:
    assert seen["answered"] == []


@pytest.mark.parametrize("case", ["unknown_embedder", "broken", "slow", "wrong_size", "no_such_field"])
def test_an_embedder_or_a_solr_that_fails_leaves_the_search_as_it_was(seen: dict[str, Any], case: str) -> None:
    assert seen["words"][0] == PUBLIC
    assert seen[case] == [PUBLIC]


def test_a_dataset_that_the_embedder_fails_on_is_found_by_its_words(seen: dict[str, Any]) -> None:
    assert seen["saved_while_broken"] == [PUBLIC]
