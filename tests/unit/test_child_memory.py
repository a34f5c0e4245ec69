"""What a child looks through for garbage: what its last part left, and nothing that was there before."""

from __future__ import annotations

import gc
import multiprocessing
import weakref
from multiprocessing.connection import Connection

from ckanext.gxdata.core import child_memory

KEPT: list[list[int]] = []


class Knot:
    """Garbage of the kind that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


def looked_through(into: Connection) -> None:
    child_memory.begin()
    knot = weakref.ref(Knot())
    KEPT.extend([number] for number in range(10_000))
    before = len(gc.get_objects())
    child_memory.between_parts()
    into.send((before > 10_000, knot() is None, len(gc.get_objects()) < 1_000, len(KEPT)))


def test_a_part_is_looked_through_once_and_what_outlives_it_not_again() -> None:
    here, there = multiprocessing.get_context("fork").Pipe()
    child = multiprocessing.get_context("fork").Process(target=looked_through, args=(there,))
    child.start()
    assert here.poll(60)
    found = here.recv()
    child.join()

    assert found == (True, True, True, 10_000)
