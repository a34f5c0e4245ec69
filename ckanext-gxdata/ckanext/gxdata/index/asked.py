"""That people are asking Solr just now: told by who puts their questions, heard by who has many documents to post.

In Valkey, for they are different processes, perhaps on different machines. Without Valkey nobody is known to ask. Not here: what is
done about it (``harvest/posts``).
"""

from __future__ import annotations

import os
import time

from redis.exceptions import RedisError

from ckanext.gxdata import valkey

ASKED = "asked"
SECONDS = 30
"""That a question is remembered: who reads an answer asks again. Told at most once a second by each process."""
PATIENCE = 0.2
_told: dict[int, float] = {}


def tell() -> None:
    """Costs nothing but once a second. Never fails."""
    now, process = time.monotonic(), os.getpid()
    if now - _told.get(process, -1.0) < 1:
        return
    _told[process] = now
    try:
        valkey.client(PATIENCE).set(valkey.name(ASKED), "1", ex=SECONDS)
    except RedisError:
        return


def lately() -> bool:
    """Within the last half minute."""
    try:
        return bool(valkey.client(PATIENCE).exists(valkey.name(ASKED)))
    except RedisError:
        return False
