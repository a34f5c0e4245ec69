"""Whether Solr is worth asking now: after one that did not answer, nobody waits for it again for some seconds.

Per process, and one for questions and one for posts: a post that takes long stops no search. A drain with patience asks all the same.
"""

from __future__ import annotations

import time

SHORTEST, LONGEST = 5.0, 20.0


class Breaker:
    def __init__(self) -> None:
        self._until, self._pause = 0.0, SHORTEST

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._until

    def failed(self) -> None:
        """Each time in a row, the pause is twice as long."""
        self._until = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, LONGEST)

    def answered(self) -> None:
        self._until, self._pause = 0.0, SHORTEST


questions = Breaker()
posts = Breaker()
