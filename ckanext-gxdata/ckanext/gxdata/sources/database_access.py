"""Where a department's database is and how it may be talked to: the address, the password beside it, TLS and times.

Not here: connecting (``database_connections.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.guard import AddressPolicy

Dialect = Literal["postgresql", "mysql"]
_DIALECTS: Mapping[str, tuple[Dialect, int]] = {
    "postgresql": ("postgresql", 5432),
    "mysql": ("mysql", 3306),
    "mariadb": ("mysql", 3306),
}


@dataclass(frozen=True, slots=True)
class Server:
    """Where a database is. ``place`` is for messages: no user in it."""

    dialect: Dialect
    host: str
    port: int
    user: str
    database: str

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port}/{self.database}"


@dataclass(frozen=True, slots=True)
class Access:
    """A server and how it is to be talked to."""

    server: Server
    policy: AddressPolicy
    password: str = field(repr=False)
    tls: str
    ca_certificate: str
    connect_seconds: int
    statement_seconds: int
    encoding: str

    @property
    def lock_seconds(self) -> int:
        """How long a lock is waited for: shorter than a statement may take, so that the fault says which it was."""
        return max(1, min(self.statement_seconds // 2, 10))

    @property
    def session_seconds(self) -> int:
        """A session asks for at most five things; one that takes longer is cut, whatever the server says."""
        return 5 * self.statement_seconds

    @classmethod
    def of(cls, config: SourceConfig) -> Access:
        server, options = server_of(config.url), config.options
        policy = AddressPolicy(config.allow, own=(server.host, server.port))
        certificate = str(options.get("ca_certificate", ""))
        listed = policy.allows_by_name(server.host, server.port)
        tls = "verify" if certificate else "prefer" if listed else "require"
        return cls(
            server,
            policy,
            config.secret,
            str(options.get("tls", tls)),
            certificate,
            int(options.get("connect_timeout_seconds", 10)),
            int(options.get("statement_timeout_seconds", 60)),
            str(options.get("encoding", "utf8")),
        )


def server_of(url: str) -> Server:
    """What an address means. Raises ``FatalError``: ``wrong-address``, or ``password-in-url`` without repeating it."""
    try:
        parts = urlsplit(url)
        dialect, port = _DIALECTS[parts.scheme][0], parts.port or _DIALECTS[parts.scheme][1]
    except (ValueError, KeyError):
        raise _wrong_address() from None
    if parts.password is not None:
        raise FatalError(
            "数据库地址中写了口令",
            pointer="url",
            rule="password-in-url",
            hint="请从地址中删去冒号和口令，把它填在“口令或令牌”一栏；地址会出现在页面和日志中，写过的口令请更换",
        )
    database = unquote(parts.path.removeprefix("/"))
    if not (parts.hostname and parts.username and database) or "/" in database or parts.query or parts.fragment:
        raise _wrong_address()
    return Server(dialect, parts.hostname, port, unquote(parts.username), database)


def _wrong_address() -> FatalError:
    return FatalError(
        "不是数据库地址",
        pointer="url",
        rule="wrong-address",
        hint="写成 postgresql://账户@主机:5432/库名 或 mysql://账户@主机:3306/库名，不带口令，也不带 ? 之后的参数",
    )
