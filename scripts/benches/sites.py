"""Portals that a bench starts and ends: gxdata, and the stock CKAN of its peers, each run on a copy of a prepared home.

Whatever ends a bench, no process stays: each supervisor is told by the kernel when the bench is gone.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benches import peers, stock
from stack import passwords, ports, processes, settings, status
from stack.installation import clean_environment
from stack.logs import tail
from stack.paths import Home, Software

PATIENCE = 900.0
ENDING = 90.0


class BenchError(Exception):
    """Something broke; slowness is no such thing."""


@dataclass(frozen=True)
class Kind:
    """``python`` is the one that loads this portal's CKAN."""

    name: str
    python: Path


GXDATA = Kind("gxdata", Software().python)
STOCK = Kind("stock", peers.PYTHON)


@dataclass(frozen=True)
class Site:
    """A portal that is up."""

    kind: Kind
    home: Home
    supervisor: subprocess.Popen[bytes]

    @property
    def ports(self) -> dict[str, int]:
        found: dict[str, int] = json.loads(self.home.ports.read_text())
        return found

    @property
    def secrets(self) -> dict[str, str]:
        return passwords.load(self.home.secrets)

    @property
    def environment(self) -> dict[str, str]:
        return settings.ckan_environment(self.home, Software())

    def pids(self, *services: str) -> list[int]:
        recorded = json.loads(self.home.processes.read_text())
        return [recorded[name]["pid"] for name in services if name in recorded]


@contextmanager
def running(kind: Kind, root: Path, *wanted: str, web: bool = False) -> Iterator[Site]:
    """The portal of a home, from when its services are up (all, or those ``wanted``) to the end of its last process."""
    home = _made(root)
    command = [sys.executable, "-m", "benches.supervision", kind.name, str(home.root), *(["--web"] if web else [])]
    supervisor = processes.spawn(command, _environment(), Path("/"), home.log / "supervisor.log")
    try:
        _await(home, supervisor, wanted)
        yield Site(kind, home, supervisor)
    finally:
        _end(home, supervisor)


def _made(root: Path) -> Home:
    home = Home(root)
    for folder in (home.root, home.log, home.run):
        folder.mkdir(parents=True, exist_ok=True)
    home.root.chmod(0o755)
    home.status.unlink(missing_ok=True)
    known = json.loads(home.ports.read_text()) if home.ports.exists() else {}
    ports.allot(home.ports, stock.NAMES, known.get("portal", 0) or _free_port())
    return home


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ports.LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _environment() -> Mapping[str, str]:
    """Without the operator's servers: a bench fills and empties its own only."""
    kept = clean_environment(Software())
    return {key: value for key, value in kept.items() if not (key.startswith("GXDATA_") and key.endswith("_URL"))}


def _await(home: Home, supervisor: subprocess.Popen[bytes], wanted: tuple[str, ...]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        known = status.read(home)
        if known.error or supervisor.poll() is not None or time.monotonic() > until:
            raise BenchError(f"{home.root}: {known.error or 'did not come up'}\n{_logs(home)}")
        if failed := [name for name, state in known.states.items() if state == "failed"]:
            raise BenchError(f"{home.root}: {failed} failed\n{tail(home.log / f'{failed[0]}.log')}")
        if known.states and all(known.is_(name, "healthy", "done") for name in wanted or known.states):
            return
        time.sleep(0.1)


def _logs(home: Home) -> str:
    return "\n".join(f"{path.name}: {tail(path)}" for path in sorted(home.log.glob("*.log")))[-3000:]


def _end(home: Home, supervisor: subprocess.Popen[bytes]) -> None:
    supervisor.terminate()
    try:
        supervisor.wait(ENDING)
    except subprocess.TimeoutExpired:
        supervisor.kill()
        supervisor.wait()
    processes.reap(home.root, home.processes)


class Homes:
    """A prepared home of each kind, made once, and copies of it, each gone after its run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copies = 0

    def prepare(self, kind: Kind) -> None:
        print(f"preparing a {kind.name} portal …", file=sys.stderr, flush=True)
        shutil.rmtree(self._template(kind), ignore_errors=True)
        with running(kind, self._template(kind), "prepare"):
            pass

    @contextmanager
    def fresh(self, kind: Kind, web: bool = False) -> Iterator[Site]:
        """A portal with an empty catalog and an empty index, its servers just started; its pages answered with ``web``."""
        self._copies += 1
        copy = self._folder / f"{kind.name}-{os.getpid()}-{self._copies}"
        subprocess.run(["cp", "-a", str(self._template(kind)), str(copy)], check=True)
        try:
            with running(kind, copy, web=web) as site:
                yield site
        finally:
            shutil.rmtree(copy, ignore_errors=True)

    def clear(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _template(self, kind: Kind) -> Path:
        return self._folder / f"template-{kind.name}"
