"""A schema's fields in the order in which CKAN's validation goes through them, bound to the places of a flat dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from ckan.lib.navl.dictization_functions import missing

from ckanext.gxdata.catalog.plan_beside import BesideMemo
from ckanext.gxdata.catalog.plan_flat import Flat, Keys
from ckanext.gxdata.catalog.plan_memo import DROPPED, Alone, Foreign, Key, Memo, Step, name_of, run
from ckanext.gxdata.catalog.plan_reach import CLOCK, DATABASE, REQUEST, reaches
from ckanext.gxdata.catalog.plan_schema import arguments
from ckanext.gxdata.catalog.plan_steps import OF_EXTRAS, SWIFT, convert_from_extras, convert_to_extras


class Chain:
    """The validators of one field: those that may be kept by value first, then the rest."""

    def __init__(self, validators: Sequence[Any], key: Key) -> None:
        self.key = key
        steps = tuple((arguments(each), SWIFT.get(each, each)) for each in validators)
        self.takes = bool(steps) and steps[0][1] is convert_from_extras
        self.steps = steps[1:] if self.takes else steps
        self.drops_missing = [False, False]
        ends = next((place for place, (_, each) in enumerate(self.steps) if not _is_lasting(each)), len(self.steps))
        self.own, self.rest = self.steps[:ends], self.steps[ends:]
        self.only_spreads = [each for _, each in self.rest] == [convert_to_extras]
        self.asks_request = any(reaches(each, REQUEST) for _, each in self.own)
        self.memos = tuple(Memo(self.own, key, landing) for landing in (False, True))
        self.beside = tuple(BesideMemo(self.own, landing) for landing in (False, True))

    def run(self, key: Key, flat: Flat, errors: Flat, context: Any, landing: bool) -> None:
        memo = self.memos[landing]
        if self.takes:
            convert_from_extras(key, flat, errors, context)
        if key not in flat or (self.asks_request and not landing):
            run(self.steps, key, flat, errors, context)
            return
        value = flat[key]
        named = name_of(value)
        outcome = memo.known.get(named) if named is not None else None
        if outcome is not None:
            memo.used += 1
        elif named is not None:
            outcome = (
                self.beside[landing].outcome(key, named, value, flat) if memo.foreign else memo.learn(named, value)
            )
        if outcome is None:
            run(self.steps, key, flat, errors, context)
            return
        if outcome.value is DROPPED:
            del flat[key]
            is_lasting = not memo.foreign and (outcome.stopped or not self.rest)  # whatever stands beside it
            if value is missing and not self.takes and is_lasting:
                self.drops_missing[landing] = True
        elif outcome.value is not value:
            flat[key] = outcome.value
        if self.rest and not outcome.stopped:
            if self.only_spreads:
                convert_to_extras(key, flat, errors, context)
            else:
                run(self.rest, key, flat, errors, context)

    @cached_property
    def only_tells(self) -> bool:
        """Of a field that is not there it says something, at most."""
        return not self.takes and _does_nothing(self.steps, self.key, may_tell=True)


class Special:
    """Validators of ``__before``, ``__extras``, ``__after`` or ``__junk``; ``idle``: nothing there, nothing done."""

    __slots__ = ("idle", "steps")

    def __init__(self, validators: Sequence[Any], key: Key) -> None:
        self.steps = tuple((arguments(each), SWIFT.get(each, each)) for each in validators)
        self.idle = _does_nothing(self.steps, key)


class Position:
    """One object of a dataset: the dataset itself, or an item of one of its lists."""

    __slots__ = ("absent", "after", "all", "before", "chains", "extras", "junk", "keys", "prefix")

    def __init__(self, level: Level, prefix: Key) -> None:
        self.prefix = prefix
        self.keys = Keys(prefix, level.names)
        self.absent: Flat = dict.fromkeys(self.keys.values(), missing)
        self.all = (*self.keys.values(), *((*prefix, name) for name in level.special))
        self.chains = tuple((self.keys[name], level.chains[name]) for name in level.names)
        self.before, self.extras, self.after, self.junk = (
            tuple(((*prefix, name), level.special[name]) for name in (kind,) if name in level.special)
            for kind in ("__before", "__extras", "__after", "__junk")
        )


class Level:
    """The fields of a dataset, or of the items of one of its lists; ``name`` is the list's."""

    def __init__(self, schema: Mapping[str, Any], name: str) -> None:
        example: Key = (name, 0) if name else ()
        lists = {field: part for field, part in schema.items() if isinstance(part, list)}
        self.names = sorted(field for field in lists if not field.startswith("__"))
        self.chains = {field: Chain(lists[field], (*example, field)) for field in self.names}
        self.special = {field: Special(lists[field], (*example, field)) for field in lists if field.startswith("__")}
        self._positions: dict[Key, Position] = {}

    def at(self, prefix: Key) -> Position:
        found = self._positions.get(prefix)
        if found is None:
            found = self._positions[prefix] = Position(self, prefix)
        return found


def run_special(specials: Sequence[tuple[Key, Special]], flat: Flat, errors: Flat, context: Any) -> None:
    for key, special in specials:
        if not special.idle or key in flat:
            run(special.steps, key, flat, errors, context)


def _is_lasting(validator: Any) -> bool:
    """Its outcome could be kept for as long as the portal runs."""
    return validator not in OF_EXTRAS and not reaches(validator, CLOCK) and not reaches(validator, DATABASE)


def _does_nothing(steps: Sequence[Step], key: Key, may_tell: bool = False) -> bool:
    """Found by running them where there is nothing; whoever looks at anything else is not idle."""
    data, errors = Alone(key, DROPPED), Alone(key, [])
    try:
        run(steps, key, data, errors, Alone("", None))
    except (Foreign, Exception):
        return False
    return data.own is DROPPED and (may_tell or not errors.own)
