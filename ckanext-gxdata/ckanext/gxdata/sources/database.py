"""Tables and views of a department's database, read as datasets: comments are titles, columns are 信息项.

Two ways: every readable table or view of a schema is a dataset, or one table of the department's is the catalog and
names the table with the data. Nothing is ever written, and no SQL comes from options. Not here: connections
(``database_connections.py``), what the database says of itself (``database_catalogs.py``), rows (``database_rows.py``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from typing import Any, ClassVar

import sqlalchemy

from ckanext.gxdata.core.errors import FatalError, GxdataError, RecordError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.sources.answers import as_guid, fault_of
from ckanext.gxdata.sources.base import Capability, SourceConfig
from ckanext.gxdata.sources.database_access import Access
from ckanext.gxdata.sources.database_catalogs import Relation, Schema, read_schema
from ckanext.gxdata.sources.database_connections import connected
from ckanext.gxdata.sources.database_options import DATABASE_OPTIONS
from ckanext.gxdata.sources.database_rows import cell, rows_as_csv, select_rows
from ckanext.gxdata.sources.options import checked
from ckanext.gxdata.sources.proof import Proof, shielded

MIB = 1024 * 1024
RELATION = "_relation"
"""Where a row of a catalog keeps what the database says of the table it names: apart from the department's own columns."""
PREFIX = "table:"
"""Of the raw url of a resource whose rows can be fetched: ``table:schema.name``."""


class Database:
    """部门数据库里给平台看的视图或表，用只读账户读取。 Views or tables of a department, read with a read-only role."""

    kind: ClassVar[str] = "database"
    title: ClassVar[str] = "数据库（PostgreSQL、MySQL、MariaDB）"
    address: ClassVar[str] = (
        "不带口令的地址：postgresql://账户@主机:5432/库名 或 mysql://账户@主机:3306/库名；口令另填在“口令或令牌”一栏"
    )
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.PROVES_WHOLE, Capability.FETCHES_FILES, Capability.TAKES_SECRET}
    )
    options_schema: ClassVar[Mapping[str, Any]] = DATABASE_OPTIONS

    def __init__(self, config: SourceConfig) -> None:
        options = checked(config.options, self.options_schema, self.kind)
        self._access = Access.of(config)
        server = self._access.server
        self._schema = str(options.get("schema") or ("public" if server.dialect == "postgresql" else server.database))
        self._include, self._exclude = options.get("include", ["*"]), options.get("exclude", [])
        self._catalog = str(options.get("catalog_table", ""))
        self._id, self._data = str(options.get("id_column", "id")), str(options.get("table_column", "table_name"))
        self._delivers_rows = options.get("rows", "none") == "csv"
        self._most_rows = int(options.get("max_rows", 500_000))
        self._most_bytes = int(options.get("max_file_mib", 100) * MIB)
        self._proof = Proof()

    @property
    def proves_whole(self) -> bool:
        return self._proof.whole

    def records(self) -> Iterator[RawRecord | Finding]:
        self._proof = Proof()
        with connected(self._access) as connection:
            schema = read_schema(connection, self._schema)
            entries = self._entries(connection, schema) if self._catalog else self._tables(schema)
        if schema.writable:
            yield self._writable(schema.writable)
        if not entries:
            hint = "核对 schema、include、exclude，请部门给只读账户授予 SELECT 权限"
            yield Finding("listing-empty", "没有可以读取的表或视图", "error", self._schema, hint)
        for name in () if self._catalog else schema.closed:
            if self._is_chosen(name):
                yield self._closed(name)
        for guid, payload, pointer in entries:
            yield shielded(partial(_record, guid, payload, pointer), guid, pointer)
        self._proof.whole = bool(entries) and (bool(self._catalog) or schema.all_seen)

    def fetch_file(self, reference: str) -> FetchedFile:
        try:
            with connected(self._access) as connection:
                relation = self._named(read_schema(connection, self._schema), reference)
                content = rows_as_csv(
                    connection,
                    self._schema,
                    relation,
                    most_rows=self._most_rows,
                    most_bytes=self._most_bytes,
                    seconds=self._access.statement_seconds,
                )
        except GxdataError as error:
            raise RecordError(error.message, pointer=reference[:200], hint=error.hint, rule=error.rule) from error
        return FetchedFile(content, f"{relation.name}.csv", "text/csv")

    # ── every table is a dataset ─────────────────────────────────────────────────────────────────────────────────────

    def _tables(self, schema: Schema) -> list[tuple[str, dict[str, Any], str]]:
        chosen = [each for each in schema.relations.values() if self._is_chosen(each.name)]
        return [(f"{self._schema}.{each.name}", self._described(each), f"{each.kind} {each.name}") for each in chosen]

    def _is_chosen(self, name: str) -> bool:
        wanted = any(fnmatchcase(name, pattern) for pattern in self._include)
        return wanted and not any(fnmatchcase(name, pattern) for pattern in self._exclude)

    def _described(self, relation: Relation) -> dict[str, Any]:
        """``title`` is the first line of the table's comment, as departments write them, else its name."""
        first = relation.comment.splitlines()[0].strip() if relation.comment else ""
        return {
            "title": first or relation.name,
            "comment": relation.comment,
            "schema": self._schema,
            "table": relation.name,
            "kind": relation.kind,
            "columns": relation.columns,
            "files": [self._file(relation, first or relation.name)],
        }

    def _file(self, relation: Relation, title: str) -> dict[str, str]:
        if self._delivers_rows:
            return {"name": title, "format": "CSV", "url": f"{PREFIX}{self._schema}.{relation.name}"}
        return {"name": title, "format": "POSTGRESQL" if self._access.server.dialect == "postgresql" else "MYSQL"}

    # ── a table is the catalog ───────────────────────────────────────────────────────────────────────────────────────

    def _entries(self, connection: sqlalchemy.Connection, schema: Schema) -> list[tuple[str, dict[str, Any], str]]:
        catalog = schema.relations.get(self._catalog)
        if catalog is None:
            message = f"没有名为“{self._catalog[:60]}”的目录表，或账户无权读取"
            raise FatalError(
                message, pointer="catalog_table", rule="no-such-table", hint="核对选项 catalog_table 和 schema"
            )
        names = [column["name"] for column in catalog.columns]
        for option, name in (("id_column", self._id), ("table_column", self._data)):
            if name not in names:
                message = f"目录表中没有“{name[:60]}”这一列"
                hint = f"现有的列：{'、'.join(names)[:300]}"
                raise FatalError(message, pointer=option, rule="no-such-column", hint=hint)
        rows = connection.execute(select_rows(self._schema, catalog, self._most_rows + 1)).all()
        if len(rows) > self._most_rows:
            message = f"目录表“{self._catalog[:60]}”超过 {self._most_rows} 行"
            hint = "确认它是目录表；目录确实很大的，调大 max_rows"
            raise FatalError(message, pointer="catalog_table", rule="too-many-rows", hint=hint)
        return [
            self._entry(dict(zip(names, row, strict=True)), schema, number) for number, row in enumerate(rows, start=1)
        ]

    def _entry(self, row: dict[str, Any], schema: Schema, number: int) -> tuple[str, dict[str, Any], str]:
        """A row, whatever its columns are called, and beside it the table it names, if that is there."""
        payload = {name: _plain(value) for name, value in row.items()}
        relation = schema.relations.get(str(payload[self._data] or ""))
        about = self._described(relation) if relation else {"columns": [], "files": []}
        return as_guid(payload[self._id]), {**payload, RELATION: about}, f"{self._catalog} 第 {number} 行"

    # ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _named(self, schema: Schema, reference: str) -> Relation:
        """The table that a raw url means, if it is one of those offered. Raises ``RecordError``."""
        name = reference.removeprefix(f"{PREFIX}{self._schema}.")
        relation = schema.relations.get(name) if name != reference else None
        if relation is None or not (self._catalog or self._is_chosen(name)):
            hint = f"应写成 {PREFIX}{self._schema}.表名，并且是账户可以读取、没有被 exclude 排除的表"
            raise RecordError(
                f"“{reference[:200]}”不是可以读取的表", pointer=reference[:200], rule="no-such-table", hint=hint
            )
        return relation

    def _closed(self, name: str) -> Finding:
        """With the guid it would have: what was readable and is no more was not withdrawn."""
        message = f"账户无权读取表“{name[:60]}”，没有采集；以前采集过的照旧保留"
        hint = "要采集的，请部门授予 SELECT 权限；不要的，写进选项 exclude"
        return Finding("table-not-readable", message, "info", name[:200], hint, f"{self._schema}.{name}"[:200])

    def _writable(self, example: str) -> Finding:
        message = f"账户“{self._access.server.user[:60]}”不是只读的（{example[:100]}）"
        hint = "请部门换成只有 SELECT 权限的账户，见 docs/how-to/connect-a-database.md；本平台每次连接都声明只读"
        return Finding("role-can-write", message, "warning", self._access.server.place, hint)


def _record(guid: str, payload: dict[str, Any], pointer: str) -> RawRecord | Finding:
    if fault := fault_of(payload):
        hint = "请数源部门改正后重新提供"
        return Finding("unusable-value", f"这一条{fault}", "error", pointer, hint, storable(guid)[:200])
    return RawRecord(guid, payload, pointer)


def _plain(value: Any) -> Any:
    """A database value as JSON has it: numbers stay numbers where nothing is lost, everything else is text."""
    if value is None or isinstance(value, (bool, int, str)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return cell(value)
