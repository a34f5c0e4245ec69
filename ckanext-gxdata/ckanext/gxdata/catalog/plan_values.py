"""What a field that is shown becomes of its value alone, found by the field's own validators.

Those that are known to leave a text as it is are not run at all; short texts are kept with their outcome. A value whose
outcome depends on more raises ``Foreign``. Not here: errors, which nobody is told of a stored dataset.
"""

from __future__ import annotations

from typing import Any

from ckan.lib.navl import validators as navl
from ckan.lib.navl.dictization_functions import missing
from ckan.logic import validators as ckan_validators

from ckanext.gxdata.catalog import plan_lookups
from ckanext.gxdata.catalog.plan_memo import DROPPED, LONGEST_TEXT, MOST, Alone, Foreign, Place, run
from ckanext.gxdata.catalog.plan_position import Chain

PLAIN = frozenset((str, bool, int, float, type(None)))
_UNKNOWN: Any = object()
_LEAVE_ALL = frozenset((navl.not_empty, navl.not_missing))
_LEAVE_TEXT = _LEAVE_ALL | {
    navl.ignore_missing,
    navl.ignore_empty,
    navl.unicode_safe,
    ckan_validators.name_validator,
    plan_lookups.package_name_validator,
}
"""Of a text that is not empty they may say something; they neither change it nor stop."""
_SAME_AS = navl.if_empty_same_as("").__code__


class Value:
    """``leaves_all``: whatever is given stays."""

    __slots__ = ("_absent", "_asks", "_drops_only", "_key", "_known", "_leaves_text", "_rest", "_steps", "leaves_all")

    def __init__(self, chain: Chain) -> None:
        validators = [each for _, each in chain.steps]
        self._key, self._steps, self._rest = Place(chain.key), chain.own, bool(chain.rest)
        self._asks = chain.asks_request
        self._known: dict[str, Any] = {}
        self.leaves_all = _LEAVE_ALL.issuperset(validators)
        self._leaves_text = all(map(_leaves_text, validators))
        self._drops_only = validators == [navl.ignore_missing]
        self._absent: Any = _UNKNOWN

    def of(self, value: Any) -> Any:
        """What is left of it; ``DROPPED`` for nothing."""
        if self.leaves_all:
            return value
        if self._drops_only:
            return DROPPED if value is None or value is missing else value
        if type(value) is not str:
            return self._tried(value)
        if self._leaves_text and value:
            return value
        left = self._known.get(value, _UNKNOWN)
        if left is _UNKNOWN:
            left = self._tried(value)
            if len(value) <= LONGEST_TEXT and len(self._known) < MOST:
                self._keep(value, left)
        return list(left) if type(left) is tuple else left

    def absent(self) -> Any:
        """What is left where nothing was given."""
        if self._absent is _UNKNOWN:
            left = self._tried(missing)
            if type(left) not in PLAIN and left is not missing and left is not DROPPED:
                raise Foreign  # one object may not stand in two answers
            self._absent = left
        return self._absent

    def _keep(self, value: str, left: Any) -> None:
        if type(left) in PLAIN or left is DROPPED:
            self._known[value] = left
        elif type(left) is list and all(type(each) is str for each in left):
            self._known[value] = tuple(left)

    def _tried(self, value: Any) -> Any:
        if self._asks:
            raise Foreign
        data = Alone(self._key, value)
        stopped = run(self._steps, self._key, data, Alone(self._key, []), Alone("gxdata_landing", False))
        if self._rest and not stopped:
            raise Foreign
        return data.own


def _leaves_text(validator: Any) -> bool:
    return validator in _LEAVE_TEXT or getattr(validator, "__code__", None) is _SAME_AS
