"""The named places of a harvest where a process may be killed and nothing be lost: what the fault tests stop at.

``passing`` does nothing unless the environment of a test names the place. Not here: what is killed (``tests/faults``).
"""

from __future__ import annotations

import os
import time
from pathlib import Path

PLACE, MARK = "GXDATA_KILL_POINT", "GXDATA_KILL_MARK"
"""``name`` or ``name:n`` for the n-th time it is passed; the file that is written when the run stands there."""
_SECONDS = 120
_passed: dict[str, int] = {}


def passing(name: str) -> None:
    """Stands still at the place that the test named, so that it can kill there; once per mark."""
    wanted = os.environ.get(PLACE, "")
    if wanted:
        _passed[name] = _passed.get(name, 0) + 1
        if wanted in (name, f"{name}:{_passed[name]}"):
            _stand(name)


def _stand(name: str) -> None:
    mark = Path(os.environ[MARK])
    if mark.exists():
        return  # the run after the one that was killed goes through
    mark.write_text(f"{name} {os.getpid()}", encoding="utf-8")
    until = time.monotonic() + _SECONDS
    while mark.read_text(encoding="utf-8") != "go" and time.monotonic() < until:
        time.sleep(0.05)
