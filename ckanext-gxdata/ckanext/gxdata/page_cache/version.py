"""One token for all that public pages show; another one stands there after anything of it has changed.

In Valkey, because every process of the portal and its workers may change something. Without Valkey nothing is kept: an old
page is worse than a slow one. Not here: who notices changes (``changes``, ``index/posting``).
"""

from __future__ import annotations

import logging
import uuid

from redis.exceptions import RedisError

from ckanext.gxdata import valkey

log = logging.getLogger(__name__)

PAGES = "pages"
PATIENCE = 0.5
"""Seconds."""


def current() -> str:
    """Empty where nobody can say."""
    try:
        client, name = valkey.client(PATIENCE), valkey.name(PAGES)
        found = client.get(name)
        if found:
            return str(found)
        client.set(name, uuid.uuid4().hex, nx=True)
        return str(client.get(name) or "")
    except RedisError:
        return ""


def moved() -> None:
    """Never fails: where Valkey does not answer, nothing is kept either, and what was kept ends by its time."""
    try:
        valkey.client(PATIENCE).set(valkey.name(PAGES), uuid.uuid4().hex)
    except RedisError as error:
        log.warning("pages are not told of a change: %s", type(error).__name__)
