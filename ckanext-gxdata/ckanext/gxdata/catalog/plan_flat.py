"""CKAN's flat form of a dataset and back, for the shapes that datasets have: fields, and lists of objects one deep.

Equal to ``flatten_dict`` with ``augment_data`` and to ``unflatten`` of ``ckan.lib.navl``; of any other shape ``None`` is
answered, and CKAN's own are to be used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from ckan.lib.navl.dictization_functions import unflatten

Flat = dict[tuple[Any, ...], Any]


class Keys(dict[str, tuple[Any, ...]]):
    """Flat keys by field; those that the schema does not have are made when asked for."""

    def __init__(self, prefix: tuple[Any, ...], names: Sequence[str]) -> None:
        super().__init__({name: (*prefix, name) for name in names})
        self.prefix = prefix

    def __missing__(self, name: str) -> tuple[Any, ...]:
        return (*self.prefix, name)


def put(record: Mapping[str, Any], keys: Keys, flat: Flat) -> dict[str, Any] | None:
    """Puts a record's own fields into ``flat``; answers what the schema does not have, None where it is unusual."""
    unknown: dict[str, Any] = {}
    for name, value in record.items():
        if name in keys:
            flat[keys[name]] = value
        elif isinstance(name, str) and not name.startswith("__"):
            unknown[name] = value
        else:
            return None
    return unknown


def nested(flat: Flat) -> dict[str, Any]:
    """As ``unflatten``: everything by the order of its name, lists by position."""
    top: dict[str, Any] = {}
    lists: dict[str, dict[int, dict[str, Any]]] = {}
    for key, value in flat.items():
        if len(key) == 1:
            top[key[0]] = value
        elif len(key) == 3:
            group, number, name = key
            items = lists.get(group)
            if items is None:
                items = lists[group] = {}
            item = items.get(number)
            if item is None:
                item = items[number] = {}
            item[name] = value
        else:
            return dict(unflatten(flat))
    if not lists.keys().isdisjoint(top):
        return dict(unflatten(flat))
    made = _sorted(top)
    for group in sorted(lists):
        items = lists[group]
        made[group] = [_sorted(items[number]) for number in sorted(items)]
    return made


def _sorted(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in _in_order(tuple(item))}


@lru_cache(maxsize=4_096)
def _in_order(names: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same fields come with record after record."""
    return tuple(sorted(names))
