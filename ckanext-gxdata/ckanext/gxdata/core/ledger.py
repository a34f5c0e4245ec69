"""What staging holds of one source beside what the source lists now: about 55 bytes a record, so that a listing may be of
any length. Guids are kept as digests, hashes and flags in arrays; no payload.

Not here: where the held ones come from (``harvest/staging.py``), and what is done about a difference (``harvest/loading.py``).
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable

from ckanext.gxdata.core.digests import Digests

HELD, LOADED, OPEN, TOMBSTONE, LISTED, UNREAD = (1 << bit for bit in range(6))
"""Staged before this run; the catalog holds it; staged and loaded differ (or its dataset was purged); taken for missing or
archived; listed in this run; the source lists it but it could not be read this time."""

_HASH, _SHA256 = 16, 32
_NUMBER = re.compile(r"\d+")
_MOST_PATTERNS = 1_000
_LARGEST = 1 << 24


class Ledger:
    """Filled with ``hold`` before a run, told of every record by ``meet`` and ``stage`` while it is read."""

    __slots__ = ("_flags", "_hashes", "_last", "_numbers", "_patterns", "_places", "_slots", "listed")

    def __init__(self) -> None:
        self.listed = 0
        """Records met in this run."""
        self._slots = Digests()
        self._hashes = bytearray()
        self._flags = bytearray()
        self._places = array("Q")
        self._patterns: list[str] = [""]
        self._numbers: dict[str, int] = {"": 0}
        self._last = ("", -1)
        """The record asked about last, for it is asked about several times in a row."""

    def hold(self, guid: str, digest: str, flags: int) -> None:
        """A record that is staged, by its hash (hex)."""
        slot = self._slot(guid)
        self._hashes[slot * _HASH : (slot + 1) * _HASH] = _packed(digest)
        self._flags[slot] |= HELD | flags

    def meet(self, guid: str, pointer: str) -> bool:
        """The source lists it; False where it did already in this run."""
        slot = self._slot(guid)
        if self._flags[slot] & LISTED:
            return False
        self._flags[slot] |= LISTED
        self.listed += 1
        self._places[slot] = self._place(pointer)
        return True

    def excuse(self, guid: str) -> None:
        """The source lists it, but it could not be read: it has not vanished."""
        if (slot := self._found(guid)) >= 0:
            self._flags[slot] |= UNREAD

    def first(self, guid: str) -> str:
        """Where it was met in this run; empty where nobody can say."""
        slot = self._found(guid)
        return "" if slot < 0 else self._pointer(self._places[slot])

    def stages(self, guid: str, digest: str) -> bool:
        """Whether this hash is news, so that the record is to be staged; it is kept as the record's."""
        slot = self._slot(guid)
        at = slice(slot * _HASH, (slot + 1) * _HASH)
        packed = _packed(digest)
        if self._flags[slot] & HELD and self._hashes[at] == packed:
            return False
        self._hashes[at] = packed
        self._flags[slot] |= HELD | OPEN
        return True

    def is_listed(self, guid: str) -> bool:
        return bool(self.flags(guid) & LISTED)

    def is_held(self, guid: str) -> bool:
        return bool(self.flags(guid) & HELD)

    def flags(self, guid: str) -> int:
        slot = self._found(guid)
        return 0 if slot < 0 else self._flags[slot]

    def count(self, mask: int, wanted: int) -> int:
        """How many records have just these of the flags ``mask``."""
        return sum(self._flags.count(flags) for flags in range(UNREAD << 1) if flags & mask == wanted)

    def to_load(self) -> int:
        """Listed records that the catalog does not hold as staged, or no longer shows."""
        return self.listed - self.unchanged()

    def unchanged(self) -> int:
        """Listed records that the catalog shows as they are."""
        return self.count(LISTED | OPEN | TOMBSTONE, LISTED)

    def gone(self) -> int:
        """Of the records that were shown the last time, how many are listed no more."""
        return self.count(LOADED | TOMBSTONE | LISTED | UNREAD, LOADED)

    def shown(self) -> int:
        """Records that the catalog held when the run began and nobody took for missing."""
        return self.count(LOADED | TOMBSTONE, LOADED)

    def missing(self) -> int:
        """``gone``, and those that were gone before."""
        return self.count(LOADED | LISTED | UNREAD, LOADED)

    def standing(self, guids: Iterable[str]) -> str:
        """A digest of these records with their hashes, in this order; empty if one of them is not staged."""
        digest = hashlib.blake2b(digest_size=16)
        for guid in guids:
            slot = self._slots.find(guid)
            if slot < 0 or not self._flags[slot] & HELD:
                return ""
            digest.update(guid.encode("utf-8", "surrogatepass") + b"\0")
            digest.update(self._hashes[slot * _HASH : (slot + 1) * _HASH])
        return digest.hexdigest()

    def _found(self, guid: str) -> int:
        known, slot = self._last
        if slot < 0 or known != guid:
            slot = self._slots.find(guid)
            self._last = (guid, slot)
        return slot

    def _slot(self, guid: str) -> int:
        known, slot = self._last
        if slot >= 0 and known == guid:
            return slot
        slot = self._slots.number(guid)
        self._last = (guid, slot)
        if slot == len(self._flags):
            self._flags.append(0)
            self._hashes.extend(bytes(_HASH))
            self._places.append(0)
        return slot

    def _place(self, pointer: str) -> int:
        """A pointer like ``第 3 页第 7 条`` as its pattern and up to two numbers."""
        numbers = [int(number) if len(number) < 9 else _LARGEST for number in _NUMBER.findall(pointer)]
        if len(numbers) > 2 or any(number >= _LARGEST for number in numbers) or "\0" in pointer:
            return self._pattern(pointer) << 48
        first, second = (*numbers, 0, 0)[:2]
        return self._pattern(_NUMBER.sub("\0", pointer)) << 48 | first << 24 | second

    def _pattern(self, pattern: str) -> int:
        if pattern not in self._numbers and len(self._patterns) < _MOST_PATTERNS:
            self._numbers[pattern] = len(self._patterns)
            self._patterns.append(pattern)
        return self._numbers.get(pattern, 0)

    def _pointer(self, place: int) -> str:
        numbers = iter((place >> 24 & 0xFFFFFF, place & 0xFFFFFF))
        return re.sub("\0", lambda _: str(next(numbers)), self._patterns[place >> 48])


def _packed(digest: str) -> bytes:
    """The first half of a sha256 in hex, or a digest of anything else: it is only compared."""
    try:
        packed = bytes.fromhex(digest)
    except ValueError:
        packed = b""
    return packed[:_HASH] if len(packed) == _SHA256 else hashlib.sha256(digest.encode()).digest()[:_HASH]
