"""Answers of stored datasets by plan, from object to object: what the way through CKAN's flat form would come to.

For schemas that show and whose fields each follow from their own value (or from the extra of their name), and for datasets
of the shape that rows have. Of anything else ``None`` is answered: the plan then goes the long way. Nobody is told what is
wrong with a stored dataset, so no errors are kept. Not here: single values (``plan_values``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ckan.lib.navl import validators as navl
from ckan.logic import validators as ckan_validators

from ckanext.gxdata.catalog.plan_memo import DROPPED, Foreign
from ckanext.gxdata.catalog.plan_position import Level, Special
from ckanext.gxdata.catalog.plan_steps import duplicate_extras_key
from ckanext.gxdata.catalog.plan_values import PLAIN, Value

Item = dict[str, Any]
Steps = tuple[tuple[str, Value | None, Any], ...]
"""By name in order: how a given value is changed, or what stands there by itself (``_GIVEN``: nothing)."""

_GIVEN: Any = object()
_IGNORED = (navl.ignore,)
_SPREAD = ((navl.keep_extras,), (navl.ignore_missing, ckan_validators.extras_valid_json, navl.keep_extras))
_EXTRA = {"key", "value"}
_SHAPES = 2000
"""Shapes that a level keeps: by its names, which of them are given."""


class Undirect(Exception):
    """The long way is needed."""


class Part:
    """The objects of one level."""

    def __init__(self, level: Level) -> None:
        self._values = {name: Value(chain) for name, chain in level.chains.items()}
        if level.special.keys() - {"__extras"}:
            raise Undirect
        unknown = _validators(level.special.get("__extras"))
        if unknown not in (None, _IGNORED, *_SPREAD):
            raise Undirect
        self._spreads, self._takes_all = unknown in _SPREAD, unknown is not None
        self._shapes: dict[tuple[Any, ...], tuple[Steps, tuple[str, ...], tuple[str, ...]]] = {}

    def shown(self, items: Iterable[Item]) -> list[Item]:
        """Those of which something is left."""
        return [made for item in items if (made := self._one(item))]

    def _one(self, item: Item) -> Item:
        if not isinstance(item, dict):
            raise Undirect
        if not item:
            return item
        names = tuple(item)
        shape = self._shapes.get(names)
        if shape is None:
            if len(self._shapes) >= _SHAPES:
                self._shapes.clear()
            shape = self._shapes[names] = self._shape(names)
        steps, unknown, left = shape
        for name in unknown:
            if type(item[name]) not in PLAIN:
                json.dumps(item[name])
        return {name: item[name] for name in left} if left else _applied(steps, item)

    def _shape(self, names: tuple[Any, ...]) -> tuple[Steps, tuple[str, ...], tuple[str, ...]]:
        """What is done, the names that the schema does not have, and all names where every value stays as it is."""
        _check(names)
        unknown = tuple(name for name in names if name not in self._values)
        if unknown and not self._takes_all:
            raise Undirect
        spread = unknown if self._spreads else ()
        wanted = sorted((*self._values, *spread))
        steps = tuple(step for name in wanted for step in _step(name, name in names, self._values.get(name)))
        stays = all(value is None and left is _GIVEN for _, value, left in steps)
        return steps, spread, tuple(name for name, _, _ in steps) if stays else ()


class Direct:
    """A whole plan. Raises ``Undirect`` where it needs the long way whatever the dataset."""

    def __init__(self, top: Level, groups: Mapping[str, Level]) -> None:
        values = {name: Value(chain) for name, chain in top.chains.items()}
        if _validators(top.special.get("__before")) not in (None, _IGNORED, (duplicate_extras_key, navl.ignore)):
            raise Undirect
        if _validators(top.special.get("__extras")) != _IGNORED or "__after" in top.special:
            raise Undirect
        if any(not special.idle for name, special in top.special.items() if name != "__before"):
            raise Undirect
        extras = groups.get("extras")
        if extras is None or not all(chain.only_tells for chain in extras.chains.values()):
            raise Undirect
        self._taken = frozenset(name for name, chain in top.chains.items() if chain.takes)
        self._values = tuple(sorted(values.items()))
        self._shapes: dict[tuple[str, ...], Steps] = {}
        self._parts = {name: Part(level) for name, level in sorted(groups.items())}

    def shown(self, data: Mapping[str, Any], most: int) -> dict[str, Any] | None:
        """None: the long way. Lists longer than ``most`` are CKAN's own."""
        try:
            return self._shown(data, most)
        except (Undirect, Foreign, Exception):
            return None

    def _shown(self, data: Mapping[str, Any], most: int) -> dict[str, Any]:
        _check(data)
        lists = {name: data[name] for name in self._parts if name in data}
        for value in lists.values():
            if type(value) is not list or len(value) > most:
                raise Undirect
        given = dict(data)
        if "extras" in lists:
            lists["extras"] = self._left(lists["extras"], given)
        made = _applied(self._steps(tuple(given)), given)
        for name, part in self._parts.items():
            if name in lists and (shown := part.shown(lists[name])):
                made[name] = shown
        for name, left in data.items():
            if left == [] and name not in made:
                made[name] = []
        return made

    def _steps(self, names: tuple[str, ...]) -> Steps:
        steps = self._shapes.get(names)
        if steps is None:
            if len(self._shapes) >= _SHAPES:
                self._shapes.clear()
            steps = tuple(step for name, value in self._values for step in _step(name, name in names, value))
            self._shapes[names] = steps
        return steps

    def _left(self, extras: list[Item], given: Item) -> list[Item]:
        """Those that no field of the dataset takes."""
        rest, keys = [], set()
        for item in extras:
            if item.keys() != _EXTRA or type(key := item["key"]) is not str:
                raise Undirect
            keys.add(key)
            if key in self._taken:
                given[key] = item["value"]
            else:
                rest.append(item)
        if len(keys) < len(extras):
            raise Undirect
        return rest


def direct(top: Level, groups: Mapping[str, Level]) -> tuple[Direct, ...]:
    """None or one."""
    try:
        return (Direct(top, groups),)
    except Undirect:
        return ()


def _applied(steps: Steps, item: Item) -> Item:
    made: Item = {}
    for name, value, left in steps:
        if left is _GIVEN:
            left = item[name] if value is None else value.of(item[name])
            if left is DROPPED:
                continue
        made[name] = left
    return made


def _step(name: str, is_given: bool, value: Value | None) -> Steps:
    if is_given:
        return ((name, None if value is None or value.leaves_all else value, _GIVEN),)
    left = value.absent() if value else DROPPED
    return () if left is DROPPED else ((name, None, left),)


def _check(names: Iterable[Any]) -> None:
    for name in names:
        if not isinstance(name, str) or name.startswith("__"):
            raise Undirect


def _validators(special: Special | None) -> tuple[Any, ...] | None:
    return None if special is None else tuple(each for _, each in special.steps)
