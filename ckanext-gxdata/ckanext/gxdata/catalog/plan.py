"""CKAN's validation of datasets, compiled once: ``plan(action).validated(data, context)`` is ``plugin_validate`` without
what that does anew at each call.

The validators of CKAN, scheming and our own run as they are, in CKAN's order; the plan knows none of their rules. A
dataset of a shape that is out of the ordinary goes through CKAN's own ``navl`` with the same schema, so that only time
can differ. Without database: what validators would ask is in ``lookups``. Not here: how the schema is put together
(``plan_schema``), outcomes kept by value (``plan_memo``), flat form (``plan_flat``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from ckan.lib.navl import dictization_functions as navl
from ckan.lib.navl.dictization_functions import missing
from ckan.lib.plugins import lookup_package_plugin

from ckanext.gxdata.catalog import plan_errors, plan_schema
from ckanext.gxdata.catalog.plan_flat import Flat, nested, put
from ckanext.gxdata.catalog.plan_lookups import LOOKUPS, NOTHING, Lookups
from ckanext.gxdata.catalog.plan_position import Level, Position, run_special
from ckanext.gxdata.catalog.plan_show import direct
from ckanext.gxdata.catalog.plan_steps import EXTRAS, NAMES, Extras
from ckanext.gxdata.core.turns import Turns, alone

MOST_ITEMS = 2000
"""Longer lists are CKAN's own business: positions are kept."""
_SHOWS = ("package_show", "default_show")
_SHOWN: Mapping[str, Any] = {"ignore_auth": True}


class Plan:
    """Made by ``plan``; a process that is forked afterwards has it too, one that gets it pickled makes it anew."""

    def __init__(self, action: str, dataset_type: str) -> None:
        self.action, self.dataset_type = action, dataset_type
        self.schema = plan_schema.schema_of(action, dataset_type)
        self._keys = list(self.schema)
        self._own = frozenset(self._keys)
        self._groups = {name: Level(part, name) for name, part in sorted(plan_schema.groups_of(self.schema).items())}
        top = Level(self.schema, "")
        self._top = top.at(())
        self._direct = direct(top, self._groups) if action in _SHOWS else ()

    def __reduce__(self) -> Any:
        return plan, (self.action, self.dataset_type)

    def validated(
        self, data: Mapping[str, Any], context: Mapping[str, Any], lookups: Lookups = NOTHING
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """As ``plugin_validate``; ``context`` has ``ignore_auth`` and, for an update, ``package``."""
        return alone(self.in_turns(data, context, lookups))

    def in_turns(
        self, data: Mapping[str, Any], context: Mapping[str, Any], lookups: Lookups = NOTHING
    ) -> Turns[tuple[dict[str, Any], dict[str, Any]]]:
        """As ``validated``."""
        if not context.get("ignore_auth"):
            raise ValueError("a plan asks nobody whether something is allowed")
        if self.action != "default_show" and data.get("type") != self.dataset_type:
            return self._of_type(data, context, lookups)
        told = {**context, LOOKUPS: lookups}
        laid = self._laid_out(data)
        if laid is None:
            made, refused = navl.validate(dict(data), self.schema, told)
            return made, refused
        flat, positions = laid
        yield
        errors = yield from self._run(flat, positions, {**told, "schema_keys": self._keys})
        yield
        return _made(data, flat), _told(errors, positions) if any(errors.values()) else {}

    def shown(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Of an action that shows; what is wrong with a stored dataset is nobody's concern there."""
        if data.get("type") != self.dataset_type:
            return self.validated(data, _SHOWN)[0]
        for way in self._direct:
            made = way.shown(data, MOST_ITEMS)
            if made is not None:
                return made
        laid = self._laid_out(data)
        if laid is None:
            return self.validated(data, _SHOWN)[0]
        flat, positions = laid
        alone(self._run(flat, positions, {**_SHOWN, LOOKUPS: NOTHING, "schema_keys": self._keys}, is_silent=True))
        return _made(data, flat)

    def _of_type(
        self, data: Mapping[str, Any], context: Mapping[str, Any], lookups: Lookups
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        kind = data.get("type")
        if kind and kind in lookup_package_plugin(self.dataset_type).package_types():
            return plan(self.action, str(kind)).validated(data, context, lookups)
        return data, {"type": [f"Unsupported dataset type: {kind}"]}  # type: ignore[return-value]

    def _laid_out(self, data: Mapping[str, Any]) -> tuple[Flat, list[Position]] | None:
        """The flat dataset as ``augment_data`` leaves it, with the positions that it has; None: not ours."""
        flat: Flat = {}
        extra: Flat = {}
        positions: list[Position] = [self._top]
        lists: dict[str, Any] = {}
        unknown: dict[str, Any] = {}
        for name, value in data.items():
            if name in self._groups:
                lists[name] = value
                if not self._put_list(name, value, flat, extra, positions, unknown):
                    return None
            elif name in self._top.keys:
                flat[self._top.keys[name]] = value
            elif isinstance(name, str) and not name.startswith("__"):
                if not unknown:
                    extra[("__extras",)] = unknown
                unknown[name] = value
            else:
                return None
        return _augmented(flat, extra, positions), sorted(positions, key=_order)

    def _put_list(
        self, name: str, value: Any, flat: Flat, extra: Flat, positions: list[Position], unknown: dict[str, Any]
    ) -> bool:
        if value == [] and isinstance(value, list):
            if not unknown:
                extra[("__extras",)] = unknown
            unknown[name] = value
            return True
        if not isinstance(value, list) or len(value) > MOST_ITEMS:
            return False
        level = self._groups[name]
        for number, item in enumerate(value):
            if not isinstance(item, dict):
                return False
            if not item:
                continue
            position = level.at((name, number))
            beside = put(item, position.keys, flat)
            if beside is None:
                return False
            if beside:
                extra[(name, number, "__extras")] = beside
            positions.append(position)
        return True

    def _run(
        self, flat: Flat, positions: Sequence[Position], context: dict[str, Any], is_silent: bool = False
    ) -> Turns[Flat]:
        errors: Flat = plan_errors.Errors()
        context[EXTRAS], context[NAMES] = _extras(flat, positions, self._own)
        for position in positions:
            if position.before:
                run_special(position.before, flat, errors, context)
        landing = bool(context.get("gxdata_landing"))
        yield
        for position in positions:
            for key, chain in position.chains:
                if flat.get(key) is missing and chain.drops_missing[landing]:
                    del flat[key]
                elif not (is_silent and key not in flat and chain.only_tells):
                    chain.run(key, flat, errors, context, landing)
        yield
        for position in positions:
            if position.extras:
                run_special(position.extras, flat, errors, context)
        for position in reversed(positions):
            if position.after:
                run_special(position.after, flat, errors, context)
        run_special(self._top.junk, flat, errors, context)
        return errors


@lru_cache(maxsize=32)
def plan(action: str, dataset_type: str = "dataset") -> Plan:
    """For ``package_create``, ``package_update``, ``package_show``, or ``default_show`` (CKAN's own show schema).

    Raises ``Unplanned`` where this portal's datasets need more than a plan can do.
    """
    return Plan(action, dataset_type)


def _augmented(flat: Flat, extra: Flat, positions: Sequence[Position]) -> Flat:
    """What was given first, in its order; then what the schema does not have, then what is missing."""
    made = {**flat, **extra}
    for position in positions:
        made.update(position.absent)
    made.update(flat)
    return made


def _extras(flat: Flat, positions: Sequence[Position], own: frozenset[str]) -> tuple[Extras, dict[int, Any]]:
    names: dict[int, Any] = {
        position.prefix[1]: (*position.all, (*position.prefix, "__extras"))
        for position in positions
        if position.prefix[:1] == ("extras",)
    }
    return Extras(flat, names, own), names


def _made(data: Mapping[str, Any], flat: Flat) -> dict[str, Any]:
    """Empty lists are given back: they say that something is to be empty, not that it was left out."""
    made = nested(flat)
    for name, value in data.items():
        if value == [] and name not in made:
            made[name] = []
    return made


def _told(errors: Flat, positions: Sequence[Position]) -> dict[str, Any]:
    """With an empty place for every item of a list behind the last one that has errors, as CKAN has it."""
    every: Flat = {key: [] for position in positions for key in position.all}
    return plan_errors.nested({**every, **errors})


def _order(position: Position) -> Any:
    return position.prefix
