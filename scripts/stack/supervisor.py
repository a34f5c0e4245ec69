"""Starts services after what they stand on, watches them, restarts the dead with growing pauses, stops in reverse.

One thread, so that the kernel's parent-death signal means this process. What is run is in ``service``; who calls this,
in ``supervise``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from stack import processes
from stack.logs import rotate
from stack.paths import Home
from stack.service import Service

TICK = 0.15
PROBE_EVERY = 5.0
HUNG_AFTER = 90.0
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
TASK_ATTEMPTS = 2


@dataclass
class Watched:
    """One service and how it fares. ``state``: waiting, starting, healthy, silent, dead, done, failed."""

    service: Service
    process: subprocess.Popen[bytes] | None = None
    state: str = "waiting"
    restarts: int = 0
    failures: int = 0
    started: float = 0.0
    answered: float = 0.0
    probed: float = 0.0
    due: float = 0.0
    told: float = 0.0

    @property
    def ready(self) -> bool:
        return self.state in ("healthy", "done")


class Supervisor:
    """Runs services until ``stop`` is called."""

    def __init__(self, home: Home, services: list[Service], changed: Callable[[Mapping[str, Watched]], None]) -> None:
        self._home = home
        self._watched = {service.name: Watched(service) for service in services}
        self._changed = changed
        self.stopping = False
        self._rotated = 0.0
        self._shown: list[tuple[str, int]] = []

    def stop(self) -> None:
        """Ask for the end; ``run`` returns when every process is gone."""
        self.stopping = True

    def run(self) -> None:
        while not self.stopping:
            for watched in self._watched.values():
                self._look_at(watched)
            self._report()
            self._rotate()
            time.sleep(TICK)
        self._stop_all()

    def _look_at(self, watched: Watched) -> None:
        if watched.process is None:
            if watched.state not in ("done", "failed") and time.monotonic() >= watched.due and self._may_start(watched):
                self._start(watched)
        elif watched.process.poll() is not None:
            self._ended(watched, watched.process.returncode)
        elif not watched.service.once:
            self._probe(watched)

    def _may_start(self, watched: Watched) -> bool:
        return all(self._watched[name].ready for name in watched.service.after)

    def _start(self, watched: Watched) -> None:
        service = watched.service
        watched.process = processes.spawn(
            service.command,
            {**service.environment, processes.MARK: str(self._home.root)},
            service.folder,
            self._log(service),
            service.death_signal,
            service.account,
            service.keep,
        )
        watched.state = "starting"
        watched.started = watched.answered = time.monotonic()
        self._record()

    def _log(self, service: Service) -> Path:
        return self._home.log / f"{service.name}.log"

    def _ended(self, watched: Watched, code: int) -> None:
        assert watched.process is not None
        processes.end_group(watched.process.pid, grace=5)
        watched.process = None
        if watched.service.once and code == 0:
            watched.state = "done"
        else:
            self._plan_restart(watched)
        self._record()

    def _plan_restart(self, watched: Watched) -> None:
        now = time.monotonic()
        steady = now - watched.started > STEADY_AFTER
        watched.failures = 1 if steady else watched.failures + 1
        watched.restarts += 1
        watched.due = now + min(LONGEST_PAUSE, 0.5 * 2 ** (watched.failures - 1))
        watched.state = "failed" if watched.service.once and watched.restarts >= TASK_ATTEMPTS else "dead"

    def _probe(self, watched: Watched) -> None:
        now = time.monotonic()
        if watched.state == "healthy" and now - watched.probed < PROBE_EVERY:
            return
        assert watched.process is not None
        answers = watched.service.probe(watched.process.pid)
        watched.probed = time.monotonic()
        if answers:
            watched.state, watched.answered = "healthy", watched.probed
        elif watched.state == "healthy":
            watched.state = "silent"
        if watched.probed - watched.answered > HUNG_AFTER:  # alive but mute: a restart is all that is left
            watched.process.kill()

    def _stop_all(self) -> None:
        """Ask each to end when nothing that stands on it is alive; kill what does not go within its grace."""
        while alive := [watched for watched in self._watched.values() if watched.process is not None]:
            needed = {name for watched in alive for name in watched.service.after + watched.service.uses}
            for watched in alive:
                if watched.service.name not in needed:
                    self._end(watched)
            self._report()
            time.sleep(TICK / 3)
        self._record()

    def _end(self, watched: Watched) -> None:
        assert watched.process is not None
        if watched.process.poll() is not None:
            processes.end_group(watched.process.pid, grace=2)
            watched.process, watched.state = None, "stopped"
        elif not watched.told:
            watched.told = time.monotonic()
            self._tell(watched)
        elif time.monotonic() - watched.told > watched.service.grace:
            watched.process.send_signal(signal.SIGKILL)

    @staticmethod
    def _tell(watched: Watched) -> None:
        """A server ends its children itself; a task's commands are told together with it."""
        assert watched.process is not None
        if watched.service.once:
            os.killpg(watched.process.pid, watched.service.stop_signal)
        else:
            watched.process.send_signal(watched.service.stop_signal)

    def _record(self) -> None:
        pids = {name: watched.process.pid for name, watched in self._watched.items() if watched.process}
        processes.record(self._home.processes, pids)

    def _report(self) -> None:
        shown = [(watched.state, watched.restarts) for watched in self._watched.values()]
        if shown != self._shown:
            self._shown = shown
            self._changed(self._watched)

    def _rotate(self) -> None:
        if time.monotonic() - self._rotated > 30:
            self._rotated = time.monotonic()
            for watched in self._watched.values():
                rotate(self._log(watched.service))
