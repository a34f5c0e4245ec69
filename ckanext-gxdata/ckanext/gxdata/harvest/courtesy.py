"""People come first: while somebody asks Solr, records are staged, prepared, written and posted in small parts, with rests between.

Solr answers and indexes with the same processors, and knows no rank between the two, nor does PostgreSQL; only who gives them work can
hold back. Where nobody asks nothing is held back. Not here: the work itself (``extraction``, ``children``, ``loader``, ``posts``), and
how a job's own processes stand back (a niceness of the system's).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

Each = TypeVar("Each")
FEW = 25
"""Records at a time: a question that comes meanwhile waits for no more than these."""
REST = 16.0
"""Times as long as the part before. Of each child that prepares, too: what is prepared is what is then written and posted, so this is
the pace of a load."""
LONGEST = 5.0
"""Seconds: a batch that itself had to wait says little of what it cost."""


class Courtesy:
    """Of one process."""

    def __init__(
        self,
        asked: Callable[[], bool],
        rest: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._asked, self._rest, self._clock, self._sleep = asked, rest, clock, sleep
        self._rests_until = 0.0

    def parts(self, batch: Sequence[Each]) -> Iterator[Sequence[Each]]:
        """The whole of it where nobody asks; each is done with when the next is wanted."""
        first = 0
        while first < len(batch):
            with self.turn() as asked:
                last = first + FEW if asked else len(batch)
                yield batch[first:last]
            first = last

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Around what is not to be parted; tells whether somebody asks."""
        if not self._asked():
            yield False
            return
        self._sleep(max(self._rests_until - self._clock(), 0))
        began = self._clock()
        yield True
        now = self._clock()
        self._rests_until = now + min(self._rest * (now - began), LONGEST)
