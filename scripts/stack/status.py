"""What the supervisor tells the world: ``run/status.json``, and whether it is alive."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import IO

from stack.paths import Home


@dataclass(frozen=True)
class Status:
    """``states`` maps each service to its state, ``restarts`` to how often it was restarted."""

    pid: int = 0
    started: float = 0.0
    url: str = ""
    demo: bool = False
    stopping: bool = False
    error: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
    restarts: Mapping[str, int] = field(default_factory=dict)

    def is_(self, name: str, *states: str) -> bool:
        return self.states.get(name) in states


def write(home: Home, status: Status) -> None:
    part = home.status.with_suffix(".part")
    part.write_text(json.dumps(asdict(status), ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(home.status)


def read(home: Home) -> Status:
    """The last status written; an empty one if there is none."""
    try:
        return Status(**json.loads(home.status.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Status()


def take_lock(home: Home, patience: float = 0.0) -> IO[str] | None:
    """The lock that a supervisor holds for its whole life, or None while another has it.

    The supervisor is patient: whoever asks ``is_supervised`` holds the lock for a moment.
    """
    handle = open(home.lock, "w")  # noqa: SIM115  (the caller keeps it open)
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except OSError:
            if time.monotonic() >= until:
                handle.close()
                return None
            time.sleep(0.02)


@contextmanager
def starting(home: Home) -> Iterator[None]:
    """Held from the question whether a home runs until its supervisor has the lock: two runs never start two."""
    with open(home.run / "start.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_supervised(home: Home) -> bool:
    """Whether a supervisor looks after this home now."""
    if not home.lock.exists():
        return False
    lock = take_lock(home)
    if lock is None:
        return True
    lock.close()
    return False
