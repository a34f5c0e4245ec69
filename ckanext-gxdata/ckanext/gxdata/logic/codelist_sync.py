"""Departments (organizations) and zones (groups) from the code lists, idempotently.

Nothing is ever deleted here: what a person made stays, and a code that left the list keeps its group.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.gxdata import config
from ckanext.gxdata.core.codelists import Code

LANGUAGE = "zh"


def sync() -> dict[str, dict[str, int]]:
    """Answers counts ``created updated unchanged`` by kind (部门, 专区)."""
    lists = config.rulebook().codelists
    departments = [_organization(code) for code in lists["organization"].codes]
    zones = [_zone(code) for code in lists["zone"].children("")]
    return {
        "部门": _sync_all("organization", departments),
        "专区": _sync_all("group", zones),
    }


def _organization(code: Code) -> dict[str, Any]:
    return {
        "name": code.id,
        "title": code.labels[LANGUAGE],
        "title_en": code.labels.get("en", ""),
        "organization_kind": str(code.extra.get("kind", "")),
        "region": str(code.extra.get("region", "450000")),
    }


def _zone(code: Code) -> dict[str, Any]:
    return {
        "name": code.id,
        "title": code.labels[LANGUAGE],
        "description": str(code.extra.get("description", "")),
    }


def _sync_all(kind: str, wanted: list[dict[str, Any]]) -> dict[str, int]:
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    for entry in wanted:
        counts[_sync_one(kind, entry)] += 1
    return counts


def _sync_one(kind: str, entry: Mapping[str, Any]) -> str:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context = {"user": user, "ignore_auth": True}
    if model.Group.get(entry["name"]) is None:
        tk.get_action(f"{kind}_create")(dict(context), dict(entry))
        return "created"
    shown = tk.get_action(f"{kind}_show")(dict(context), {"id": entry["name"], "include_users": False})
    if all(str(shown.get(key) or "") == value for key, value in entry.items()):
        return "unchanged"
    tk.get_action(f"{kind}_patch")(dict(context), {"id": shown["id"], **entry})
    return "updated"
