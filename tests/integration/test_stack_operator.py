"""The operator's own servers in the place of embedded ones: a PostgreSQL of Debian's."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from stack import debian, reach
from tests.portal import Portal, free_port, new_home

PASSWORD = "operators-own"


def debian_binaries() -> Path:
    """bin/ of Debian's PostgreSQL; installed where that is allowed, else the test is skipped."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        problem = debian.install(("postgresql",))
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            pytest.skip(f"没有 Debian 的 PostgreSQL：{problem}")
    return found[-1].parent


@pytest.fixture
def database() -> Iterator[str]:
    """Address of a database on a server of Debian's, in a folder of its own."""
    binaries, folder, port = debian_binaries(), new_home("debian-postgresql"), free_port()
    who = reach.account()
    identity = {"user": who.uid, "group": who.gid, "extra_groups": []} if who else {}
    if who:
        os.chown(folder, who.uid, who.gid)
    (folder / "password").write_text(PASSWORD)
    data = str(folder / "data")

    def call(program: str, *arguments: str) -> None:
        command = [str(binaries / program), *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **identity)  # type: ignore[call-overload]

    call(
        "initdb",
        "-D",
        data,
        "-U",
        "owner",
        "-A",
        "scram-sha-256",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        f"--pwfile={folder}/password",
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    call("pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
    yield f"postgresql://owner:{PASSWORD}@127.0.0.1:{port}/postgres"
    call("pg_ctl", "-D", data, "-w", "-m", "fast", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def others(database: str, bare: Portal) -> dict[str, str]:
    """Addresses of servers that run already: Debian's PostgreSQL, and Valkey and Solr of another home."""
    if not bare.processes():
        bare.start("--no-demo")
    redis = f"redis://:{bare.secrets['valkey']}@127.0.0.1:{bare.ports['valkey']}/1"
    return {"GXDATA_DATABASE_URL": database, "GXDATA_REDIS_URL": redis, "GXDATA_SOLR_URL": bare.solr_url}


def test_the_portal_runs_on_servers_of_the_operator_among_them_debians_postgresql(
    others: dict[str, str], folder: Path
) -> None:
    portal = Portal(folder)
    try:
        portal.start("--no-demo", environment=others)
        departments = portal.admin().action.organization_list()
        states = portal.status["states"]
    finally:
        portal.stop()

    assert "gx-nynct" in departments
    assert states == {"prepare": "done", "portal": "healthy", "worker": "healthy"}
    assert [name for name in ("pg", "valkey", "solr") if (folder / name).exists()] == []


def test_a_named_server_that_does_not_answer_is_told_before_anything_starts(folder: Path) -> None:
    address = f"postgresql://owner:a-secret@127.0.0.1:{free_port()}/x"
    portal = Portal(folder)
    command = ("run", "--background", "--no-demo", "--home", str(folder), "--port", str(portal.port))
    refused = portal.script(*command, environment={"GXDATA_DATABASE_URL": address})

    assert refused.returncode == 1
    assert "GXDATA_DATABASE_URL 指定的服务器 postgresql://owner:***@127.0.0.1" in refused.stderr
    assert "a-secret" not in refused.stderr
    assert portal.processes() == []
