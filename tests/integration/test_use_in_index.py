"""Use in the index: sorted by it, told in place, and never to a document that is not there."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.index_probe import ran
from tests.portal import Portal


@pytest.fixture(scope="module")
def told(portal: Portal) -> dict[str, Any]:
    return ran(portal, "use_told")


def test_datasets_are_sorted_by_how_often_they_were_used_lately(told: dict[str, Any]) -> None:
    assert told["order"] == [told["names"][1], told["names"][0]]


def test_only_what_changed_is_written_in_place_and_nothing_is_made_of_a_dataset_that_is_gone(told: dict[str, Any]) -> None:
    assert (told["moved"], told["digests"]) == (True, True)
    assert told["changed"] == 2  # the dataset that is gone is not tried
    assert told["again"] == 0


def test_what_is_used_no_more_falls_back(told: dict[str, Any]) -> None:
    assert told["back"] == 2
    assert told["left"] == told["held"]


def test_the_order_is_offered_where_anything_was_used(portal: Portal, told: dict[str, Any]) -> None:
    page = httpx.get(portal.url + "/dataset/?q=甘蔗", timeout=60).text
    assert "按名称" in page
    assert ("用得最多" in page) is bool(told["held"])
