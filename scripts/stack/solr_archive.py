"""What Java learns by running Solr once, kept for every later start: classes read and linked, and how methods are used.

Made at set-up, after the jars (``java -XX:AOTCacheOutput``). A convenience: where it cannot be made, or no longer fits the jars or
the Java, Solr starts as it always did, and needs twice the processor for its start and for the first thousand documents.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from stack import passwords, ports, processes, solr, solr_samples
from stack.paths import Home, Software

STARTED, WRITTEN = 90.0, 120.0
"""Seconds that a busy machine is given; an idle one takes a tenth."""
DOCUMENTS = 3_000
"""Enough that methods are known by how they are used when much is indexed: with 600 the first thousand took an eighth more."""
def make(software: Software) -> None:
    """Solr started, fed, asked and stopped in a folder of its own. Raises OSError, httpx.HTTPError, TimeoutExpired, TimeoutError."""
    target = solr.archive(software)
    target.unlink(missing_ok=True)
    folder = target.with_suffix(".training")
    shutil.rmtree(folder, ignore_errors=True)
    part = folder / "part"
    try:
        with _running(Home(folder), software, part) as address:
            _feed(address)
        part.replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(home: Home, software: Software, part: Path) -> Iterator[str]:
    """Solr that writes what it learned to ``part`` when it is stopped."""
    for place in (home.root, home.log):
        place.mkdir(mode=0o700, parents=True)
    secrets, port = passwords.load(home.secrets), ports.find(set())
    solr.prepare(home, software, secrets)
    java, *rest = solr.command(home.root / "solr", software, home.log, port)
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
    learning = (java, f"-XX:AOTCacheOutput={part}", *rest)
    server = processes.spawn(learning, environment, home.root / "solr", home.log / "console.log")
    try:
        address = solr.url(port, secrets["solr"])
        _await(address, server)
        yield address
        server.terminate()
        server.wait(WRITTEN)
    finally:
        server.kill()
        server.wait()


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTED
    while not solr.is_ready(address):
        if server.poll() is not None or time.monotonic() > until:
            raise TimeoutError("Solr did not come up")
        time.sleep(0.1)


def _feed(address: str) -> None:
    with httpx.Client(trust_env=False, verify=False, timeout=60) as client:
        solr_samples.feed(client, address, DOCUMENTS)


def main() -> int:
    try:
        make(Software())
    except (OSError, httpx.HTTPError, subprocess.TimeoutExpired) as error:
        print(f"Solr 的启动存档没有做成，启动会慢一些：{type(error).__name__}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
