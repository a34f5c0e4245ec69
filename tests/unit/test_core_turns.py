"""Work in turns: all items take a part before any takes the next, and nobody's result depends on it."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.turns import Turns, alone, in_turns


def counted(name: str, parts: int, told: list[str]) -> Turns[str]:
    for part in range(parts):
        told.append(f"{name}{part}")
        yield
    return name


def outer(name: str, told: list[str]) -> Turns[str]:
    found = yield from counted(name, 2, told)
    told.append(f"{found} ends")
    return found.upper()


def test_all_take_their_first_part_before_any_takes_its_second() -> None:
    told: list[str] = []
    assert in_turns([outer("a", told), outer("b", told)]) == ["A", "B"]
    assert told == ["a0", "b0", "a1", "b1", "a ends", "b ends"]


def test_results_stand_in_the_order_given_whoever_ends_first() -> None:
    told: list[str] = []
    assert in_turns(counted(name, parts, told) for name, parts in (("long", 3), ("none", 0), ("short", 1))) == [
        "long",
        "none",
        "short",
    ]
    assert told == ["long0", "short0", "long1", "long2"]


def test_one_item_alone_comes_to_the_same() -> None:
    told: list[str] = []
    assert alone(outer("a", told)) == "A"
    assert told == ["a0", "a1", "a ends"]


def test_what_the_work_raises_is_raised() -> None:
    def broken() -> Turns[str]:
        yield
        raise ValueError("第 2 部分")

    with pytest.raises(ValueError, match="第 2 部分"):
        alone(broken())
    with pytest.raises(ValueError, match="第 2 部分"):
        in_turns([counted("a", 1, []), broken()])


def test_nothing_to_do_is_no_result() -> None:
    assert in_turns([]) == []
