"""Politeness per host: one request at a time, and a pause between two, across all sources of this process.

Another process has its own clock: that two workers do not harvest two sources of one host at the same moment is not seen
to here (``harvest/host_turn``). What is started by hand meanwhile keeps to the pause by itself: that is still few.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakValueDictionary

FOREIGN_PAUSE = 1.0
"""Seconds between two requests to a host that is not the source's own."""


class HostPace:
    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._next_call = 0.0

    @contextmanager
    def turn(self, pause: float, sleep: Callable[[float], None]) -> Iterator[None]:
        """Waits for the host to be free and rested; inside, nobody else of this process calls it."""
        with self._turn:
            if (wait := self._next_call - time.monotonic()) > 0:
                sleep(wait)
            self._next_call = time.monotonic() + pause
            yield


class Paces:
    """The paces of the hosts that one client talks to; they live as long as some client does."""

    def __init__(self) -> None:
        self._mine: dict[str, HostPace] = {}

    def of(self, host: str) -> HostPace:
        if host not in self._mine:
            with _LOCK:
                self._mine[host] = _ALL.setdefault(host, HostPace())
        return self._mine[host]


_ALL: WeakValueDictionary[str, HostPace] = WeakValueDictionary()
_LOCK = threading.Lock()
"""Two threads asking for a new host must get the same pace."""
