"""Which Python the virtual environment stands on: the running one, or the system's of the same version where that is quicker.

A Python that somebody compiled for himself without profiles, as pyenv does unless told otherwise, takes a quarter to a half more
time for the same work than a distribution's; a portal would pay for that with every page and every record. Standard library only.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Iterable

SYSTEM = ("/usr/bin/python3", "/usr/local/bin/python3")
ROUNDS = 3
CLEARLY = 0.9
"""Another one is taken when it needs less than this part of the running one's time: what is nearer is noise."""
_TRIAL = """
import bz2, ctypes, lzma, ssl, sqlite3, sys, time, venv, zlib
def work():
    begun, total = time.process_time(), 0
    for number in range(60_000):
        row = {"id": number, "name": str(number), "tags": [number % 7, number % 11]}
        total += len({key: value for key, value in row.items() if isinstance(value, (str, list))})
        total += sum(len(part) for part in "-".join(sorted(row)).split("-"))
    return time.process_time() - begun
print("%d.%d" % sys.version_info[:2], min(work() for _ in range(2)))
"""


def quickest(running: str = sys.executable, others: Iterable[str] = SYSTEM) -> str:
    """``running``, unless one of ``others`` is of the same version, has all that is needed, and is clearly quicker."""
    rivals = [path for path in others if os.access(path, os.X_OK) and not os.path.samefile(path, running)]
    if not rivals:
        return running
    # In turns: a slow minute of the machine hits them alike.
    rounds = [{path: _tried(path) for path in (running, *rivals)} for _ in range(ROUNDS)]
    version, own = min(each[running] for each in rounds)
    seconds = {path: _seconds([each[path] for each in rounds], version) for path in rivals}
    best = min(rivals, key=lambda path: seconds[path])
    return best if seconds[best] < CLEARLY * own else running


def _seconds(tried: list[tuple[str, float]], version: str) -> float:
    """The least of all rounds; endless for one of another version, or that failed."""
    return min(seconds for _, seconds in tried) if {told for told, _ in tried} == {version} else math.inf


def _tried(path: str) -> tuple[str, float]:
    """Version and processor seconds of a piece of work; of one that cannot do it the version is none."""
    try:
        done = subprocess.run([path, "-I", "-c", _TRIAL], capture_output=True, text=True, timeout=30)
        version, seconds = done.stdout.split()
        return version, float(seconds)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return "none", 0.0
