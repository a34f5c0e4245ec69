"""A value of a rule file that must be one of those there are: the fault names the nearest valid ones."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from ckanext.gxdata.yaml_lines import Document, Place

MOST_NAMED = 10


def require_known(document: Document, place: Place, value: str, known: Collection[str], what: str, more: str = "") -> None:
    """Raises ``RuleError`` at the line of the value; ``what`` is the Chinese name of such a thing, ``more`` ends the hint."""
    if value in known:
        return
    near = difflib.get_close_matches(value, list(known), n=3, cutoff=0.4)
    hint = f"相近的：{'、'.join(near)}" if near else f"可用的：{'、'.join(sorted(known)[:MOST_NAMED])}"
    raise document.fault(place, f"没有名为“{value}”的{what}", "；".join(filter(None, (hint, more))), "unknown-value")
