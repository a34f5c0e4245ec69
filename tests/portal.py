"""A portal for tests: started, used and stopped by scripts/*, as a person would."""

from __future__ import annotations

import configparser
import json
import os
import random
import subprocess
import sys
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any

import ckanapi
import httpx
import psutil
import redis

from stack import ports, processes

ROOT = Path(__file__).parents[1]


def new_home(name: str) -> Path:
    """An empty folder for a home under var/test."""
    parent = ROOT / "var" / "test"
    parent.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=parent))
    home.chmod(0o755)
    return home


def free_port() -> int:
    while True:
        port = random.randrange(12000, 19000)
        if ports.is_free(port):
            return port


class Portal:
    """``url``, ``home``, ``solr_url``; ``ckan(...)`` is scripts/ckan, ``admin()`` a client with all rights."""

    def __init__(self, home: Path, port: int = 0) -> None:
        self.home = home
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(
        self, *options: str, warm: bool = False, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """scripts/run --background; raises AssertionError with what it said when that fails.

        Not ``warm``: for a few questions it would take longer than they do.
        """
        given = ("--home", str(self.home), "--port", str(self.port), *([] if warm else ["--no-warming"]))
        done = self.script("run", "--background", *given, *options, environment=environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def stop(self) -> subprocess.CompletedProcess[str]:
        return self.script("stop", "--home", str(self.home))

    def script(
        self, name: str, *arguments: str, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "scripts" / name), *arguments]
        extra = environment or {}
        return subprocess.run(
            command, env={**os.environ, **extra}, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )

    def ckan(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """scripts/ckan for this home; with ``check`` a failure raises AssertionError with what it said."""
        done = self.script("ckan", "--home", str(self.home), *arguments)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def admin(self) -> ckanapi.RemoteCKAN:
        return ckanapi.RemoteCKAN(self.url, apikey=self.admin_token)

    @cached_property
    def admin_token(self) -> str:
        return self.token("admin")

    def token(self, user: str) -> str:
        """A new API token of a user."""
        return self.ckan("user", "token", "add", user, "test", "--quiet").stdout.strip().splitlines()[-1].strip()

    @property
    def secrets(self) -> dict[str, str]:
        content: dict[str, str] = json.loads((self.home / "secrets.json").read_text())
        return content

    @property
    def ports(self) -> dict[str, int]:
        content: dict[str, int] = json.loads((self.home / "run" / "ports.json").read_text())
        return content

    @property
    def solr_url(self) -> str:
        """With name and password, of the Solr that the portal was started with, its own or the operator's."""
        ini = configparser.RawConfigParser()
        ini.read(self.home / "ckan.ini", encoding="utf-8")
        at = {name: ini["app:main"][name].replace("%%", "%") for name in ("solr_url", "solr_user", "solr_password")}
        account = f"{at['solr_user']}:{at['solr_password']}@" if at["solr_user"] else ""
        return at["solr_url"].replace("://", f"://{account}", 1)

    @property
    def status(self) -> dict[str, Any]:
        """What the supervisor last reported."""
        content: dict[str, Any] = json.loads((self.home / "run" / "status.json").read_text())
        return content

    def pid(self, service: str) -> int:
        """Process id of a service as recorded; 0 while it is not running."""
        recorded = json.loads((self.home / "run" / "processes.json").read_text())
        return int(recorded.get(service, {}).get("pid", 0))

    def pid_running(self, job_id: str) -> int:
        """Process id of the worker on this portal's queue that has the harvest job in hand; 0 while none has."""
        address = f"redis://:{self.secrets['valkey']}@127.0.0.1:{self.ports['valkey']}/0"
        with redis.Redis.from_url(address, decode_responses=True) as queue:
            known = [queue.hgetall(key) for key in queue.smembers("rq:workers")]
        return next((int(entry["pid"]) for entry in known if entry.get("current_job") == job_id), 0)

    def processes(self) -> list[psutil.Process]:
        """Every living process of this home."""
        return processes.leftovers(self.home, self.home / "run" / "processes.json")

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, timeout=30, trust_env=False)
