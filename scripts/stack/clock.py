"""The lock of the queue's scheduler, which moves what is due into the queue: the portal's clock stands still without one.

A killed scheduler keeps its lock for a minute, and the worker that follows asks for it at its start and then every ten
minutes: what a dead one of this machine holds is taken away before. Not here: the clock itself (``logic/schedules``).
"""

from __future__ import annotations

import os
import socket
from typing import Any

import psutil
import redis

QUEUE = "GXDATA_QUEUE"
"""Environment variable: the address of the queue."""


def free_locks_of_the_dead() -> None:
    """Nothing without ``QUEUE``. A queue that does not answer is the worker's own affair."""
    address = os.environ.get(QUEUE, "")
    if not address:
        return
    client = redis.Redis.from_url(address, socket_timeout=3, socket_connect_timeout=3, decode_responses=True)
    try:
        for lock in client.scan_iter("rq:scheduler-lock:*"):
            if _is_dead(client.hgetall(f"rq:scheduler:{client.get(lock)}")):
                client.delete(lock)
    except redis.RedisError:
        return
    finally:
        client.close()


def _is_dead(scheduler: Any) -> bool:
    """Of one on another machine nothing can be said."""
    if scheduler.get("hostname") != socket.gethostname():
        return False
    try:
        return bool(psutil.Process(int(scheduler["pid"])).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
