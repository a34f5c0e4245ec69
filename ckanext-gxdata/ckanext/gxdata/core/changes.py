"""What differs between two JSON-like values, place by place, for people to read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MOST = 200
"""Changes told of one record; more are nothing that a person reads."""


def changes(before: Any, after: Any) -> list[dict[str, Any]]:
    """``[{"path", "before", "after"}]`` in the order of the keys; a value that was not there is None.

    Lists are compared place by place, so one that gained an entry at its front differs in all.
    """
    found = []
    for change in _changes(before, after, ""):
        found.append(change)
        if len(found) == MOST:
            break
    return found


def _changes(before: Any, after: Any, path: str) -> Iterator[dict[str, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _changes(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(before, list) and isinstance(after, list):
        for position in range(max(len(before), len(after))):
            yield from _changes(_at(before, position), _at(after, position), f"{path}[{position}]")
    elif before != after or type(before) is not type(after):
        yield {"path": path, "before": before, "after": after}


def _at(values: list[Any], position: int) -> Any:
    return values[position] if position < len(values) else None
