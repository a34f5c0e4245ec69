"""What a person decided about a dataset's zones (``zone_override``), and how a new decision changes it. Pure.

``include``, ``exclude`` and ``reasons`` are public; ``by`` (zone → name and moment of who decided) is for the inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from ckanext.gxdata.core.solr_values import listed, loaded

Decision = Literal["include", "exclude", "auto"]
DECISIONS: tuple[Decision, ...] = ("include", "exclude", "auto")


def decide(stored: Any, zone: str, decision: Decision, reason: str, by: str) -> dict[str, Any]:
    """The override after a decision about one zone; ``auto`` leaves that zone to the rules again. Others stay."""
    before = loaded(stored)
    override: Mapping[str, Any] = before if isinstance(before, Mapping) else {}
    lists = {name: [each for each in listed(override.get(name)) if each != zone] for name in ("include", "exclude")}
    told = {name: _without(override.get(name), zone) for name in ("reasons", "by")}
    if decision != "auto":
        lists[decision].append(zone)
        told["reasons"][zone] = reason
        told["by"][zone] = by
    return {name: value for name, value in {**lists, **told}.items() if value}


def _without(told: Any, zone: str) -> dict[str, str]:
    return {str(each): str(text) for each, text in told.items() if each != zone} if isinstance(told, Mapping) else {}
