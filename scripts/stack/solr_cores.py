"""Which folder is the portal's core: ``gxdata index rebuild`` makes a new one, and a killed rebuild may leave two.

Called while Solr does not run.
"""

from __future__ import annotations

import shutil
from pathlib import Path

REBUILT = "_rebuild_"
"""In the name of a folder made by a rebuild."""
WARMED = "warmed"
"""The core that ``warming`` makes and removes; of a start that was killed it is still there."""


def lay_out(cores: Path, core: str) -> None:
    """One folder holds the core of that name: the one there is, the newest of two, or an empty new one. Others are removed."""
    found = [(file.stat().st_mtime_ns, file.parent) for file in cores.glob("*/core.properties") if _name(file) == core]
    kept = max(found)[1] if found else cores / core
    for folder in cores.glob("*/"):
        if folder != kept and (folder.name in (core, WARMED) or folder.name.startswith(core + REBUILT)):
            shutil.rmtree(folder, ignore_errors=True)
    if not found:
        kept.mkdir(mode=0o700, exist_ok=True)
        (kept / "core.properties").write_text(f"name={core}\nconfigSet={core}\n")


def _name(properties: Path) -> str:
    lines = dict(line.split("=", 1) for line in properties.read_text().splitlines() if "=" in line)
    return lines.get("name", properties.parent.name)
