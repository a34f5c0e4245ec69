"""Validators of CKAN's, each without what it need not do: its converters between fields and extras and two checks of extras
without their search through the whole dataset, and ids without an object made of each.

Each does what CKAN's of the same name does; those of extras by what ``Extras`` knows of the dataset.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.navl.dictization_functions import missing
from ckan.lib.navl.validators import unicode_safe
from ckan.logic import converters
from ckan.logic import validators as ckan_validators

Key = tuple[Any, ...]
EXTRAS = "gxdata_extras"
_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Extras:
    """Which extras a flat dataset has: by key the first, and where the next would go."""

    __slots__ = ("first", "next", "schema_keys")

    def __init__(self, flat: Mapping[Key, Any], numbers: Collection[int], schema_keys: frozenset[str]) -> None:
        self.first: dict[str, int] = {}
        self.next, self.schema_keys = max(numbers, default=-1) + 1, schema_keys
        for number in numbers:
            key = flat.get(("extras", number, "key"))
            if isinstance(key, str):
                self.first.setdefault(key, number)


def convert_to_extras(key: Key, data: Any, errors: Any, context: Any) -> None:
    extras = context[EXTRAS]
    number = extras.next
    while ("extras", number, "key") in data:
        number += 1
    extras.next = number + 1
    data[("extras", number, "key")] = key[-1]
    data[("extras", number, "value")] = unicode_safe(data[key])


def convert_from_extras(key: Key, data: Any, errors: Any, context: Any) -> None:
    number = context[EXTRAS].first.get(key[-1])
    if number is None or data.get(("extras", number, "key")) != key[-1]:
        return
    data[key] = data[("extras", number, "value")]
    for name in context[NAMES][number]:
        data.pop(name, None)


NAMES = "gxdata_extras_names"
"""In the context: by position, every flat key of an extra, so that none is left behind."""


def extra_key_not_in_root_schema(key: Key, data: Any, errors: Any, context: Any) -> None:
    value = data[key]
    if isinstance(value, str) and value in context[EXTRAS].schema_keys:
        raise tk.Invalid(tk._("There is a schema field with the same name"))


def duplicate_extras_key(key: Key, data: Any, errors: Any, context: Any) -> None:
    found = [data.get(("extras", number, "key")) for number in context[NAMES]]
    if not all(isinstance(each, str) for each in found) or len(set(found)) < len(found):
        ckan_validators.duplicate_extras_key(key, data, errors, context)


def uuid_validator(value: Any) -> Any:
    return value if type(value) is str and _ID.fullmatch(value) else ckan_validators.uuid_validator(value)


def if_empty_guess_format(key: Key, data: Any, errors: Any, context: Any) -> None:
    if not data[key] or data[key] is missing:
        ckan_validators.if_empty_guess_format(key, data, errors, context)


OF_EXTRAS = frozenset((convert_to_extras, convert_from_extras, extra_key_not_in_root_schema, duplicate_extras_key))
SWIFT: Mapping[Any, Callable[..., Any]] = {
    converters.convert_to_extras: convert_to_extras,
    converters.convert_from_extras: convert_from_extras,
    ckan_validators.extra_key_not_in_root_schema: extra_key_not_in_root_schema,
    ckan_validators.duplicate_extras_key: duplicate_extras_key,
    ckan_validators.uuid_validator: uuid_validator,
    ckan_validators.if_empty_guess_format: if_empty_guess_format,
}
"""CKAN's → the one that is as good where a plan has laid out the dataset itself."""

__all__ = ["EXTRAS", "NAMES", "OF_EXTRAS", "SWIFT", "Extras"]
