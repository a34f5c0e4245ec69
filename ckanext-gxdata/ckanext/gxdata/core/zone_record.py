"""Memberships of zones as the search index keeps them beside a dataset: a page of hits need not work them out again. Pure.

A record holds for the rules that it was made by: ``mark`` is their digest. Not here: the memberships (``zones``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ckanext.gxdata.core.zones import Evidence, Membership

FIELD = "gx_zone_why"


def written(members: Iterable[Membership], mark: str) -> str:
    """JSON: the mark, then of each zone its id and, one after the other, kind, field and value of what spoke for it."""
    told = ([member.zone, *([each.kind, each.field, each.value] for each in member.evidence)] for member in members)
    return json.dumps([mark, *told], ensure_ascii=False, separators=(",", ":"))


def is_by(record: Sequence[Any], mark: str) -> bool:
    """Whether the record was made by these rules; an empty one was made by none."""
    return bool(record) and record[0] == mark


def members(record: Sequence[Any]) -> tuple[Membership, ...]:
    """What ``written`` was given, of the text that was read as JSON."""
    return tuple(Membership(zone, tuple(Evidence(*each) for each in evidence)) for zone, *evidence in record[1:])
