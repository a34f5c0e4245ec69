"""One queued harvest per host at a time, whichever worker has it: several sources may stand on one system of a province.

Within a process ``sources/pace`` keeps the pause between two requests; two processes would call a host twice as often.
Here so for the length of a whole run. Not here: one run per source (``lock``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.harvest.lock import SourceLock


class HostBusy(FatalError):
    """A run of another source has the host's turn."""

    def __init__(self) -> None:
        message = "同一系统正在被另一个采集源采集，为不加重它的负担，一次只采一个"
        super().__init__(message, rule="host-busy", hint="等那一次结束后再试")


@contextmanager
def host_turn(address: str) -> Iterator[None]:
    """Holds the turn for the block. Raises ``HostBusy`` at once; an address without a host (a folder) has no turn."""
    host = host_of(address)
    if not host:
        yield
        return
    lock = SourceLock(f"host:{host}")
    try:
        if not lock.take():
            raise HostBusy
        yield
    finally:
        lock.release()


def host_of(address: str) -> str:
    """Name and port of the system, without account and path."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()
