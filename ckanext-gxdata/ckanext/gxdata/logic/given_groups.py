"""The ``groups`` of a write, less zones: which zones a dataset is in follows from the rules, not from what a client sends.

Here: taking them out before CKAN asks whether the editor may manage those groups. Not here: joining (``zone_groups.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ckan import model
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.catalog import plan_lookups


def without_zones(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """A copy of what is written that names no zone among its groups."""
    given = dict(data or {})
    return {**given, "groups": _others(given["groups"], _zones)} if isinstance(given.get("groups"), list) else given


def keep_zones(data: dict[str, Any], stored: Mapping[str, Any], zones: Callable[[], Collection[str]]) -> None:
    """In the place of the zones given puts those the dataset is in; ``stored`` is empty for a dataset being created.

    So a dataset sent back unchanged is unchanged, and no membership is ended only to be made again.
    """
    if isinstance(data.get("groups"), list) and data["groups"] != stored.get("groups"):
        joined = stored.get("groups") or []
        others = _others(joined, zones)
        data["groups"] = [*_others(data["groups"], zones), *(group for group in joined if group not in others)]


def zones(context: Context) -> Callable[[], Collection[str]]:
    """Names and ids of the groups that are zones: looked up already, or asked when they are needed."""
    known = plan_lookups.of(context)
    return (lambda: known.zone_groups) if known else _zones


def _others(groups: list[Any], zones: Callable[[], Collection[str]]) -> list[Any]:
    if not groups:
        return []
    known = frozenset(zones())
    return [group for group in groups if not known & _names(group)]


def _names(group: Any) -> set[Any]:
    """What CKAN looks a group up by, whether it came as a record or as a bare name."""
    named = [group.get("id") or group.get("name")] if isinstance(group, Mapping) else [group]
    return {name for name in named if isinstance(name, str)}


def _zones() -> set[str]:
    return set(plan_lookups.zone_groups(model.Session, zone_names()))


def zone_names() -> list[str]:
    return [code.id for code in config.rulebook().codelists["zone"].children("")]
