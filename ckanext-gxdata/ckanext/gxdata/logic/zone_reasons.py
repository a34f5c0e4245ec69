"""Why a dataset that a search found is in a zone, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata import config
from ckanext.gxdata.core import zones
from ckanext.gxdata.logic import zone_catalog as catalog


def reason(dataset: Mapping[str, Any], zone_id: str) -> str:
    """One sentence without full stop; empty where the index knows more than the rules say today."""
    for told in dataset.get("zone_reasons") or ():
        if told["zone"] == zone_id:
            return str(told["reason"])
    rulebook = config.rulebook()
    for membership in zones.memberships(dataset, rulebook.zones):
        if membership.zone == zone_id:
            return zones.explain(membership, catalog.language(), rulebook.codelists)
    return ""
