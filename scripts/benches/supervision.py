"""Supervises the servers and loaders of one site until told to stop, gxdata's and the stock CKAN's alike.

    python -m benches.supervision gxdata|stock HOME [--web]

As ``stack.supervise`` does for a portal, but with its web pages only where a bench asks them (``--web``), and without ending
what is merely slow to start: on a busy machine that would never end.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Mapping

from benches import stock
from stack import processes, reach, status, supervise, supervisor
from stack.paths import Home, Software
from stack.ports import LOOPBACK
from stack.service import Service
from stack.status import Status
from stack.supervisor import Supervisor, Watched
from stack.wanted import Wanted

WEB = "portal"
SLOW_START = 900.0


def main() -> int:
    home = Home.at(sys.argv[2])
    processes.die_with_parent(signal.SIGTERM)
    lock = status.take_lock(home, patience=5)
    if lock is None:
        return 1
    watch = _supervisor(home, _services(sys.argv[1], home, "--web" in sys.argv[3:]))
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: watch.stop())
    try:
        watch.run()
    finally:
        shutil.rmtree(reach.copied_binaries(home.root / "pg"), ignore_errors=True)
        lock.close()
    return 0


def _services(kind: str, home: Home, web: bool) -> list[Service]:
    ports = json.loads(home.ports.read_text())
    if kind == "stock":
        planned = stock.plan(home, Software(), ports)
    else:
        url = f"http://{LOOPBACK}:{ports['portal']}"
        planned = supervise.plan(home, Software(), ports, url, Wanted(demo=False, workers=1))
    return [service for service in planned if web or service.name != WEB]


def _supervisor(home: Home, services: list[Service]) -> Supervisor:
    def changed(watched: Mapping[str, Watched]) -> None:
        states = {name: entry.state for name, entry in watched.items()}
        status.write(home, Status(os.getpid(), processes.start_time(os.getpid()), states=states))

    supervisor.HUNG_AFTER = SLOW_START
    return Supervisor(home, services, changed)


if __name__ == "__main__":
    sys.exit(main())
