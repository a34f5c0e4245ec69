"""The difference between what the catalog holds of a source and what the source lists now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """Guids, each in exactly one group: the first three in the source's order, ``missing`` in the catalog's."""

    create: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def diff(known: Mapping[str, str], seen: Mapping[str, str]) -> Difference:
    """Compares hashes by guid. *Missing* only says "not listed": whether that means withdrawn is for a person."""
    return Difference(
        create=tuple(guid for guid in seen if guid not in known),
        update=tuple(guid for guid, digest in seen.items() if guid in known and known[guid] != digest),
        unchanged=tuple(guid for guid, digest in seen.items() if known.get(guid) == digest),
        missing=tuple(guid for guid in known if guid not in seen),
    )
