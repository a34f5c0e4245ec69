"""A harvest that is killed anywhere ends, by itself, where an uninterrupted one ends: nothing lost, nothing twice, no ghost."""

from __future__ import annotations

import pytest

from tests.faults.cut_off import chosen, cut_off_and_compare, named_places
from tests.faults.interrupted import STATES, Interrupted
from tests.integration.index_probe import ran

PLACES = sorted(named_places())


def coming(interrupted: Interrupted) -> str:
    """The state that the catalog is not in."""
    return next(state for state in STATES if state != interrupted.state)


def test_every_named_place_is_passed_by_a_harvest(interrupted: Interrupted) -> None:
    passed = {place for places in interrupted.passed.values() for place in places}

    assert passed == named_places()


def test_the_two_states_differ_in_what_is_added_changed_archived_and_restored(interrupted: Interrupted) -> None:
    early, late = (
        {row[0]: (row[2], row[1]) for row in interrupted.expected[state]["datasets"]} for state in ("early", "late")
    )
    assert len(early) == len(late) == 32, "no dataset twice"
    assert sum(state == "active" for state, _ in early.values()) == 24
    assert sum(early[name][0] != late[name][0] for name in early) == 16, "archived in one, restored in the other"
    assert len(interrupted.expected["early"]["index"]) == 24, "no ghost in the index"
    assert len(interrupted.expected["early"]["files"]) == 24


def test_use_told_while_a_killed_solr_reads_its_log_again_brings_nothing_back(interrupted: Interrupted) -> None:
    told = ran(interrupted.portal, "use_while_read_again", str(interrupted.portal.pid("solr")))

    assert "it reads its log again" in told["refusals"]
    assert told["kept"]
    assert told["came_back"] == 0


@pytest.mark.parametrize(("place", "victim", "share"), chosen(20, PLACES))
def test_a_run_that_is_killed_ends_like_one_that_is_not(
    interrupted: Interrupted, place: str, victim: str, share: float
) -> None:
    cut_off_and_compare(interrupted, coming(interrupted), place, victim, share)


@pytest.mark.long
@pytest.mark.parametrize(("place", "victim", "share"), chosen(220, PLACES)[20:])
def test_so_does_one_killed_anywhere_else(interrupted: Interrupted, place: str, victim: str, share: float) -> None:
    cut_off_and_compare(interrupted, coming(interrupted), place, victim, share)
