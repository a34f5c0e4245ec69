"""Starting a process that cannot outlive its supervisor, and finding and ending those that did.

On Linux the kernel signals every child when its parent dies. Elsewhere, and for grandchildren, the mark in the
environment (and the recorded pid with its start time) lets the next run or stop find what is left, and nothing else.
"""

from __future__ import annotations

import ctypes
import json
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

MARK = "GXDATA_SUPERVISED"
PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """An unprivileged account that a server runs under when we are root."""

    name: str
    uid: int
    gid: int

    @classmethod
    def named(cls, name: str) -> Account:
        entry = pwd.getpwnam(name)
        return cls(name, entry.pw_uid, entry.pw_gid)


def die_with_parent(number: int) -> None:
    """Have the kernel send this process a signal when its parent dies (Linux; elsewhere nothing)."""
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def _before_exec(number: int, parent: int) -> Callable[[], None]:
    def act() -> None:
        die_with_parent(number)
        if os.getppid() != parent:  # it died before we asked to be told
            os._exit(1)

    return act


def spawn(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    log: Path,
    death_signal: int = signal.SIGTERM,
    account: Account | None = None,
    keep: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own. From the main thread only: its end is what the kernel watches."""
    identity: dict[str, Any] = {}
    if account is not None:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    with open(log, "ab") as output:
        return subprocess.Popen(
            list(command),
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_before_exec(death_signal, os.getpid()),
            pass_fds=keep,
            **identity,
        )


def record(path: Path, pids: Mapping[str, int]) -> None:
    """Remember who was started: name, pid, start time."""
    entries = {name: {"pid": pid, "started": start_time(pid)} for name, pid in pids.items()}
    part = path.with_suffix(".part")
    part.write_text(json.dumps(entries, indent=1))
    part.replace(path)


def start_time(pid: int) -> float:
    """Start time of a process; 0.0 when there is none."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return 0.0


def leftovers(home: Path, recorded: Path) -> list[psutil.Process]:
    """Processes of this home that are alive: by record (pid and start time) and by the mark in their environment."""
    found = {process.pid: process for process in _recorded(recorded)}
    for process in psutil.process_iter():
        if process.pid != os.getpid() and _mark(process) == str(home):
            found[process.pid] = process
    return list(found.values())


def _recorded(path: Path) -> list[psutil.Process]:
    try:
        entries = json.loads(path.read_text())
    except (OSError, ValueError):
        return []
    found = (_alive(entry["pid"], entry["started"]) for entry in entries.values())
    return [process for process in found if process]


def _alive(pid: int, started: float) -> psutil.Process | None:
    """None also where it ends while it is looked at."""
    try:
        process = psutil.Process(pid)
        is_same = abs(process.create_time() - started) < 1
        return process if is_same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def _mark(process: psutil.Process) -> str:
    try:
        return str(process.environ().get(MARK, ""))
    except (psutil.Error, OSError):
        return ""  # another account's process, or gone


def reap(home: Path, recorded: Path, grace: float = 10) -> int:
    """End every process of a home that no supervisor looks after any more; how many there were."""
    processes = leftovers(home, recorded)
    for process in processes:
        _ask_to_end(process)
    _, stubborn = psutil.wait_procs(processes, timeout=grace)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=5)
    recorded.unlink(missing_ok=True)
    return len(processes)


def _ask_to_end(process: psutil.Process) -> None:
    with suppress(psutil.Error):
        process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)


def _signal(process: psutil.Process, number: int) -> None:
    with suppress(psutil.Error):  # it is gone, which is what we want
        process.send_signal(number)


def end_group(leader: int, grace: float) -> None:
    """Let a dead server's children end by themselves, then kill what is left of its process group."""
    until = time.monotonic() + grace
    while _group_alive(leader):
        if time.monotonic() > until:
            os.killpg(leader, signal.SIGKILL)
            until += grace
        time.sleep(0.05)


def _group_alive(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except OSError:
        return False
    return True
