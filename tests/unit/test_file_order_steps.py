"""One step of a file in the list of its dataset."""

from __future__ import annotations

import pytest

from ckanext.gxdata.views.file_order import moved


@pytest.mark.parametrize(
    ("one", "step", "order"),
    [("a", 1, "bac"), ("b", 1, "acb"), ("b", -1, "bac"), ("c", -1, "acb"), ("a", -1, "abc"), ("c", 1, "abc")],
)
def test_a_file_moves_by_one_place_and_stays_at_the_ends(one: str, step: int, order: str) -> None:
    assert moved("abc", one, step) == [*order]
