"""Are the servers that the operator named (GXDATA_*_URL) there? Asked before anything is started."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg2
import redis

from stack.settings import Servers


class Unanswered(Exception):
    """A named server does not answer. The message is complete and Chinese, without its password."""


def check(servers: Servers) -> None:
    """Raises Unanswered for the first that does not answer."""
    databases = {"DATABASE": servers.database, "DATASTORE_WRITE": servers.datastore_write}
    for name, address in (databases | {"DATASTORE_READ": servers.datastore_read}).items():
        if address:
            _ask(name, address, _database)
    if servers.redis:
        _ask("REDIS", servers.redis, _redis)
    if servers.solr:
        _ask("SOLR", servers.solr, _solr)


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
