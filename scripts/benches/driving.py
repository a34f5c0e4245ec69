"""Telling a ``driver`` what to do, and serving the generated catalog: child processes that end with the bench."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benches.sites import BenchError, Site
from stack import processes
from stack.installation import clean_environment
from stack.logs import tail
from stack.paths import Software

Process = subprocess.Popen[str]


class Driver:
    """CKAN of a site, loaded and waiting."""

    def __init__(self, process: Process, log: Path) -> None:
        self._process, self._log = process, log

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, do: str, **given: Any) -> Any:
        """What a method of the driver answers."""
        assert self._process.stdin is not None
        print(json.dumps({"do": do, **given}), file=self._process.stdin, flush=True)
        return self.answer()

    def answer(self) -> Any:
        """Raises BenchError with what CKAN said."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        said = json.loads(line) if line else {"error": "the driver ended"}
        if "error" in said:
            raise BenchError(f"{said['error']}\n{tail(self._log)}")
        return said["result"]

    def action(self, action: str, /, **data: Any) -> Any:
        return self.ask("action", name=action, data=data)

    def command(self, *words: str) -> None:
        if code := self.ask("command", words=list(words)):
            raise BenchError(f"ckan {' '.join(words)}: exit code {code}\n{tail(self._log)}")


@contextmanager
def driver(site: Site) -> Iterator[Driver]:
    log = site.home.log / "driver.log"
    command = [str(site.kind.python), "-m", "benches.driver"]
    with child(command, site.environment, log) as process:
        told = Driver(process, log)
        told.answer()
        yield told


class Portal:
    """The portal that is harvested."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.port = int(self._line())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self, edition: int) -> None:
        assert self._process.stdin is not None
        print(edition, file=self._process.stdin, flush=True)
        self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline() or "0"


@contextmanager
def portal(size: int, log: Path, first: int = 0) -> Iterator[Portal]:
    """Serves ``size`` records from the one of number ``first`` on."""
    command = [sys.executable, "-m", "benches.catalog_site", str(size), str(first)]
    with child(command, clean_environment(Software()), log) as process:
        yield Portal(process)


@contextmanager
def child(command: list[str], environment: Mapping[str, str], log: Path) -> Iterator[Process]:
    """A process with its input and output in our hand; its end is ours."""
    with open(log, "ab") as errors:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: processes.die_with_parent(signal.SIGTERM),
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
