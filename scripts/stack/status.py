"""What the supervisor tells the world: ``run/status.json``, and whether it is alive."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
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


def take_lock(home: Home) -> IO[str] | None:
    """The lock that a supervisor holds for its whole life, or None while another has it."""
    handle = open(home.lock, "w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return None
    os.set_inheritable(handle.fileno(), False)
    return handle


def is_supervised(home: Home) -> bool:
    """Whether a supervisor looks after this home now."""
    if not home.lock.exists():
        return False
    lock = take_lock(home)
    if lock is None:
        return True
    lock.close()
    return False
