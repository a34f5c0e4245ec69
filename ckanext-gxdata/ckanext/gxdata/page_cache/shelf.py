"""Pages that all processes of the portal share, for two minutes: whoever makes a page first makes it for the others too.

In Valkey, packed. A process takes a page from here into its own memory (``store``) and answers from there. Without Valkey there
are no pages of others. Not here: the token that ends all pages (``version``); it is part of what a page is known by.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
from redis.exceptions import RedisError

from ckanext.gxdata import valkey
from ckanext.gxdata.page_cache.store import LARGEST, Kept

log = logging.getLogger(__name__)

SECONDS = 120.0
PATIENCE = 0.2
"""Seconds: a page that has to be waited for longer is better made."""


class Shelf:
    """Nothing of it fails."""

    def get(self, key: Sequence[str], now: float) -> Kept | None:
        """``until`` of the answer is a moment of the same clock as ``now``."""
        try:
            place = _place(key)
            packed, left = _client().pipeline(transaction=False).get(place).pttl(place).execute()
        except RedisError:
            return None
        return _read(packed, now + max(left, 0) / 1000) if packed else None

    def put(self, key: Sequence[str], page: Kept, now: float) -> None:
        """What has less than a second to live is not worth its way."""
        seconds = min(page.until - now, SECONDS)
        if page.size > LARGEST or seconds < 1:
            return
        try:
            _client().set(_place(key), _written(page), px=int(seconds * 1000))
        except RedisError as error:
            log.warning("a page is not shared: %s", type(error).__name__)


def _client() -> Any:
    return valkey.client_of_bytes(PATIENCE)


def _place(key: Sequence[str]) -> str:
    return valkey.name("page:" + hashlib.blake2b(msgspec.msgpack.encode(key), digest_size=16).hexdigest())


def _written(page: Kept) -> bytes:
    """What can be unpacked is not written twice."""
    return msgspec.msgpack.encode(replace(page, body=b"") if page.packed else page)


def _read(written: bytes, until: float) -> Kept | None:
    """None for what another version of the portal wrote in a shape of its own."""
    try:
        page = msgspec.msgpack.decode(written, type=Kept)
    except msgspec.MsgspecError:
        return None
    return replace(page, until=until, body=gzip.decompress(page.packed) if page.packed else page.body)
