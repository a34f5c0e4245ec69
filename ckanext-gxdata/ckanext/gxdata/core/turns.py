"""Many items worked on in turns: each takes its first part, then each its second, and so on.

A long program run from end to end for one item after the other finds nothing of itself at hand when the next item comes: code and
tables have been pushed out of the processor's caches. Part by part the same work takes two thirds of the time
(docs/benchmarks.md). A function that is to be worked on so says ``yield`` where one part ends. Pure.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TypeVar

T = TypeVar("T")
Turns = Generator[None, None, T]


def alone(work: Turns[T]) -> T:
    """Of one item, from end to end. Raises what the work raises."""
    try:
        while True:
            next(work)
    except StopIteration as end:
        result: T = end.value
        return result


def in_turns(works: Iterable[Turns[T]]) -> list[T]:
    """The results in the order given. What one item raises ends all of them: who wants the others kept catches it in the work."""
    waiting, done = list(enumerate(works)), dict[int, T]()
    while waiting:
        waiting = [each for each in waiting if not _is_over(*each, done)]
    return [done[place] for place in sorted(done)]


def _is_over(place: int, work: Turns[T], done: dict[int, T]) -> bool:
    try:
        next(work)
    except StopIteration as end:
        done[place] = end.value
        return True
    return False
