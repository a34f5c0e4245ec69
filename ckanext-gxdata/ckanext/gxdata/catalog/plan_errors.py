"""Errors by flat key as CKAN tells them: nested, without the fields that passed.

As the end of ``ckan.lib.navl.dictization_functions.validate``, which does it only after validating.
"""

from __future__ import annotations

from typing import Any

from ckan.lib.navl.dictization_functions import _remove_blank_keys, unflatten


class Errors(dict[tuple[Any, ...], list[Any]]):
    """CKAN puts an empty list for every field there is; here it is made for who asks for it."""

    def __missing__(self, key: tuple[Any, ...]) -> list[Any]:
        told = self[key] = []
        return told


def nested(flat: dict[tuple[Any, ...], list[Any]]) -> dict[str, Any]:
    errors = unflatten(flat)
    waiting: list[Any] = [errors]
    while waiting:
        told = waiting.pop()
        for key, value in list(told.items()):
            if not value:
                told.pop(key)
            elif isinstance(value[0], dict):
                waiting.extend(value)
    return dict(_remove_blank_keys(errors))
