"""Outcomes of validators kept by value, where their own run has shown that nothing but the value had a part in it.

A chain of validators runs on a value of which it sees nothing else: whoever asks for another key, for the position in a
list or for more of the context than whether a harvest is landing, ends the trial, and the chain is never kept again.
A chain that asks for other fields of the same object is kept by their values as well (``plan_beside``).
Not here: clocks and databases, which a trial cannot see (``plan_reach``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckan.lib.navl.dictization_functions import Invalid, StopOnError, missing

LONGEST_TEXT = 200
LONGEST_LIST = 20
MOST = 5000
"""Outcomes a chain keeps."""
TRIED, USES = 200, 4
"""A chain that has tried so many values, and so many for each that came again, tries no more: ids and titles never recur."""
_SEEN = "gxdata_landing"
_PLAIN = (str, bool, int, float, type(None))
DROPPED: Any = object()

Step = tuple[int, Callable[..., Any]]
"""A validator with the number of arguments that it takes."""
Key = tuple[Any, ...]


class Foreign(BaseException):
    """More than the value itself was asked for. Not an ``Exception``: no validator may swallow it."""


@dataclass(slots=True)
class Outcome:
    value: Any
    stopped: bool


def run(steps: Sequence[Step], key: Key, data: Any, errors: Any, context: Any) -> bool:
    """As CKAN's ``convert`` for each, up to the one that stops; answers whether one did."""
    try:
        for count, validator in steps:
            try:
                if count == 4:
                    validator(key, data, errors, context)
                elif count == 1:
                    data[key] = validator(data.get(key))
                else:
                    data[key] = validator(data.get(key), context)
            except Invalid as refused:
                errors[key].append(refused.error)
    except StopOnError:
        return True
    return False


@dataclass(slots=True)
class Memo:
    steps: tuple[Step, ...]
    key: Key
    landing: bool
    known: dict[Any, Outcome] = field(default_factory=dict)
    foreign: bool = False
    learned: int = 0
    used: int = 0
    """How often an outcome was found: kept only where values recur."""
    place: Place = field(init=False)

    def __post_init__(self) -> None:
        self.place = Place(self.key)

    def learn(self, named: Any, value: Any) -> Outcome | None:
        """The outcome for a value, kept under its name; None where it has to be found in the dataset itself."""
        if self.learned >= TRIED and self.learned > USES * self.used:
            return None
        self.learned += 1
        try:
            outcome = tried(self.steps, self.place, Alone(self.place, value), self.landing)
        except Foreign:
            self.foreign = True
            return None
        if outcome is not None and len(self.known) < MOST:
            self.known[named] = outcome
        return outcome


def tried(steps: Sequence[Step], key: Place, data: Alone, landing: bool) -> Outcome | None:
    """What the steps make of the value in ``data``; None where they say something of it. Raises ``Foreign``."""
    errors = Alone(key, [])
    try:
        stopped = run(steps, key, data, errors, Alone(_SEEN, landing))
    except Exception:
        return None
    left = data.own
    if errors.own or (type(left) not in _PLAIN and left is not missing and left is not DROPPED):
        return None
    return Outcome(left, stopped)


def name_of(value: Any) -> Any:
    """What stands for a value in a memo; None for one that is not kept."""
    kind = type(value)
    if kind is str:
        return value if len(value) <= LONGEST_TEXT else None
    if kind is list:
        is_short = len(value) <= LONGEST_LIST and all(type(each) is str and len(each) <= LONGEST_TEXT for each in value)
        return ("list", *value) if is_short else None
    return (kind, value) if kind in _PLAIN or value is missing else None


class Place(tuple[Any, ...]):
    """A key that tells its names, and not at which position of a list it is."""

    __slots__ = ()

    def __getitem__(self, place: Any) -> Any:
        if len(self) == 3 and place in (1, -2):
            raise Foreign
        return tuple.__getitem__(self, place)


class Alone(MutableMapping[Any, Any]):
    """A mapping in which only one key may be looked at."""

    __slots__ = ("_key", "own")

    def __init__(self, key: Any, value: Any) -> None:
        self._key, self.own = key, value

    def __getitem__(self, key: Any) -> Any:
        if key is not self._key and key != self._key:
            raise Foreign
        if self.own is DROPPED:
            raise KeyError(key)
        return self.own

    def get(self, key: Any, default: Any = None) -> Any:
        if key is not self._key and key != self._key:
            raise Foreign
        return default if self.own is DROPPED else self.own

    def __setitem__(self, key: Any, value: Any) -> None:
        if key is not self._key and key != self._key:
            raise Foreign
        self.own = value

    def __delitem__(self, key: Any) -> None:
        self[key]
        self.own = DROPPED

    def __iter__(self) -> Iterator[Any]:
        raise Foreign

    def __len__(self) -> int:
        raise Foreign
