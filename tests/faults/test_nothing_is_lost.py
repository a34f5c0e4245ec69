"""A harvest that is killed anywhere ends, by itself, where an uninterrupted one ends: nothing lost, nothing twice, no ghost."""

from __future__ import annotations

import ast
import random
from pathlib import Path
from typing import Any

import pytest

from tests.faults.interrupted import MODE, STATES, VICTIMS, Interrupted

PACKAGE = Path(__file__).parents[2] / "ckanext-gxdata" / "ckanext" / "gxdata"
SEED = 20261121


OF_THE_OTHER_MODE = "action_loader.py" if MODE == "sets" else "loader.py"


def named_places() -> set[str]:
    """Every place that the code names."""
    calls = (
        node
        for path in PACKAGE.rglob("*.py")
        if path.name != OF_THE_OTHER_MODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "passing"
    )
    return {argument.value for call in calls for argument in call.args if isinstance(argument, ast.Constant)}


def chosen(count: int) -> list[tuple[str, str, float]]:
    """Each place and each victim as often as the others; ``share`` says how far into the run."""
    shuffled, places = random.Random(SEED), sorted(named_places())
    found = []
    for number in range(count):
        found.append((places[number % len(places)], VICTIMS[shuffled.randrange(len(VICTIMS))], round(shuffled.random(), 3)))
    return found


def _first(found: Any, expected: Any) -> str:
    """What differs, of the first row that does."""
    if len(found) != len(expected):
        return f"{len(found)} instead of {len(expected)}"
    rows = next((pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]), ((), ()))
    return repr([pair for pair in zip(*rows, strict=True) if pair[0] != pair[1]])


def cut_off_and_compare(interrupted: Interrupted, place: str, victim: str, share: float) -> None:
    coming = next(state for state in STATES if state != interrupted.state)
    times = interrupted.passed[coming].count(place)
    assert times, f"a harvest never passes {place}"
    interrupted.cut_off(place, 1 + int(share * times), victim)
    found = interrupted.left_behind()
    for part, expected in interrupted.expected[coming].items():
        assert found[part] == expected, f"{part} after the {victim} was killed at {place}: {_first(found[part], expected)}"
    assert interrupted.doubles() == 0


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


@pytest.mark.parametrize(("place", "victim", "share"), chosen(20))
def test_a_run_that_is_killed_ends_like_one_that_is_not(
    interrupted: Interrupted, place: str, victim: str, share: float
) -> None:
    cut_off_and_compare(interrupted, place, victim, share)


@pytest.mark.long
@pytest.mark.parametrize(("place", "victim", "share"), chosen(220)[20:])
def test_so_does_one_killed_anywhere_else(interrupted: Interrupted, place: str, victim: str, share: float) -> None:
    cut_off_and_compare(interrupted, place, victim, share)
