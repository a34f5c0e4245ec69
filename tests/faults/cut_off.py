"""Which places a harvest is cut off at, seeded, and what is compared when the portal has mended it by itself."""

from __future__ import annotations

import ast
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.faults.interrupted import MODE, VICTIMS, Interrupted

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


def chosen(count: int, places: Sequence[str]) -> list[tuple[str, str, float]]:
    """Place, victim and share: each place as often as the others; the share says how far into the run."""
    shuffled = random.Random(SEED)
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


def cut_off_and_compare(interrupted: Interrupted, coming: str, place: str, victim: str, share: float) -> None:
    times = interrupted.passed[coming].count(place)
    assert times, f"a harvest never passes {place}"
    interrupted.serve(coming)
    interrupted.cut_off(place, 1 + int(share * times), victim)
    compare(interrupted, coming, f"after the {victim} was killed at {place}")


def compare(interrupted: Interrupted, coming: str, when: str) -> None:
    """All that is left behind with what an uninterrupted run leaves."""
    interrupted.await_index(interrupted.expected[coming]["index"])
    found = interrupted.left_behind()
    for part, expected in interrupted.expected[coming].items():
        assert found[part] == expected, f"{part} {when}: {_first(found[part], expected)}; of no dataset: {interrupted.strays()}"
    assert interrupted.doubles() == 0
