"""What the supervisor knows of a server or a task: plain values, no behaviour."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stack.processes import Account

Probe = Callable[[int], bool]  # of the process id; bounded to a few seconds; must not raise


@dataclass(frozen=True)
class Service:
    """A server that runs until it is stopped, or with ``once`` a task that is done when it ends with 0."""

    name: str
    title: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    probe: Probe = lambda pid: True
    after: tuple[str, ...] = ()  # started when these are well
    uses: tuple[str, ...] = ()  # these are stopped later, as those of ``after`` are
    once: bool = False
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGTERM
    grace: float = 15
    account: Account | None = None
    keep: tuple[int, ...] = field(default=())
