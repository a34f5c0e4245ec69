"""Values cut to what a person looks at: an answer is no place for the ten megabytes of one record.

The shape stays: objects, lists and texts remain what they are, and what was cut says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LONGEST_TEXT = 2000
MOST_BYTES = 80_000
MARK = "…（已截短）"


def shortened(value: Any, most_bytes: int = MOST_BYTES, longest: int = LONGEST_TEXT) -> Any:
    """``value`` with no text of more than ``longest`` characters, and about ``most_bytes`` (UTF-8) in all."""
    return _Cut(most_bytes, longest).value(value)


class _Cut:
    def __init__(self, left: int, longest: int) -> None:
        self._left, self._longest = left, longest

    def value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return self._object(value)
        if isinstance(value, (list, tuple)):
            return self._list(value)
        self._left -= 8
        return value

    def _text(self, text: str) -> str:
        short = text if len(text) <= self._longest else text[: self._longest] + MARK
        self._left -= len(short.encode("utf-8", "replace")) + 2
        return short

    def _object(self, value: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, inner in value.items():
            if self._left <= 0:
                return {**found, "…": MARK}
            found[self._text(str(name))] = self.value(inner)
        return found

    def _list(self, value: list[Any] | tuple[Any, ...]) -> list[Any]:
        found: list[Any] = []
        for inner in value:
            if self._left <= 0:
                return [*found, MARK]
            found.append(self.value(inner))
        return found
