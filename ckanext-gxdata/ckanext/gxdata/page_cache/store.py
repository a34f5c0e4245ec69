"""Pages in the memory of one process: as many as fit, the least asked for go first."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from cachetools import LRUCache

from ckanext.gxdata.core.usage import Use

MOST_BYTES = 64 * 1024 * 1024
LARGEST = 2 * 1024 * 1024
"""A page beyond that is not kept."""
_WORTH = 400
"""Bytes from which packing pays."""
_TEXT = ("text/", "application/javascript", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")
_OWN = frozenset({"content-length", "cache-control", "etag", "last-modified", "vary", "expires", "content-encoding"})


@dataclass(frozen=True, slots=True)
class Kept:
    """``packed`` is the body as gzip, empty where that gains nothing; ``until`` a moment of the store's clock."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    packed: bytes
    etag: str
    until: float
    cache_control: str
    use: Use | None = None

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed) + 1_000


def kept(headers: Sequence[tuple[str, str]], body: bytes, until: float, cache_control: str, use: Use | None) -> Kept:
    """Of a whole answer with status 200; what is said about keeping it is said anew."""
    told = tuple((name, value) for name, value in headers if name.lower() not in _OWN)
    kind = next((value for name, value in told if name.lower() == "content-type"), "")
    packed = gzip.compress(body, 6, mtime=0) if kind.startswith(_TEXT) and len(body) >= _WORTH else b""
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    return Kept(told, body, packed, etag, until, cache_control, use)


class Store:
    """Safe for the threads of one process."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._pages: LRUCache[tuple[str, ...], Kept] = LRUCache(most, getsizeof=lambda page: page.size)
        self._turn = threading.Lock()

    def get(self, key: tuple[str, ...], now: float) -> Kept | None:
        with self._turn:
            found = self._pages.get(key)
            if found is not None and found.until <= now:
                del self._pages[key]
                return None
            return found

    def put(self, key: tuple[str, ...], page: Kept) -> None:
        if page.size <= LARGEST:
            with self._turn:
                self._pages[key] = page
