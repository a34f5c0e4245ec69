"""A department's database, with a real PostgreSQL and a real MariaDB."""

from __future__ import annotations

import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
import pymysql
import pytest
import sqlalchemy

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.errors import FatalError, GxdataError, RecordError, RetriableError
from ckanext.gxdata.core.mapping import map_record
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.database import Database
from ckanext.gxdata.sources.database_access import Access
from ckanext.gxdata.sources.database_connections import connected
from tests.fixtures.department_databases import PASSWORD, DepartmentDatabase, mariadb_server, postgres_server

CONFIG = Path(__file__).resolve().parents[2] / "config"


@pytest.fixture
def postgres() -> DepartmentDatabase:
    return postgres_server()


@pytest.fixture
def mariadb() -> DepartmentDatabase:
    return mariadb_server()


@pytest.fixture(params=[postgres_server, mariadb_server], ids=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> DepartmentDatabase:
    start: Callable[[], DepartmentDatabase] = request.param
    return start()


def config(
    server: DepartmentDatabase, user: str = "reader", database: str = "open", secret: str = "", **options: Any
) -> SourceConfig:
    return SourceConfig("t", "database", server.url(user, database), options, server.allow, secret)


def read(server: DepartmentDatabase, **more: Any) -> tuple[list[RawRecord], list[Finding]]:
    found = list(Database(config(server, **more)).records())
    records = [item for item in found if isinstance(item, RawRecord)]
    return records, [item for item in found if isinstance(item, Finding)]


def fault(server: DepartmentDatabase, **more: Any) -> GxdataError:
    with pytest.raises(GxdataError) as caught:
        read(server, **more)
    assert caught.value.hint and caught.value.message
    return caught.value


def fetch(server: DepartmentDatabase, table: str, **more: Any) -> str:
    return Database(config(server, **more)).fetch_file(reference(server, table)).content.decode()


def unfetched(server: DepartmentDatabase, table: str, **more: Any) -> RecordError:
    with pytest.raises(RecordError) as caught:
        fetch(server, table, **more)
    return caught.value


def schema_of(server: DepartmentDatabase) -> str:
    return "public" if server.scheme == "postgresql" else "open"


def reference(server: DepartmentDatabase, table: str) -> str:
    return f"table:{schema_of(server)}.{table}"


@contextmanager
def extra(server: DepartmentDatabase, *statements: str, table: str, kind: str = "TABLE") -> Iterator[None]:
    """A table or view more, readable by ``reader``; gone afterwards."""
    quote = '"' if server.scheme == "postgresql" else "`"
    name = quote + table.replace(quote, quote * 2) + quote
    reader = "reader" if server.scheme == "postgresql" else "reader@'127.0.0.1'"
    server.run(*statements, f"GRANT SELECT ON {name} TO {reader}")
    try:
        yield
    finally:
        server.run(f"DROP {kind} IF EXISTS {name}")


# ── tables and views as datasets ─────────────────────────────────────────────────────────────────────────────────────


def test_every_readable_table_and_view_is_a_dataset_and_no_other(server: DepartmentDatabase) -> None:
    records, findings = read(server)
    schema = schema_of(server)
    assert [record.guid for record in records] == [f"{schema}.v_open_企业", f"{schema}.企业", f"{schema}.甘蔗"]
    closed = [(item.rule, item.severity, item.value) for item in findings]
    # So that a table whose rights were taken away is not taken for withdrawn; MySQL does not show that it is there.
    assert closed == ([("table-not-readable", "info", "public.账号")] if server.scheme == "postgresql" else [])


def test_comments_are_titles_and_columns_are_items(server: DepartmentDatabase) -> None:
    record = read(server)[0][1]
    postgres = server.scheme == "postgresql"
    integer, number, moment = ("bigint", "numeric(12,2)", "timestamp without time zone") if postgres else (
        "bigint(20)",
        "decimal(12,2)",
        "datetime",
    )  # fmt: skip
    text = "character varying(100)" if postgres else "varchar(100)"
    double = "double precision" if postgres else "double"
    plain = {"comment": "", "nullable": True, "primary_key": False}
    assert record.pointer == "表 企业"
    assert record.payload == {
        "title": "企业名录",
        "comment": "企业名录\n在册企业，每月更新",
        "schema": schema_of(server),
        "table": "企业",
        "kind": "表",
        "columns": [
            {**plain, "name": "id", "type": integer, "nullable": False, "primary_key": True, "data_type": "I"},
            {
                **plain,
                "name": "name",
                "comment": "企业名称",
                "type": text,
                "nullable": False,
                "data_type": "C",
                "length": 100,
            },
            {
                **plain,
                **{"name": "capital", "comment": "注册资本（元）", "type": number, "data_type": "N"},
                **{"length": 12, "precision": 2},
            },
            {**plain, "name": "founded", "type": "date", "data_type": "D"},
            {**plain, "name": "updated", "type": moment, "data_type": "T"},
            {**plain, "name": "score", "type": double, "data_type": "B"},
            {**plain, "name": "note", "type": "text", "data_type": "C"},
        ],
        "files": [{"name": "企业名录", "format": "POSTGRESQL" if postgres else "MYSQL"}],
    }


def test_a_view_without_a_comment_is_called_by_its_name(mariadb: DepartmentDatabase) -> None:
    assert read(mariadb)[0][0].payload["title"] == "v_open_企业"


@pytest.mark.parametrize(
    ("options", "tables"),
    [
        ({"include": ["v_open_*"]}, ["v_open_企业"]),
        ({"exclude": ["v_*", "甘?"]}, ["企业"]),
        ({"include": ["企业", "甘蔗"], "exclude": ["企业"]}, ["甘蔗"]),
    ],
)
def test_patterns_choose_the_tables(server: DepartmentDatabase, options: dict[str, Any], tables: list[str]) -> None:
    assert [record.payload["table"] for record in read(server, **options)[0]] == tables


def test_nothing_to_read_is_an_error_and_no_empty_catalog(server: DepartmentDatabase) -> None:
    records, findings = read(server, include=["没有*"])
    assert records == [] and [(item.rule, item.severity) for item in findings] == [("listing-empty", "error")]


def test_the_default_mapping_makes_a_dataset_with_items(server: DepartmentDatabase) -> None:
    rules = rulebook.load(CONFIG)
    draft = map_record(read(server, rows="csv")[0][1], rules.mapping("database"), rules.codelists)
    assert draft.findings == ()
    assert draft.fields["title"] == "企业名录" and draft.fields["notes"] == "企业名录\n在册企业，每月更新"
    resource = draft.resources[0]
    assert (resource["name"], resource["format"], resource["url"]) == ("企业名录", "CSV", reference(server, "企业"))
    kinds = {field["name"]: (field["title"], field["type"]) for field in resource["schema"]["fields"]}
    assert kinds["name"] == ("企业名称", "string") and kinds["capital"] == ("注册资本（元）", "number")
    assert kinds["id"] == ("id", "integer") and kinds["updated"] == ("updated", "datetime")


def test_what_a_database_does_not_hold_comes_from_the_constants_of_the_source(server: DepartmentDatabase) -> None:
    rules = rulebook.load(CONFIG)
    defaults = {
        "theme": ["agri_industry"],
        "region": ["450000"],
        "update_frequency": "yearly",
        "open_type": "unconditional",
    }
    mapping = rules.tailored("database", {**defaults, "contact_phone": "0771-1234567"})
    fields = map_record(read(server)[0][1], mapping, rules.codelists).fields
    assert {name: fields[name] for name in defaults} == defaults and fields["contact_phone"] == "0771-1234567"


# ── a table as the catalog ───────────────────────────────────────────────────────────────────────────────────────────

_CATALOG = (
    "CREATE TABLE 目录 (编号 varchar(20), 数据集名称 varchar(50), 更新周期 varchar(10), 发布日期 date, 数据表 varchar(50))",
    """INSERT INTO 目录 VALUES ('NN-01', '在册企业', '每月', '2023-06-15', '企业'),
       ('NN-02', '已撤下的表', '每年', NULL, '没有这张表'), (NULL, '没有编号', '每年', NULL, NULL)""",
)


def test_a_table_of_the_department_may_be_the_catalog(server: DepartmentDatabase) -> None:
    options = {"catalog_table": "目录", "id_column": "编号", "table_column": "数据表", "rows": "csv"}
    with extra(server, *_CATALOG, table="目录"):
        records, findings = read(server, **options)
    assert findings == []
    by_guid = {record.guid: record.payload for record in records}
    assert sorted(by_guid) == ["", "NN-01", "NN-02"]
    assert (
        by_guid["NN-01"]["发布日期"] == "2023-06-15"
        and by_guid["NN-01"]["_relation"]["comment"] == "企业名录\n在册企业，每月更新"
    )
    assert by_guid["NN-01"]["_relation"]["files"] == [
        {"name": "企业名录", "format": "CSV", "url": reference(server, "企业")}
    ]
    assert by_guid["NN-02"]["_relation"] == {"columns": [], "files": []}
    rules = rulebook.load(CONFIG)
    first = next(record for record in records if record.guid == "NN-01")
    draft = map_record(first, rules.mapping("database"), rules.codelists)
    fields = draft.fields
    assert (fields["title"], fields["update_frequency"], fields["issued"]) == ("在册企业", "monthly", "2023-06-15")
    assert [resource["format"] for resource in draft.resources] == ["CSV"]
    assert draft.resources[0]["schema"]["fields"]


def test_columns_of_the_catalog_keep_their_names_whatever_we_call_ours(server: DepartmentDatabase) -> None:
    columns = ("kind", "columns", "files", "table_comment")
    statements = (
        f"CREATE TABLE own (id varchar(9), t varchar(9), {', '.join(f'{name} varchar(9)' for name in columns)})".replace(
            "columns varchar", f"{'`columns`' if server.scheme == 'mysql' else 'columns'} varchar"
        ),
        "INSERT INTO own VALUES ('1', '甘蔗', '专题', '三列', '两份', '部门写的')",
    )
    with extra(server, *statements, table="own"):
        [record] = read(server, catalog_table="own", id_column="id", table_column="t")[0]
    assert [record.payload[name] for name in columns] == ["专题", "三列", "两份", "部门写的"]
    assert record.payload["_relation"]["table"] == "甘蔗"


def test_a_catalog_of_more_rows_than_allowed_is_refused_and_never_cut(server: DepartmentDatabase) -> None:
    error = fault(server, catalog_table="企业", id_column="id", table_column="name", max_rows=1)
    assert error.rule == "too-many-rows" and "1 行" in error.message


def test_a_table_closed_between_two_passes_is_not_proven_withdrawn(server: DepartmentDatabase) -> None:
    with extra(server, "CREATE TABLE 临时 (a integer)", table="临时"):
        before = {record.guid for record in read(server)[0]}
        reader = "reader" if server.scheme == "postgresql" else "reader@'127.0.0.1'"
        server.run(f"REVOKE SELECT ON 临时 FROM {reader}")
        source = Database(config(server))
        found = list(source.records())
    guid = f"{schema_of(server)}.临时"
    named = {item.value for item in found if isinstance(item, Finding)}
    assert guid in before and guid not in {item.guid for item in found if isinstance(item, RawRecord)}
    assert guid in named or not source.proves_whole


@pytest.mark.parametrize("value", ["DATE '20000-01-01'", "DATE '0044-03-15 BC'", "TIMESTAMP '0044-03-15 00:00 BC'"])
def test_a_date_that_python_does_not_know_stays_text(postgres: DepartmentDatabase, value: str) -> None:
    view = f"CREATE VIEW 远期 AS SELECT 1 AS id, '甘蔗'::text AS table_name, {value} AS 日期"
    with extra(postgres, view, table="远期", kind="VIEW"):
        [record] = read(postgres, catalog_table="远期")[0]
        assert record.payload["日期"] in ("20000-01-01", "0044-03-15 BC", "0044-03-15 00:00:00 BC")
        assert str(record.payload["日期"]) in fetch(postgres, "远期")


def test_a_wrong_column_of_the_catalog_is_named_with_those_there_are(server: DepartmentDatabase) -> None:
    with extra(server, *_CATALOG, table="目录"):
        error = fault(server, catalog_table="目录", id_column="id")
    assert isinstance(error, FatalError) and error.pointer == "id_column"
    assert error.message == "目录表中没有“id”这一列" and "编号、数据集名称" in error.hint


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rows_come_as_csv_in_the_order_of_the_key_with_null_apart_from_empty(server: DepartmentDatabase) -> None:
    assert fetch(server, "企业") == (
        "id,name,capital,founded,updated,score,note\n"
        '1,"",,,,1.5,"第一行\n第二行"\n'
        '2,"南宁“甲,乙”公司",1000000.50,2020-02-29,2023-06-15T08:00:00,,"a ""b"""\n'
    )


def test_rows_without_a_key_come_in_the_same_order_however_they_were_written(server: DepartmentDatabase) -> None:
    found = []
    for rows in ("(2, 'b'), (1, 'z'), (2, 'a')", "(2, 'a'), (2, 'b'), (1, 'z')"):
        with extra(server, "CREATE TABLE 乱 (a int, b varchar(5))", f"INSERT INTO 乱 VALUES {rows}", table="乱"):
            found.append(fetch(server, "乱"))
    assert found == ["a,b\n1,z\n2,a\n2,b\n"] * 2


def test_odd_types_have_a_text(postgres: DepartmentDatabase) -> None:
    statements = (
        "CREATE TABLE 杂 (a bytea, b jsonb, c text[], d uuid, e boolean, f timestamptz, g time, h numeric, i json, j point)",
        r"""INSERT INTO 杂 VALUES ('\x00ff', '{"甲": [1, null]}', '{x,y}', '12345678-1234-1234-1234-123456789abc', true,
        '2023-06-15 08:00:00+08', '08:30', 1e20, '{}', '(1,2)')""",
    )
    with extra(postgres, *statements, table="杂"):
        assert fetch(postgres, "杂").split("\n")[1] == (
            '00ff,"{""甲"": [1, null]}","[""x"", ""y""]",12345678-1234-1234-1234-123456789abc,true,'
            '2023-06-15T00:00:00+00:00,08:30:00,100000000000000000000,{},"(1,2)"'
        )


def test_odd_types_of_mariadb_have_a_text(mariadb: DepartmentDatabase) -> None:
    statements = (
        "CREATE TABLE 杂 (a varbinary(9), b time, c tinyint(1), d year, e set('甲','乙'), f int unsigned)",
        "INSERT INTO 杂 VALUES (x'00ff', '-26:30:05', 1, 2023, '甲,乙', 7)",
    )
    with extra(mariadb, *statements, table="杂"):
        assert fetch(mariadb, "杂").split("\n")[1] == '00ff,-26:30:05,1,2023,"甲,乙",7'
        columns = read(mariadb, include=["杂"])[0][0].payload["columns"]
        assert [column["data_type"] for column in columns] == ["G", "C", "L", "I", "C", "I"]


def test_a_gbk_database_is_read_right(mariadb: DepartmentDatabase) -> None:
    charset = mariadb.run("SELECT table_collation FROM information_schema.tables WHERE table_name = '企业'")
    assert charset[0][0].startswith("gbk")
    assert "第一行" in fetch(mariadb, "企业")


def test_gbk_in_a_database_without_encoding_needs_the_option(postgres: DepartmentDatabase) -> None:
    postgres.run("CREATE DATABASE ascii ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0", database="postgres")
    try:
        statements = (
            "SET client_encoding = SQL_ASCII",
            "CREATE TABLE t (a text)",
            f"INSERT INTO t VALUES (convert_from(decode('{'甘蔗'.encode('gbk').hex()}', 'hex'), 'SQL_ASCII'))",
            "GRANT SELECT ON t TO reader",
        )
        postgres.run(*statements, database="ascii")
        assert fetch(postgres, "t", database="ascii", encoding="gb18030") == "a\n甘蔗\n"
        error = unfetched(postgres, "t", database="ascii")
        assert error.rule == "undecodable" and "encoding" in error.hint
    finally:
        postgres.run("DROP DATABASE ascii WITH (FORCE)", database="postgres")


@pytest.mark.parametrize(
    ("options", "rule"), [({"max_rows": 1}, "too-many-rows"), ({"max_file_mib": 0.00001}, "too-large")]
)
def test_a_table_over_a_limit_is_left_out_whole(server: DepartmentDatabase, options: dict[str, Any], rule: str) -> None:
    error = unfetched(server, "企业", **options)
    assert error.rule == rule and "企业" in error.message and error.hint


def test_a_table_that_vanishes_costs_itself_only(server: DepartmentDatabase) -> None:
    with extra(server, "CREATE TABLE 短命 (a int)", table="短命"):
        source = Database(config(server, rows="csv"))
        urls = [record.payload["files"][0]["url"] for record in source.records() if isinstance(record, RawRecord)]
    assert reference(server, "短命") in urls
    with pytest.raises(RecordError) as caught:
        source.fetch_file(reference(server, "短命"))
    assert caught.value.rule == "no-such-table"
    assert source.fetch_file(reference(server, "甘蔗")).filename == "甘蔗.csv"


@pytest.mark.parametrize("table", ["账号", "nothing", "甘蔗; DROP TABLE 甘蔗", '甘蔗" --', "", "甘蔗.年份"])
def test_only_what_is_offered_can_be_fetched(server: DepartmentDatabase, table: str) -> None:
    assert unfetched(server, table).rule == "no-such-table"
    assert unfetched(server, "甘蔗", exclude=["甘*"]).rule == "no-such-table"


@pytest.mark.parametrize(
    "reference", ["table:pg_catalog.pg_authid", "table:mysql.global_priv", "甘蔗", "file:///etc/passwd"]
)
def test_a_reference_elsewhere_is_refused(server: DepartmentDatabase, reference: str) -> None:
    with pytest.raises(RecordError):
        Database(config(server)).fetch_file(reference)


def test_names_are_quoted_whatever_is_in_them(server: DepartmentDatabase) -> None:
    quote = '"' if server.scheme == "postgresql" else "`"
    table, column = f"a{quote}; DROP TABLE 甘蔗; --%s :x", f"b{quote} -- %(y)s"
    quoted = [f"{quote}{name.replace(quote, quote * 2)}{quote}" for name in (table, column)]
    with extra(
        server, f"CREATE TABLE {quoted[0]} ({quoted[1]} int)", f"INSERT INTO {quoted[0]} VALUES (7)", table=table
    ):
        assert fetch(server, table).split("\n")[1] == "7"
        assert table in [record.payload["table"] for record in read(server)[0]]
    assert fetch(server, "甘蔗") == "年份,产量\n2023,1\n"


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_slow_view_is_ended_by_the_server(server: DepartmentDatabase) -> None:
    wait = "pg_sleep(60)::text" if server.scheme == "postgresql" else "sleep(60)"
    with extra(server, f"CREATE VIEW v_slow AS SELECT {wait} AS a", table="v_slow", kind="VIEW"):
        error = unfetched(server, "v_slow", statement_timeout_seconds=1)
    assert error.rule == "timeout" and "statement_timeout_seconds" in error.hint


def test_a_locked_table_is_not_waited_for(server: DepartmentDatabase) -> None:
    if server.scheme == "postgresql":
        holder: Any = psycopg2.connect(host="127.0.0.1", port=server.port, user="postgres", dbname="open")
        lock = "LOCK TABLE 甘蔗 IN ACCESS EXCLUSIVE MODE"
    else:
        holder = pymysql.connect(host="127.0.0.1", port=server.port, user="root", database="open", charset="utf8mb4")
        lock = "LOCK TABLES 甘蔗 WRITE"
    try:
        with holder.cursor() as cursor:
            cursor.execute(lock)
        assert unfetched(server, "甘蔗", statement_timeout_seconds=4).rule == "locked"
    finally:
        holder.close()


@contextmanager
def silent_postgres(*answers: bytes) -> Iterator[int]:
    """A server that says these words of the protocol once somebody has spoken, and then nothing any more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    for answer in answers:
                        connection.recv(4096)
                        connection.sendall(answer)
                    while connection.recv(4096):
                        pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]


def test_a_server_that_falls_silent_does_not_hold_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Access, "session_seconds", 0.3)
    settings = {
        "server_version": "16.0",
        "client_encoding": "UTF8",
        "DateStyle": "ISO, MDY",
        "standard_conforming_strings": "on",
    }
    said = [f"{name}\0{value}\0".encode() for name, value in settings.items()]
    statuses = b"".join(b"S" + (len(each) + 4).to_bytes(4, "big") + each for each in said)
    ready = b"R\x00\x00\x00\x08\x00\x00\x00\x00" + statuses + b"Z\x00\x00\x00\x05I"
    with silent_postgres(ready) as port:
        url, options = f"postgresql://reader@127.0.0.1:{port}/open", {"tls": "off"}
        with pytest.raises(RetriableError) as caught:
            list(Database(SourceConfig("t", "database", url, options, (f"127.0.0.1:{port}",))).records())
    assert caught.value.rule == "cut-off"


def test_a_server_that_says_nothing_at_all_does_not_hold_the_job() -> None:
    with silent_postgres() as port:
        url, options = f"postgresql://reader@127.0.0.1:{port}/open", {"connect_timeout_seconds": 2, "tls": "off"}
        with pytest.raises(RetriableError) as caught:
            list(Database(SourceConfig("t", "database", url, options, (f"127.0.0.1:{port}",))).records())
    assert caught.value.rule in ("timeout", "unreachable")


# ── rights ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_role_that_may_write_is_reported_and_cannot(server: DepartmentDatabase) -> None:
    records, findings = read(server, user="clerk")
    assert [record.payload["table"] for record in records] == ["甘蔗"]
    told = [(item.rule, item.severity) for item in findings if item.rule != "table-not-readable"]
    assert told == [("role-can-write", "warning")]
    assert findings[0].message.startswith("账户“clerk”不是只读的（") and "connect-a-database" in findings[0].hint
    with pytest.raises(GxdataError), connected(Access.of(config(server, user="clerk"))) as connection:
        connection.execute(sqlalchemy.text("INSERT INTO 甘蔗 VALUES (1, 1)"))
    assert fetch(server, "甘蔗") == "年份,产量\n2023,1\n"


def test_an_administrator_is_reported(server: DepartmentDatabase) -> None:
    user = "postgres" if server.scheme == "postgresql" else "root"
    assert [item.rule for item in read(server, user=user, include=["甘蔗"])[1]] == ["role-can-write"]


def test_the_secret_is_the_password(server: DepartmentDatabase) -> None:
    assert "甘蔗" in [record.payload["table"] for record in read(server, user="guarded", secret=PASSWORD)[0]]


@pytest.mark.parametrize("secret", ["", "wr0ng-word"])
def test_a_wrong_password_is_told_without_it(server: DepartmentDatabase, secret: str) -> None:
    with pytest.raises(FatalError) as caught:
        read(server, user="guarded", secret=secret)
    error = caught.value
    assert error.rule == "wrong-password"
    assert error.message == f"数据库 127.0.0.1:{server.port}/open 不接受这个账户或口令"
    shown = (
        "".join(traceback.format_exception(error)) + error.hint + repr(Access.of(config(server, secret="wr0ng-word")))
    )
    assert "wr0ng-word" not in shown


def test_a_password_in_the_address_is_refused_without_repeating_it(server: DepartmentDatabase) -> None:
    url = server.url().replace("reader@", "reader:s3cret-word@")
    with pytest.raises(FatalError) as caught:
        Database(SourceConfig("t", "database", url, {}, server.allow))
    assert caught.value.rule == "password-in-url" and "口令或令牌" in caught.value.hint
    assert "s3cret-word" not in "".join(traceback.format_exception(caught.value)) + caught.value.hint


def test_a_password_asked_for_in_clear_is_not_given(postgres: DepartmentDatabase) -> None:
    assert fault(postgres, user="careless", secret=PASSWORD).rule == "clear-text"


# ── connecting ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "169.254.169.254", "10.0.0.1", "0"]
)
def test_an_inner_address_that_is_not_listed_is_refused_before_connecting(
    server: DepartmentDatabase, host: str
) -> None:
    url = server.url().replace("127.0.0.1", host)
    with pytest.raises(FatalError) as caught:
        list(Database(SourceConfig("t", "database", url, {}, ("127.0.0.1:1",))).records())
    assert caught.value.rule == "address-refused"


def test_what_the_department_has_to_mend_is_named(server: DepartmentDatabase) -> None:
    assert fault(server, database="nowhere").rule == "no-such-database"
    assert fault(server, schema='public"; DROP TABLE 甘蔗; --').rule == "no-such-schema"
    assert fault(server, user="nobody_known").rule in ("wrong-password", "no-such-database")
    assert fault(server, catalog_table="nowhere").rule == "no-such-table"


def test_a_dead_server_may_be_tried_again(server: DepartmentDatabase) -> None:
    url = server.url().replace(str(server.port), "9")
    with pytest.raises(RetriableError) as caught:
        list(Database(SourceConfig("t", "database", url, {}, ("127.0.0.1:9",))).records())
    assert caught.value.rule == "unreachable"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://127.0.0.1/open",
        "postgresql://reader@127.0.0.1",
        "postgresql://reader@/open",
        "postgresql://reader@127.0.0.1/open?sslmode=disable",
        "postgresql://reader@127.0.0.1/open?host=/tmp",
        "postgresql://reader@127.0.0.1:99999/open",
        "mysql+pymysql://reader@127.0.0.1/open",
        "sqlite:///etc/passwd",
        "oracle://reader@127.0.0.1/open",
    ],
)
def test_an_address_that_is_not_wholly_understood_is_refused(url: str) -> None:
    with pytest.raises(FatalError) as caught:
        Database(SourceConfig("t", "database", url))
    assert caught.value.rule == "wrong-address" and "postgresql://" in caught.value.hint


def test_tls_is_required_of_hosts_that_are_not_listed() -> None:
    far = Access.of(SourceConfig("t", "database", "mysql://reader@db.example.gov.cn/open"))
    near = Access.of(SourceConfig("t", "database", "mysql://reader@10.1.2.3/open", {}, ("10.1.2.3:3306",)))
    pinned = Access.of(SourceConfig("t", "database", "mysql://reader@10.1.2.3/open", {"ca_certificate": "PEM"}))
    assert (far.tls, near.tls, pinned.tls) == ("require", "prefer", "verify")


def test_a_server_without_tls_is_refused_where_tls_is_required(postgres: DepartmentDatabase) -> None:
    assert fault(postgres, tls="require").rule == "tls"
    assert read(postgres, tls="off")[0]


def test_a_certificate_is_checked_against_the_given_authority(mariadb: DepartmentDatabase) -> None:
    import trustme

    assert read(mariadb, ca_certificate=mariadb.certificate)[0]
    assert read(mariadb, tls="require")[0]
    other = trustme.CA().cert_pem.bytes().decode()
    assert fault(mariadb, ca_certificate=other).rule == "tls"
    assert fault(mariadb, tls="verify").rule == "tls"
