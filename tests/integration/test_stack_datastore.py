"""The DataStore as it runs: rows in, rows out, by whom; what a file with rows looks like; homes that had none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import ckanapi
import httpx
import psutil
import psycopg2
import pytest

from stack import databases, datastore
from tests.portal import Portal

ROWS = [{"年份": "2022", "产量": 1062.3}, {"年份": "2023", "产量": 1104.9}]
FIELDS = [{"id": "年份", "type": "text"}, {"id": "产量", "type": "numeric"}]


def new_resource(portal: Portal) -> dict[str, Any]:
    """A file of an open dataset made for it."""
    admin = portal.admin()
    admin.action.package_create(
        name="test-datastore",
        title="蔗糖产量（测试）",
        notes="测试数据表。",
        owner_org="gx-nynct",
        theme=["agri_industry"],
        region=["450000"],
        tag_string="测试",
        update_frequency="yearly",
        open_type="unconditional",
        data_grade="general",
        general_level="1",
        license_id="gx-open-1.0",
    )
    created: dict[str, Any] = admin.action.resource_create(
        package_id="test-datastore", name="产量", url="http://127.0.0.1/x.csv", format="CSV", size=100
    )
    return created


def load(portal: Portal, resource: dict[str, Any]) -> None:
    portal.admin().action.datastore_create(resource_id=resource["id"], force=True, fields=FIELDS, records=ROWS)


def remove(portal: Portal) -> None:
    if "test-datastore" in portal.admin().action.package_list():
        portal.admin().action.dataset_purge(id="test-datastore")


@pytest.fixture
def resource(portal: Portal) -> Iterator[dict[str, Any]]:
    remove(portal)
    yield new_resource(portal)
    remove(portal)


def test_rows_of_an_open_dataset_are_read_by_everybody(portal: Portal, resource: dict[str, Any]) -> None:
    load(portal, resource)
    anybody = ckanapi.RemoteCKAN(portal.url).action
    found = anybody.datastore_search(resource_id=resource["id"], filters={"年份": "2023"}, fields=["年份", "产量"])

    assert found["records"] == [{"年份": "2023", "产量": 1104.9}]
    assert found["total"] == 1
    assert anybody.resource_show(id=resource["id"])["datastore_active"] is True


def test_web_processes_share_no_connection_to_the_databases(portal: Portal, resource: dict[str, Any]) -> None:
    """CKAN is loaded once and forked; what it had open would be read by two workers at once.

    The job worker forks too, at times, a scheduler that talks to the queue only.
    """
    load(portal, resource)
    parent = psutil.Process(portal.pid("portal"))
    held = [
        connection.laddr.port
        for process in (parent, *parent.children(recursive=True))
        for connection in process.net_connections("inet")
        if connection.raddr and connection.raddr.port == portal.ports["postgres"]
    ]

    assert held != []
    assert len(held) == len(set(held))


def test_nobody_asks_tables_in_sql(portal: Portal) -> None:
    answer = httpx.get(f"{portal.url}/api/3/action/datastore_search_sql?sql=SELECT 1", trust_env=False)

    assert answer.status_code == 400
    assert "datastore_search_sql" in answer.json()


def test_an_uploaded_table_is_not_loaded_by_itself(portal: Portal, resource: dict[str, Any]) -> None:
    changed = portal.admin().call_action(
        "resource_update",
        {"id": resource["id"], "name": "产量", "format": "CSV", "url": "x.csv"},
        files={"upload": ("cane.csv", "年份,产量\n2023,1\n".encode())},
    )

    assert changed["datastore_active"] is False
    assert portal.admin().action.job_list() == []


def page(portal: Portal, path: str, token: str = "") -> str:
    """The page in Chinese less what differs from one request to the next, and less times: a write is a change."""
    answer = httpx.get(
        portal.url + path, headers={"Authorization": token} if token else {}, timeout=60, trust_env=False
    )
    assert answer.status_code == 200
    return re.sub(r'(name="_csrf_token" (value|content)=|value=)"[^"]*"|<time .*?</time>', "", answer.text)


def test_a_file_with_rows_shows_them_on_both_of_its_pages(portal: Portal, resource: dict[str, Any]) -> None:
    """And nothing of CKAN's own pages of a table. Its columns become 信息项 where there are none (``test_ingest.py``)."""
    items = [{"name": field["id"], "type": "string"} for field in FIELDS]
    portal.admin().action.resource_patch(id=resource["id"], schema={"fields": items})
    paths = ["/dataset/test-datastore", f"/dataset/test-datastore/resource/{resource['id']}"]
    before = [page(portal, path) for path in paths]
    load(portal, resource)

    after = [page(portal, path) for path in paths]
    assert ['id="look"' in text for text in before] == [False, False]
    assert ['id="look"' in text for text in after] == [True, True]
    assert not any("Data Dictionary" in text or "/datastore/api_info" in text for text in after)


def test_pages_of_an_editor_name_no_second_dictionary(portal: Portal, resource: dict[str, Any]) -> None:
    """The data items are the dictionary; CKAN's own is English and says other things."""
    load(portal, resource)
    other = portal.admin().action.resource_create(
        package_id="test-datastore", name="另一个", url="http://127.0.0.1/y.csv", format="CSV", size=100
    )
    paths = [
        f"/dataset/test-datastore/resource/{resource['id']}/edit",
        f"/dataset/test-datastore/resource/{other['id']}/edit",  # has the first in its list at the side
        "/dataset/resources/test-datastore",
    ]
    pages = "\n".join(page(portal, path, portal.admin_token) for path in paths)

    assert resource["id"] in pages
    assert not re.findall("dictionary|Dictionary|数据字典|Data API|DataStore|datastore/dump", pages)


def connect(portal: Portal, database: str) -> psycopg2.extensions.connection:
    address = databases.datastore_urls(portal.ports["postgres"], portal.secrets)[1]
    return psycopg2.connect(address.replace(databases.DATASTORE, database), connect_timeout=5)


@pytest.mark.parametrize("database", ["gxdata", "postgres", "template1"])
def test_the_reader_of_tables_enters_no_other_database(portal: Portal, database: str) -> None:
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        connect(portal, database)


@pytest.mark.parametrize(
    "statement",
    [
        'DELETE FROM "{}"',
        'DROP TABLE "{}"',
        "CREATE TABLE mine (x int)",
        "CREATE TEMP TABLE mine (x int)",
        "CREATE SCHEMA mine",
    ],
)
def test_the_reader_of_tables_changes_nothing(portal: Portal, resource: dict[str, Any], statement: str) -> None:
    load(portal, resource)
    connection = connect(portal, databases.DATASTORE)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{resource["id"]}"')
            assert cursor.fetchone() == (2,)
            with pytest.raises(psycopg2.Error, match=r"permission denied|must be owner"):
                cursor.execute(statement.format(resource["id"]))
    finally:
        connection.close()


@pytest.fixture
def foreign(portal: Portal) -> Iterator[str]:
    """Name of a database that is not its writer's and where nobody has set the permissions."""
    connection = superuser(portal)
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS foreign_rows WITH (FORCE)")
        cursor.execute("CREATE DATABASE foreign_rows")
    yield "foreign_rows"
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE foreign_rows WITH (FORCE)")
    connection.close()


def test_a_writer_who_may_not_set_permissions_is_told_what_to_do(portal: Portal, foreign: str) -> None:
    connection = connect(portal, foreign)
    with pytest.raises(datastore.PermissionsMissing, match=r"scripts/ckan datastore set-permissions \| psql"):
        datastore.run(connection, "CREATE TABLE mine (x int)")
    connection.close()


def test_permissions_that_somebody_else_has_set_will_do(portal: Portal) -> None:
    connection = connect(portal, databases.DATASTORE)
    datastore.run(connection, "CREATE TABLE mine (x int)")
    connection.close()


def superuser(portal: Portal) -> psycopg2.extensions.connection:
    connection = psycopg2.connect(
        host="127.0.0.1",
        port=portal.ports["postgres"],
        user="postgres",
        password=portal.secrets["postgres"],
        dbname="postgres",
    )
    connection.autocommit = True
    return connection


def drop_what_an_older_version_had_not(portal: Portal) -> None:
    """One database, no reader, no password of his."""
    connection = superuser(portal)
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE gxdata_datastore WITH (FORCE)")
        cursor.execute("DROP ROLE gxdata_reader")
    connection.close()


def test_a_home_of_an_older_version_gets_what_tables_need(bare: Portal) -> None:
    if not bare.processes():
        bare.start("--no-demo")
    remove(bare)
    admin_password = bare.secrets["admin"]
    drop_what_an_older_version_had_not(bare)
    bare.stop()
    older = {name: secret for name, secret in bare.secrets.items() if name != "reader"}
    (bare.home / "secrets.json").write_text(json.dumps(older))
    (bare.home / "run" / "prepared").write_text("of an older version")
    bare.start("--no-demo")
    try:
        resource = new_resource(bare)
        load(bare, resource)
        found = ckanapi.RemoteCKAN(bare.url).action.datastore_search(resource_id=resource["id"])
    finally:
        remove(bare)

    assert [row["年份"] for row in found["records"]] == ["2022", "2023"]
    assert bare.secrets["admin"] == admin_password
