"""Whether Solr is worth asking now: after one that did not answer, nobody waits for it again for some seconds.

Per process, and one for questions and one for posts: a post that takes long stops no search. A drain with patience asks all the same.
"""

from __future__ import annotations

import time

SECONDS = 5.0


class Breaker:
    def __init__(self) -> None:
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._until

    def failed(self) -> None:
        self._until = time.monotonic() + SECONDS

    def answered(self) -> None:
        self._until = 0.0


questions = Breaker()
posts = Breaker()
