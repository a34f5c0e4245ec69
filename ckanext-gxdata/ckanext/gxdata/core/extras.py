"""Fields of ours given as CKAN's ``extras`` (``{"key", "value"}``), seen alike by every write and by a check of a draft.

Not here: what the values must be, and which fields are ours.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.gxdata.core.text import as_text

_NOTHING = (None, "")


@dataclass(frozen=True, slots=True)
class Folded:
    """``fields`` are to be taken over, ``rest`` stays in ``extras``; ``contradictory`` were given twice, differently."""

    fields: Mapping[str, Any]
    rest: list[Any]
    contradictory: tuple[str, ...]


def folded(data: Mapping[str, Any], stored: Mapping[str, Any], ours: Container[str]) -> Folded:
    """A field beside it that only repeats ``stored`` says nothing against an extra: a patch sends all that is stored."""
    extras = data.get("extras")
    fields: dict[str, Any] = {}
    rest: list[Any] = []
    contradictory: list[str] = []
    for extra in extras if isinstance(extras, (list, tuple)) else ():
        name = extra.get("key") if isinstance(extra, Mapping) else None
        if not (isinstance(name, str) and name in ours):
            rest.append(extra)
        elif (value := extra.get("value")) not in _NOTHING:
            beside = fields.get(name, data.get(name))
            repeated = name not in fields and name in stored and beside == stored[name]
            if beside in _NOTHING or repeated or _is_same(beside, value):
                fields[name] = value
            else:
                contradictory.append(name)
                rest.append(extra)
    return Folded(fields, rest, tuple(dict.fromkeys(contradictory)))


def _is_same(one: Any, other: Any) -> bool:
    return bool(one == other) or as_text(one) == as_text(other) != ""


def contradiction(name: str) -> str:
    return f"“{name}”在 extras 中和别处各给了一个值，两者不同；请只写一次，写在字段里"
