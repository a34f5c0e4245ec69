"""Datasets that are removed with their source leave what CKAN's own purge leaves: nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.index_probe import ran


@pytest.fixture(scope="module")
def life(portal: Any) -> dict[str, Any]:
    return ran(portal, "purged")


def test_a_set_leaves_in_no_table_what_the_action_leaves_in_none(life: dict[str, Any]) -> None:
    alike, by_action = life["before"]
    assert alike == by_action and all(alike[table] for table in alike if table != "package_member")

    assert life["after"] == [dict.fromkeys(alike, 0)] * 2
    assert life["other"] == 1


def test_what_was_not_there_is_not_counted_and_the_index_is_told_of_the_rest(life: dict[str, Any]) -> None:
    assert life["purged"] == [True, True]
    assert life["noted"] == 1
