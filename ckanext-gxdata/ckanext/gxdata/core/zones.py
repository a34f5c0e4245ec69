"""Membership of zones (专区) by rule, explained. Pure.

Here: which zones and sub-zones a dataset belongs to, and why, from the rules of ``config/zones.yaml``, what its
department declared (``zone``) and what a person decided (``zone_override``). Not here: counting, pages.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """What spoke for it: ``kind`` is word, region, industry, hs, department, declared or decided.

    ``field`` is where it was found (title, items, tags, notes, owner_org …), ``value`` the word, code or name.
    """

    kind: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Membership:
    """``zone`` is an id of the code list ``zone``: a zone or a sub-zone; its parents are members of their own."""

    zone: str
    evidence: tuple[Evidence, ...]
