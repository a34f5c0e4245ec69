"""What a forked process does about garbage: what it was forked with is never looked through, the rest between two parts of its work.

Left alone, Python goes through all of CKAN's objects again and again while documents are made: half of the time, and a page
of memory is copied for each that it touches.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def begin() -> None:
    """In the child, first of all."""
    gc.freeze()
    gc.disable()


def between_parts() -> None:
    """Costs what this part left behind, no more: what outlives it is remembered on purpose, and not looked through again."""
    gc.collect()
    gc.freeze()


@contextmanager
def old_objects_left_alone() -> Iterator[None]:
    """For a parent that reads what its children made; a thread of a web server must not."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
