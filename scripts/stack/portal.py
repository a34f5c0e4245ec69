"""The portal under gunicorn, CKAN's job workers, and the tasks that make and fill a portal."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import httpx
import redis

from stack import clock
from stack.paths import Home, Software
from stack.service import Service

WORKERS, THREADS = 2, 4
CLOCK_QUEUE, HARVEST_QUEUE = "gxdata-clock", "default"
"""The first by the name that ``core/queues`` gives it."""


@dataclass(frozen=True)
class Site:
    """What the portal's processes have in common."""

    home: Home
    software: Software
    environment: dict[str, str]
    port: int
    redis_url: str
    servers: tuple[str, ...]  # names of the embedded servers it stands on
    prepared: bool  # tables, accounts and index are there since an earlier start

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def before(self) -> tuple[str, ...]:
        """What CKAN needs to load; it can do so while Solr, the slowest server, still starts."""
        return ("prepare", *(name for name in self.servers if name != "solr"))

    def command(self, *arguments: str) -> tuple[str, ...]:
        return (sys.executable, "-m", *arguments)


def web(site: Site) -> Service:
    options = {
        "--config": "python:stack.gunicorn_settings",
        "--bind": f"127.0.0.1:{site.port}",
        "--workers": str(WORKERS),
        "--threads": str(THREADS),
        "--timeout": "120",
        "--graceful-timeout": "10",
        "--name": "gxdata",
    }
    flags = [part for pair in options.items() for part in pair]
    return Service(
        name="portal",
        title="门户 portal",
        command=site.command("stack.leash", "gunicorn", *flags, "--no-control-socket", "stack.wsgi:application"),
        environment=site.environment,
        folder=site.home.root,
        probe=lambda pid: answers(site.url),
        after=site.before,
        uses=site.servers,
        grace=20,
    )


def answers(url: str) -> bool:
    """Whether the portal's API says that it is well."""
    # Loopback without TLS: to read the authorities' certificates would take 50 ms of every look.
    try:
        answer = httpx.get(f"{url}/api/3/action/status_show", timeout=10, trust_env=False, verify=False)
        return answer.status_code == 200 and bool(answer.json()["success"])
    except (httpx.HTTPError, ValueError, KeyError):
        return False


def workers(site: Site, number: int) -> list[Service]:
    """The clock, which waits for no harvest, and ``number`` of those that harvest.

    Each has one queue of its own: from several at once a job that is just being taken can be lost with its worker.
    """
    names = ["worker", *(f"worker-{each}" for each in range(2, number + 1))]
    clock = _worker(site, "clock", "时钟进程 clock", CLOCK_QUEUE)
    return [clock, *(_worker(site, name, f"任务进程 {name}", HARVEST_QUEUE) for name in names)]


def _worker(site: Site, name: str, title: str, queue: str) -> Service:
    """Told to stop, it ends the job in hand first."""
    return Service(
        name=name,
        title=title,
        command=site.command("stack.leash", "worker", queue),
        environment={**site.environment, clock.QUEUE: site.redis_url},
        folder=site.home.root,
        probe=lambda pid: is_registered(site.redis_url, pid),
        after=site.before,
        uses=site.servers,
        grace=30,
    )


def is_registered(redis_url: str, pid: int) -> bool:
    """Whether a job worker with this process id has said so to the queue."""
    client = redis.Redis.from_url(redis_url, socket_timeout=3, socket_connect_timeout=3, decode_responses=True)
    try:
        return any(client.hget(key, "pid") == str(pid) for key in client.smembers("rq:workers"))
    except redis.RedisError:
        return False
    finally:
        client.close()


def prepare(site: Site) -> Service:
    return Service(
        name="prepare",
        title="初始化数据库与目录 · database and catalog",
        command=site.command("stack.preparation", str(site.home.root)),
        environment=site.environment,
        folder=site.home.root,
        after=() if site.prepared else site.servers,
        once=True,
    )


def demo(site: Site, departments: tuple[str, ...]) -> Service:
    return Service(
        name="demo",
        title="采集演示部门数据 · harvest the demo departments",
        command=site.command("stack.demo", str(site.home.root)),
        environment=site.environment,
        folder=site.home.root,
        after=("prepare", *site.servers, *departments),
        once=True,
        grace=30,
    )
