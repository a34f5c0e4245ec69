"""The operator's own servers in the place of embedded ones: a PostgreSQL of Debian's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ckanapi
import psycopg2
import pytest

from stack.wanted import usual_workers
from tests.fixtures import operators_database, suite
from tests.integration.test_stack_datastore import load, new_resource
from tests.portal import Portal, free_port


@pytest.fixture
def server() -> Iterator[str]:
    with operators_database.server() as address:
        yield address


@pytest.fixture
def others(server: str, bare: Portal) -> dict[str, str]:
    """Addresses of servers that run already: Debian's PostgreSQL, and Valkey and Solr of another home."""
    if not bare.processes():
        bare.start("--no-demo")
    redis = f"redis://:{bare.secrets['valkey']}@127.0.0.1:{bare.ports['valkey']}/1"
    return {"GXDATA_DATABASE_URL": operators_database.for_the_portal(server), "GXDATA_REDIS_URL": redis, "GXDATA_SOLR_URL": bare.solr_url}


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
def tables(server: str) -> dict[str, str]:
    """A database for rows on the same server, of a writer who owns it, and one who may read."""
    return operators_database.for_rows(server)


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


@pytest.mark.long
def test_catalog_harvest_and_search_pass_on_an_operators_database(server: str, folder: Path) -> None:
    """By a role that owns its database and is nothing else on the server: no superuser, no other database."""
    servers = {"GXDATA_DATABASE_URL": operators_database.for_the_portal(server), **operators_database.for_rows(server)}
    portal = Portal(folder)
    try:
        portal.start(environment=servers)
        code, said = suite.outcome(portal)
    finally:
        portal.stop()

    assert not (folder / "pg").exists()
    assert code == 0, said
