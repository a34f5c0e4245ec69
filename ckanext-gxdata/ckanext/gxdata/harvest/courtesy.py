"""People come first: while somebody asks Solr, records are staged, prepared, written and posted with rests between the batches.

Solr answers and indexes with the same processors, and knows no rank between the two, nor does PostgreSQL; only who gives them work can
hold back. Where nobody asks nothing is held back. Not here: the work itself (``extraction``, ``children``, ``loader``, ``posts``), and
how a job's own processes stand back (a niceness of the system's).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PREPARING = 10.0
"""Times as long as the batch before, of each child. What is prepared is what is then written and posted, so this is the pace of a load."""
WRITING = POSTING = 4.0
"""For what was prepared before somebody asked: the database and Solr are left to people for four fifths of the time."""
LONGEST = 5.0
"""Seconds: a batch that itself had to wait says little of what it cost."""


class Courtesy:
    """Of one process, shared by the threads of it that do the same."""

    def __init__(
        self,
        asked: Callable[[], bool],
        rest: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._asked, self._rest, self._clock, self._sleep = asked, rest, clock, sleep
        self._turn, self._rests_until = threading.Lock(), 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Around a batch."""
        if not self._asked():
            yield
            return
        with self._turn:
            self._sleep(max(self._rests_until - self._clock(), 0))
            began = self._clock()
            yield
            now = self._clock()
            self._rests_until = now + min(self._rest * (now - began), LONGEST)
