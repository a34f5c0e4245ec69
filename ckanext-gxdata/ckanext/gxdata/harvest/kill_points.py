"""The named places of a harvest where a process may be killed and nothing be lost: what the fault tests stop at.

``passing`` does nothing unless the environment names the folder of such a test. Not here: what is killed (``tests/faults``).
"""

from __future__ import annotations

import os
import time
from pathlib import Path

FOLDER = "GXDATA_KILL_POINTS"
"""Environment variable. Files there: ``wanted`` (``place n``: the n-th time it is passed; removed when the run stands
there), ``standing`` (who stands, where), ``go`` (let it go on), ``passed`` (a line for each)."""
_SECONDS = 60
_counts: dict[str, int] = {}


def passing(place: str) -> None:
    """Stands still where the test wants it, so that it can kill there."""
    folder = os.environ.get(FOLDER)
    if folder:
        _passing(Path(folder), place)


def _passing(folder: Path, place: str) -> None:
    with (folder / "passed").open("a", encoding="utf-8") as passed:
        passed.write(f"{place}\n")
    wanted = folder / "wanted"
    if not wanted.exists():
        _counts.clear()
        return
    _counts[place] = _counts.get(place, 0) + 1
    if wanted.read_text(encoding="utf-8").split() == [place, str(_counts[place])]:
        wanted.unlink()
        _stand(folder, place)


def _stand(folder: Path, place: str) -> None:
    (folder / "standing").write_text(f"{os.getpid()} {place}", encoding="utf-8")
    until = time.monotonic() + _SECONDS
    while not (folder / "go").exists() and time.monotonic() < until:
        time.sleep(0.02)
