"""The queue's Valkey for what is not a queue: names of our own in it, and connections that do not wait for ever, as CKAN's do."""

from __future__ import annotations

from functools import lru_cache

import ckan.plugins.toolkit as tk
from redis import Redis


def client(patience: float) -> Redis:
    """Texts in, texts out; ``patience`` are the seconds given to an answer."""
    return _client(str(tk.config["ckan.redis.url"]), patience, True)


def client_of_bytes(patience: float) -> Redis:
    """The same, bytes in, bytes out."""
    return _client(str(tk.config["ckan.redis.url"]), patience, False)


def name(of: str) -> str:
    """A key of this portal's: several may share a server."""
    return f"ckan:{tk.config['ckan.site_id']}:gxdata:{of}"


@lru_cache(maxsize=4)
def _client(address: str, patience: float, is_text: bool) -> Redis:
    return Redis.from_url(address, decode_responses=is_text, socket_timeout=patience, socket_connect_timeout=patience)
