"""An id of a zone in a rule file that the code list does not know: one of the two places is wrong, and both are named."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from pathlib import Path

from ckanext.gxdata.core.codelists import CodeList


def both_places(config_dir: Path, zone: str, zones: CodeList, used: Collection[str]) -> str:
    """What a hint says beside the nearest ids. ``used``: ids of the rule file; a code that it never names is suspect."""
    unnamed = [code.id for code in zones.codes if code.id not in used]
    suspect = difflib.get_close_matches(zone, unnamed, n=1, cutoff=0.6)
    place = _place(config_dir, suspect[0] if suspect else "")
    if not suspect:
        return f"专区的 id 以代码表为准（{place}）"
    return f"专区的 id 以代码表为准：若是那里把“{zone}”写成了“{suspect[0]}”，请改 {place}"


def _place(config_dir: Path, zone: str) -> str:
    """File and line of the code; without a code, or where it is not found, the file alone."""
    path = config_dir / "codelists" / "zones.yaml"
    name = f"{config_dir.name}/codelists/{path.name}"
    lines = path.read_text(encoding="utf-8-sig").splitlines() if zone and path.exists() else []
    written = re.compile(rf"\bid:\s*[\"']?{re.escape(zone)}[\"']?\s*(?:[,}}#]|$)")
    found = [number for number, line in enumerate(lines, 1) if written.search(line)]
    return f"{name}:{found[0]}" if found else name
