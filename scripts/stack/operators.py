"""Are the servers that the operator named (GXDATA_*_URL) there? Asked before anything is started."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg2
import redis

from stack.settings import FILES, Servers


class Unanswered(Exception):
    """A named server does not answer. The message is complete and Chinese, without its password."""


def check(servers: Servers) -> None:
    """Raises Unanswered for the first that does not answer."""
    _check_pair(servers)
    databases = {"DATABASE": servers.database, "DATASTORE_WRITE": servers.datastore_write}
    for name, address in (databases | {"DATASTORE_READ": servers.datastore_read}).items():
        if address:
            _ask(name, address, _database)
    if servers.redis:
        _ask("REDIS", servers.redis, _redis)
    if servers.solr:
        _ask("SOLR", servers.solr, _solr)


def check_files(folder: str) -> None:
    """Whether files can be kept there. Raises Unanswered."""
    path = Path(folder).expanduser()
    if not path.is_absolute() or not path.is_dir() or not os.access(path, os.W_OK | os.X_OK):
        raise Unanswered(f"{FILES} 指定的“{folder}”不能使用：要写一个存在、本账户可写的文件夹的完整路径。")


def _check_pair(servers: Servers) -> None:
    """CKAN refuses these too, but late and in other words."""
    write, read = servers.datastore_write, servers.datastore_read
    if bool(write) != bool(read):
        names = ("WRITE", "READ") if write else ("READ", "WRITE")
        raise Unanswered(
            f"设了 GXDATA_DATASTORE_{names[0]}_URL，没有设 GXDATA_DATASTORE_{names[1]}_URL：两个要一起设，或者都不设。"
        )
    if write and write == read:
        raise Unanswered(
            f"GXDATA_DATASTORE_WRITE_URL 与 GXDATA_DATASTORE_READ_URL 相同（{without_password(read)}）："
            "后者要用只能读的账户。"
        )
    if write and _place(write) == _place(servers.database):
        raise Unanswered(
            f"GXDATA_DATASTORE_WRITE_URL 与 GXDATA_DATABASE_URL 是同一个库（{without_password(write)}）："
            "数据表要放在另一个库里，请新建一个。"
        )


def _place(address: str) -> tuple[str | None, int, str]:
    parts = urlsplit(address)
    return parts.hostname, parts.port or 5432, parts.path


def notice(servers: Servers) -> str:
    """What the operator should know of what he has not named; mostly nothing."""
    if servers.has_datastore:
        return ""
    return (
        "提示：用了自己的数据库而没有设 GXDATA_DATASTORE_WRITE_URL 和 GXDATA_DATASTORE_READ_URL，"
        "数据表（DataStore）不启用，其余照常。· Tables (DataStore) are off: name both addresses to switch them on."
    )


def _ask(name: str, address: str, question: Callable[[str], None]) -> None:
    try:
        question(address)
    except (psycopg2.Error, redis.RedisError, httpx.HTTPError, ValueError) as error:
        raise Unanswered(
            f"GXDATA_{name}_URL 指定的服务器 {without_password(address)} 不能使用：{str(error).strip()}。"
            f"请检查地址、账户和网络；不设这个变量则使用自带的服务器。"
        ) from None


def without_password(address: str) -> str:
    parts = urlsplit(address)
    if parts.password is None:
        return address
    return urlunsplit(parts._replace(netloc=f"{parts.username}:***@{parts.netloc.rpartition('@')[2]}"))


def _database(address: str) -> None:
    psycopg2.connect(address, connect_timeout=5).close()


def _redis(address: str) -> None:
    with redis.Redis.from_url(address, socket_timeout=5, socket_connect_timeout=5) as client:
        client.ping()


def _solr(address: str) -> None:
    """Any core that has a schema will do: an operator's need not have our ping handler."""
    httpx.get(f"{address}/select", params={"q": "*:*", "rows": 0}, timeout=10, trust_env=False).raise_for_status()
