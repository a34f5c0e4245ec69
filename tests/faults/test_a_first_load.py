"""The same where nothing is known yet: then records are prepared in child processes while their source is still read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.cut_off import chosen, compare, cut_off_and_compare, named_places
from tests.faults.interrupted import CHILD, FIRST, MODE, Interrupted

PLACES = sorted(named_places() - {"archived"})


@pytest.fixture(scope="module")
def loading(interrupted: Interrupted) -> Iterator[Interrupted]:
    """Afterwards everything is known again."""
    yield interrupted
    for state in ("late", "early", "late"):
        interrupted.serve(state)
        interrupted.harvest()


def test_a_first_load_archives_nothing_and_passes_every_other_place(loading: Interrupted) -> None:
    assert sorted(set(loading.passed[FIRST])) == PLACES
    assert len(loading.expected[FIRST]["datasets"]) == len(loading.expected[FIRST]["index"]) == 24


@pytest.mark.parametrize(("place", "victim", "share"), chosen(8, PLACES))
def test_a_first_load_that_is_killed_ends_like_one_that_is_not(
    loading: Interrupted, place: str, victim: str, share: float
) -> None:
    loading.connect_anew()
    cut_off_and_compare(loading, FIRST, place, victim, share)


@pytest.mark.long
@pytest.mark.parametrize(("place", "victim", "share"), chosen(48, PLACES)[8:])
def test_so_does_a_first_load_killed_anywhere_else(loading: Interrupted, place: str, victim: str, share: float) -> None:
    loading.connect_anew()
    cut_off_and_compare(loading, FIRST, place, victim, share)


@pytest.mark.skipif(MODE != "sets", reason="records that are loaded one by one are prepared in the run's own process")
def test_a_child_that_is_killed_ends_the_run_with_a_reason_and_the_next_one_completes_it(loading: Interrupted) -> None:
    loading.connect_anew()
    loading.serve(FIRST)
    loading.begin("staged", 2, CHILD)

    assert "子进程被终止" in loading.how_it_ended()
    loading.harvest()
    compare(loading, FIRST, "after a child was killed")
