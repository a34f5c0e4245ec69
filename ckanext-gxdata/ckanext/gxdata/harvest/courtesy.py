"""People come first: while somebody asks Solr, documents are posted one set at a time, with a rest between two.

Solr answers and indexes with the same processors, and knows no rank between the two; only who posts can hold back. Where nobody asks
nothing is held back. Not here: what is posted (``posts``), and how a job's own processes stand back (a niceness of the system's).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

REST = 2.0
"""Times as long as the post before: Solr is left to people for two thirds of the time."""
LONGEST = 5.0
"""Seconds: a post that itself had to wait says little of what it cost."""


class Courtesy:
    """Shared by the threads that post."""

    def __init__(
        self,
        asked: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._asked, self._clock, self._sleep = asked, clock, sleep
        self._turn, self._rests_until = threading.Lock(), 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Around a post."""
        if not self._asked():
            yield
            return
        with self._turn:
            self._sleep(max(self._rests_until - self._clock(), 0))
            began = self._clock()
            yield
            now = self._clock()
            self._rests_until = now + min(REST * (now - began), LONGEST)
