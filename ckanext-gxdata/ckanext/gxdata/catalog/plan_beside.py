"""Outcomes of validators that look at other fields of the same object, kept by the values of all that they ever looked at.

As ``plan_memo``, whose second try this is: a field that is asked for the first time makes all that was kept void, so that two
outcomes never differ in what they were found by. Not here: fields of other objects, which end a trial as ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.gxdata.catalog.plan_memo import (
    DROPPED,
    MOST,
    TRIED,
    USES,
    Alone,
    Foreign,
    Key,
    Outcome,
    Place,
    Step,
    name_of,
    tried,
)

_ABSENT = ("absent",)


class Beside(Alone):
    """A value among the fields of its object, which may be read; ``asked`` are their names."""

    __slots__ = ("_flat", "asked")

    def __init__(self, key: Key, value: Any, flat: Mapping[Any, Any]) -> None:
        super().__init__(key, value)
        self._flat = flat
        self.asked: set[str] = set()

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(key) if key == self._key else self._flat[self._noted(key)]

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key, default) if key == self._key else self._flat.get(self._noted(key), default)

    def _noted(self, key: Any) -> Any:
        if key[:-1] != self._key[:-1] or not isinstance(key[-1], str) or key[-1].startswith("__"):
            raise Foreign
        self.asked.add(key[-1])
        return key


class BesideMemo:
    """For one chain, landing or not."""

    def __init__(self, steps: Sequence[Step], landing: bool) -> None:
        self._steps, self._landing = steps, landing
        self._names: tuple[str, ...] = ()
        self._known: dict[Any, Outcome] = {}
        self._is_over = False
        self._learned = self._used = 0

    def outcome(self, key: Key, named: Any, value: Any, flat: Mapping[Any, Any]) -> Outcome | None:
        """None where it has to be found in the dataset itself."""
        if self._is_over:
            return None
        prefix = key[:-1]
        others = [flat.get((*prefix, name), DROPPED) for name in self._names]
        told = (named, *(_ABSENT if each is DROPPED else name_of(each) for each in others))
        if None in told:
            return None
        found = self._known.get(told)
        if found is None:
            return self._learn(key, told, value, flat)
        self._used += 1
        return found

    def _learn(self, key: Key, told: Any, value: Any, flat: Mapping[Any, Any]) -> Outcome | None:
        self._learned += 1
        self._is_over = self._learned > TRIED and self._learned > USES * self._used
        place = Place(key)
        data = Beside(place, value, flat)
        try:
            outcome = tried(self._steps, place, data, self._landing)
        except Foreign:
            self._is_over = True
            return None
        if not data.asked.issubset(self._names):
            self._names = tuple(sorted({*self._names, *data.asked}))
            self._known.clear()
        elif outcome is not None and len(self._known) < MOST:
            self._known[told] = outcome
        return outcome
