"""Counts that wait in the queue's Valkey: one open hash that processes add to, and batches closed for the database.

A batch is closed by one transaction that renames the hash and notes its id; from then on nothing changes it. Keys carry
the portal's name, because several portals may share a server.
"""

from __future__ import annotations

from collections.abc import Mapping

from redis import Redis
from redis.exceptions import RedisError, ResponseError

from ckanext.gxdata import valkey

PATIENCE = 2.0
"""Seconds for an answer."""


class Away(Exception):
    """Nothing was sent. The message names no address."""


def send(counts: Mapping[str, int]) -> None:
    """Adds all of them or, as far as one can know, none. Raises ``Away`` when it is certain that none was added."""
    try:
        client().ping()
    except RedisError as error:
        raise Away(type(error).__name__) from None
    # From here on it may have arrived even when the answer does not: sending again would count twice.
    adding = client().pipeline(transaction=True)
    for key, number in counts.items():
        adding.hincrby(name("open"), key, number)
    adding.execute()


def close(batch: str) -> None:
    """Makes a batch of what was added up to now; nothing where nothing was."""
    closing = client().pipeline(transaction=True)
    closing.renamenx(name("open"), name(f"batch:{batch}"))
    closing.sadd(name("batches"), batch)
    try:
        closing.execute()
    except ResponseError:  # there was nothing to rename; the batch is empty and goes like any other
        return


def batches() -> list[str]:
    """Ids of the closed ones, those of a run that was killed among them."""
    return sorted(str(batch) for batch in client().smembers(name("batches")))


def read(batch: str) -> dict[str, int]:
    return {str(key): int(number) for key, number in client().hgetall(name(f"batch:{batch}")).items()}


def drop(batch: str) -> None:
    dropping = client().pipeline(transaction=True)
    dropping.delete(name(f"batch:{batch}"))
    dropping.srem(name("batches"), batch)
    dropping.execute()


def name(of: str) -> str:
    return valkey.name(f"usage:{of}")


def client() -> Redis:
    return valkey.client(PATIENCE)
