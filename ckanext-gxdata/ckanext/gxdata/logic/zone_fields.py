"""The field ``zone`` between storage and answers: stored is what the department declared, answered is what holds.

Here: effective zones with their reasons for readers, and what of a write is a declaration. Not here: the rules
(``core/zones.py``), groups (``zone_groups.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core import zone_record, zones
from ckanext.gxdata.core.access import flat
from ckanext.gxdata.core.solr_values import listed
from ckanext.gxdata.core.wording import say

REASONS = "zone_reasons"
SUBZONE = "subzone"
"""Derived from ``zone`` in answers; in a write it adds to ``zone``."""
OVERRIDE = "zone_override"
DECIDED = "gxdata_zone_decided"
"""Set in the context by our own action only: the override in the data is a person's decision just taken."""


def effective(dataset: Mapping[str, Any]) -> list[str]:
    """Ids of the zones and sub-zones a dataset is in; ``dataset`` is as stored."""
    return [member.zone for member in zones.memberships(dataset, config.rulebook().zones)]


def answered(dataset: Mapping[str, Any], language: str, record: Sequence[Any] = ()) -> dict[str, Any]:
    """What ``package_show`` answers of a dataset's zones; ``dataset`` is as stored, ``record`` what the index kept of it."""
    book = config.rulebook()
    known = book.codelists["zone"]
    by_index = zone_record.is_by(record, book.zoning)
    members = zone_record.members(record) if by_index else zones.memberships(flat(dataset), book.zones)
    reasons = [
        {
            "zone": member.zone,
            "title": say(known[member.zone].labels, language) if member.zone in known else member.zone,
            "reason": zones.explain(member, language, book.codelists),
        }
        for member in members
    ]
    found = [member.zone for member in members]
    return {"zone": found, SUBZONE: [zone for zone in found if zone in known and known[zone].parent], REASONS: reasons}


def keep_declared(context: Context, data: dict[str, Any], stored: Mapping[str, Any]) -> None:
    """Makes of an answer that is sent back what may be stored. ``stored`` is empty for a dataset being created.

    Reasons are made anew at each answer. A zone that was not declared before and that the rules or a decision give
    anyway came with the answer: it is no declaration. What a person decided changes by ``gxdata_zone_override`` alone.
    """
    data.pop(REASONS, None)
    if apart := listed(data.pop(SUBZONE, None) or None):
        data["zone"] = list(dict.fromkeys([*listed(data.get("zone") or None), *apart]))
    if not context.get(DECIDED):
        data.pop(OVERRIDE, None)
        if stored.get(OVERRIDE):
            data[OVERRIDE] = stored[OVERRIDE]
    if stored and data.get("zone") and not context.get("gxdata_landing"):
        before = set(listed(stored.get("zone")))
        given = listed(data["zone"])
        kept = [zone for zone in given if zone in before]
        anyway = set(effective({**flat(stored), **data, "zone": kept}))
        data["zone"] = [zone for zone in given if zone in before or zone not in anyway]
