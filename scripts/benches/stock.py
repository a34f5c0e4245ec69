"""A stock CKAN with ckanext-harvest on servers of the portal's own kind: what is started, and what its ini says.

The same PostgreSQL, Valkey and Solr with the same settings as gxdata's. What differs: CKAN's own schema.xml, and the ini
that ``ckan generate config`` writes, with addresses and plugins filled in.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import psutil

from benches import peers
from stack import passwords, portal, postgres, settings, solr, valkey
from stack.paths import Home, Software
from stack.service import Service
from stack.settings import Servers

PLUGINS = "harvest ckan_harvester"
PREPARED = "prepared"
NAMES = ["postgres", "valkey", "solr"]
TIMEOUT = "socket_timeout=86400"
"""redis-py 8 gives up a blocking read after five seconds, and the consumers with it."""


def plan(home: Home, software: Software, ports: Mapping[str, int]) -> list[Service]:
    secrets = passwords.load(home.secrets)
    servers = settings.complete(Servers("", "", "", "", ""), ports, secrets)
    services = [
        postgres.service(postgres.prepare(home, ports["postgres"], secrets)),
        valkey.service(home, ports["valkey"], secrets),
        _solr(home, software, ports["solr"], secrets),
    ]
    environment = settings.ckan_environment(home, software)
    write_ini(home, servers, environment)
    environment[solr.AWAITED] = solr.url(ports["solr"], secrets["solr"])
    tasks = [] if (home.run / PREPARED).exists() else [_prepare(home, environment)]
    after = tuple(service.name for service in tasks) or tuple(NAMES)
    consumers = [_consumer(home, environment, name, ports["valkey"], after) for name in ("gather", "fetch")]
    return [*services, *tasks, *consumers, _web(home, environment, ports["portal"], after)]


def _solr(home: Home, software: Software, port: int, secrets: dict[str, str]) -> Service:
    """Ours but for the schema. Its word lists are those of a fresh Solr: without a word of Chinese, so left empty."""
    solr.prepare(home, software, secrets)
    use_own_schema(home.root / "solr" / "configsets" / solr.CORE / "conf")
    return solr.service(home, software, port, secrets)


def use_own_schema(conf: Path) -> None:
    """CKAN's schema.xml instead of ours in a configset."""
    shutil.copyfile(_schema(), conf / "schema.xml")
    for name in ("protwords.txt", "synonyms.txt"):
        (conf / name).touch()


def _schema() -> Path:
    """CKAN's own, of the version that both environments hold."""
    spec = find_spec("ckan")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "config" / "solr" / "schema.xml"


def write_ini(home: Home, servers: dict[str, str], environment: Mapping[str, str]) -> None:
    """Made once; a copy of the home has other folders, and the same servers."""
    values = {
        "sqlalchemy.url": servers["database_url"],
        "ckan.redis.url": f"{servers['redis_url']}?{TIMEOUT}",
        "solr_url": servers["solr_url"],
        "solr_user": servers["solr_user"],
        "solr_password": servers["solr_password"],
        "ckan.plugins": PLUGINS,
        "ckan.storage_path": str(home.folder("storage")),
        "ckan.webassets.path": str(home.folder("webassets")),
    }
    if not home.ini.exists():
        _ckan(environment, "generate", "config", str(home.ini))
    _ckan(environment, "config-tool", str(home.ini), *(f"{key}={value}" for key, value in values.items()))


def _ckan(environment: Mapping[str, str], *words: str) -> None:
    without = {key: value for key, value in environment.items() if key != "CKAN_INI"}
    subprocess.run([peers.program("ckan"), *words], env=without, check=True, stdout=subprocess.DEVNULL)


def _prepare(home: Home, environment: Mapping[str, str]) -> Service:
    return Service(
        name="prepare",
        title="stock CKAN's tables",
        command=(str(peers.PYTHON), "-m", "benches.stock_preparation", str(home.run / PREPARED)),
        environment=environment,
        folder=home.root,
        after=tuple(NAMES),
        once=True,
    )


def _consumer(home: Home, environment: Mapping[str, str], name: str, queue: int, after: tuple[str, ...]) -> Service:
    return Service(
        name=name,
        title=f"{name} consumer",
        command=(str(peers.program("ckan")), "harvester", f"{name}-consumer"),
        environment=environment,
        folder=home.root,
        probe=lambda pid: _is_connected(pid, queue),
        after=after,
        uses=tuple(NAMES),
        grace=5,
    )


def _web(home: Home, environment: Mapping[str, str], port: int, after: tuple[str, ...]) -> Service:
    """Its pages and its API under the same server as ours, with as many workers and threads."""
    options = ["--bind", f"127.0.0.1:{port}", "--workers", str(portal.WORKERS), "--threads", str(portal.THREADS)]
    settings_ = ["--config", "python:stack.gunicorn_settings", "--timeout", "120", "--no-control-socket"]
    return Service(
        name="portal",
        title="stock CKAN's pages",
        command=(str(peers.PYTHON), "-m", "gunicorn", *settings_, *options, "benches.stock_wsgi:application"),
        environment=environment,
        folder=home.root,
        probe=lambda pid: portal.answers(f"http://127.0.0.1:{port}"),
        after=after,
        uses=tuple(NAMES),
        grace=20,
    )


def _is_connected(pid: int, port: int) -> bool:
    """A consumer asks its queue first thing, and then waits there."""
    try:
        connections = psutil.Process(pid).net_connections("tcp")
    except psutil.Error:
        return False
    return any(each.raddr and each.raddr.port == port for each in connections)
