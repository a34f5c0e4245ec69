"""How many records may go from a listing without a word."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core import vanishing
from ckanext.gxdata.core.problems import ranked


@pytest.mark.parametrize(("gone", "before"), [(30, 60), (5, 24), (60, 60), (2, 2), (1, 1)])
def test_more_than_a_fifth_and_at_least_five_or_all_are_told(gone: int, before: int) -> None:
    found = vanishing.finding(gone, before)

    assert found is not None
    assert (found.rule, found.severity) == ("many-missing", "warning")
    assert found.message.startswith(f"上次列出的 {before} 条记录中有 {gone} 条这次没有列出")
    assert "没有删除" in found.message


@pytest.mark.parametrize(("gone", "before"), [(0, 0), (0, 60), (4, 5), (5, 25), (12, 60)])
def test_a_few_are_not(gone: int, before: int) -> None:
    assert vanishing.finding(gone, before) is None


def test_they_are_a_problem_of_the_listing_and_cost_no_record() -> None:
    [problem] = ranked([("", vanishing.finding(30, 60))])
    assert problem["records"] == 0
