"""The operator's own servers in the place of embedded ones: a PostgreSQL of Debian's."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import ckanapi
import psycopg2
import pytest

from stack import debian, reach
from stack.wanted import usual_workers
from tests.integration.test_stack_datastore import load, new_resource
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
        told = portal.start("--no-demo", environment=others).stderr
        departments = portal.admin().action.organization_list()
        states = portal.status["states"]
    finally:
        portal.stop()

    assert "gx-nynct" in departments
    assert "数据表（DataStore）不启用" in told
    assert states == {"prepare": "done", "portal": "healthy", "clock": "healthy"} | harvesting(portal)
    assert [name for name in ("pg", "valkey", "solr") if (folder / name).exists()] == []


def harvesting(portal: Portal) -> dict[str, str]:
    """States of the workers that a start has on a machine like this one."""
    names = [name for name in portal.status["states"] if name.startswith("worker")]
    assert names == ["worker", "worker-2"][: usual_workers()]
    return dict.fromkeys(names, "healthy")


@pytest.fixture
def tables(database: str) -> dict[str, str]:
    """A database for rows on the same server, of a writer who owns it, and one who may read."""
    connection = psycopg2.connect(database)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE writer LOGIN PASSWORD 'w'; CREATE ROLE reader LOGIN PASSWORD 'r'")
        cursor.execute("CREATE DATABASE rows OWNER writer")
    connection.close()
    at = database.rpartition("@")[2].replace("/postgres", "/rows")
    return {
        "GXDATA_DATASTORE_WRITE_URL": f"postgresql://writer:w@{at}",
        "GXDATA_DATASTORE_READ_URL": f"postgresql://reader:r@{at}",
    }


def test_rows_go_to_the_database_that_the_operator_names_for_them(tables: dict[str, str], folder: Path) -> None:
    portal = Portal(folder)
    try:
        portal.start("--no-demo", environment=tables)
        resource = new_resource(portal)
        load(portal, resource)
        found = ckanapi.RemoteCKAN(portal.url).action.datastore_search(resource_id=resource["id"])
    finally:
        portal.stop()
    with psycopg2.connect(tables["GXDATA_DATASTORE_READ_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{resource["id"]}"')
        stored = cursor.fetchone()
    connection.close()

    assert found["total"] == 2
    assert stored == (2,)


def test_a_named_server_that_does_not_answer_is_told_before_anything_starts(folder: Path) -> None:
    address = f"postgresql://owner:a-secret@127.0.0.1:{free_port()}/x"
    portal = Portal(folder)
    command = ("run", "--background", "--no-demo", "--home", str(folder), "--port", str(portal.port))
    refused = portal.script(*command, environment={"GXDATA_DATABASE_URL": address})

    assert refused.returncode == 1
    assert "GXDATA_DATABASE_URL 指定的服务器 postgresql://owner:***@127.0.0.1" in refused.stderr
    assert "a-secret" not in refused.stderr
    assert portal.processes() == []
