"""The kinds of department systems that this portal can read, as they describe themselves."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.sources.base import Source, source_kinds


@tk.side_effect_free
def gxdata_source_kind_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """All kinds by name: title, what the address is, capabilities, JSON Schema of the options, and profiles made for it."""
    tk.check_access("gxdata_source_kind_list", context, data_dict)
    return [_described(name, kind) for name, kind in sorted(source_kinds().items())]


def _described(name: str, kind: type[Source]) -> dict[str, Any]:
    return {
        "kind": name,
        "title": kind.title,
        "summary": (kind.__doc__ or "").strip().split("\n\n")[0],
        "address": kind.address,
        "capabilities": sorted(capability.name.lower() for capability in kind.capabilities),
        "capability_titles": {capability.name.lower(): capability.value for capability in kind.capabilities},
        "options_schema": dict(kind.options_schema),
        "profiles": _profiles(name),
    }


def _profiles(kind: str) -> list[dict[str, Any]]:
    """What a form fills in when somebody chooses the profile."""
    found = {name: each for name, each in config.rulebook().profiles.items() if each["kind"] == kind}
    return [
        {
            "name": name,
            "title": profile.get("title", name),
            "mapping": profile.get("mapping", ""),
            "options": profile.get("options", {}),
            "defaults": profile.get("defaults", {}),
        }
        for name, profile in sorted(found.items())
    ]
