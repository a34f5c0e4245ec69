"""Ports on 127.0.0.1: found once per home, then kept as long as they are free."""

from __future__ import annotations

import json
import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
RANGE = range(20000, 32000)  # below the ports that systems give to outgoing connections
PORTAL = 5000


class PortTaken(Exception):
    """The port asked for belongs to another program. The message is complete and Chinese."""


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return not is_answering(port)


def is_answering(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def allot(path: Path, names: list[str], portal: int) -> dict[str, int]:
    """A port for each name and for the portal (0: the home's last one, or 5000). Raises PortTaken."""
    known: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
    chosen = {"portal": portal or known.get("portal", PORTAL)}
    if not is_free(chosen["portal"]):
        raise PortTaken(
            f"端口 {chosen['portal']} 已被别的程序占用，什么也没有启动。"
            f"请用 --port 换一个，例如 --port {find(set())}。"
            f"· Port {chosen['portal']} is taken."
        )
    for name in names:
        kept = known.get(name, 0)
        usable = kept and kept not in chosen.values() and is_free(kept)
        chosen[name] = kept if usable else find({*chosen.values(), *known.values()})
    part = path.with_suffix(".part")
    part.write_text(json.dumps(known | chosen, indent=1))
    part.replace(path)
    return chosen


def find(taken: set[int]) -> int:
    """A free port that is not among those taken."""
    while True:
        port = random.choice(RANGE)
        if port not in taken and is_free(port):
            return port
