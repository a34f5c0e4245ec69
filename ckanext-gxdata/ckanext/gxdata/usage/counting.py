"""Takes down that something was used, at the cost of a tuple: adding up and sending are a thread's.

``count_asked`` is for whoever answers requests, a page cache in front of CKAN included. It never fails and never waits: with the
queue away counts are kept up to a bound, then lost with a line in the log. The name of the program is dropped as soon as
it was looked up. Not here: what a request counts as (``views/usage``), the way into the database (``moving``).
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from datetime import datetime
from time import sleep, time
from typing import Any

from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.core.usage import API, Use
from ckanext.gxdata.usage.agents import is_bot
from ckanext.gxdata.usage.waiting import Away, send

log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two sendings."""
MOST = 20_000
"""Uses that wait in a process, and different counts that wait for the queue."""


class Counts:
    """What one process has seen and not sent yet."""

    def __init__(self, sending: Callable[[Mapping[str, int]], None]) -> None:
        self._send = sending
        self._seen: deque[tuple[float, Use, str]] = deque()
        self._kept: Counter[str] = Counter()
        self._lost = 0
        self._turn = threading.Lock()

    def add(self, use: Use, agent: str, moment: float) -> None:
        if len(self._seen) < MOST:
            self._seen.append((moment, use, agent))
        else:
            self._lost += 1

    def flush(self) -> None:
        """Sends everything; with the queue away it stays for the next time."""
        with self._turn:
            self._add_up()
            try:
                if self._kept:
                    self._send(self._kept)
                    self._kept.clear()
            except Away as error:
                log.warning("use: %d counts wait, the queue does not answer: %s", len(self._kept), error)
            if self._lost:
                log.warning("use: %d uses were not counted, too many waited", self._lost)
                self._lost = 0

    def _add_up(self) -> None:
        while self._seen:
            moment, use, agent = self._seen.popleft()
            if is_bot(agent, use.kind):
                continue
            key = use.key(datetime.fromtimestamp(moment, SHANGHAI).date())
            if key in self._kept or len(self._kept) < MOST:
                self._kept[key] += 1
            else:
                self._lost += 1


def count(kind: str, item: str = "", subject: str = "", *, agent: str = "") -> None:
    """One use; ``agent`` is the program's name as the request gave it."""
    use = Use(kind, item, subject)
    if use.is_sane:
        _counts.add(use, agent, time())
        if not _thread.is_alive():
            _begin()


def count_asked(use: Use, environ: Mapping[str, Any]) -> None:
    """One use by a request: nothing that is fetched beforehand, no later part of a file, no mere look at the headers."""
    ahead = f"{environ.get('HTTP_SEC_PURPOSE', '')}{environ.get('HTTP_PURPOSE', '')}"
    part = environ.get("HTTP_RANGE", "")
    method = environ["REQUEST_METHOD"] == "GET" or (use.kind == API and environ["REQUEST_METHOD"] == "POST")
    if method and "prefetch" not in ahead and (not part or part.startswith("bytes=0-")):
        count(use.kind, use.item, use.subject, agent=environ.get("HTTP_USER_AGENT", ""))


def flush() -> None:
    """Sends what this process has seen; for its end, and for tests."""
    _counts.flush()


def _begin() -> None:
    """A thread of this process: one that was forked away is not alive here."""
    global _thread
    with _starting:
        if not _thread.is_alive():
            _thread = threading.Thread(target=_go_on, name="gxdata-usage", daemon=True)
            _thread.start()
            atexit.unregister(flush)
            atexit.register(flush)


def _go_on() -> None:
    while True:
        sleep(EVERY)
        try:
            flush()
        except Exception:
            log.exception("use: counts could not be added up")


def _afresh() -> None:
    """After a fork: what the parent has seen is the parent's to send, and its locks may be held."""
    global _counts, _thread, _starting
    _counts, _thread, _starting = Counts(send), threading.Thread(), threading.Lock()


_counts = Counts(send)
_thread = threading.Thread()
_starting = threading.Lock()
os.register_at_fork(after_in_child=_afresh)
