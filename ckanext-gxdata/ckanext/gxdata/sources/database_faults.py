"""What can go wrong at a department's database, from the drivers' codes to our errors and to Chinese.

Not here: what is wrong with one value or one table's contents (``database_rows.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy

from ckanext.gxdata.core.errors import FatalError, GxdataError, RetriableError

_TIMEOUT = ("57014", 3024, 1969, 1317)
_LOCKED = ("55P03", "40P01", 1205, 1213)
_GONE = ("42P01", "3F000", 1146, 1356)
_FORBIDDEN = ("42501", 1142, 1143, 1044, 1370)
_UNDECODABLE = ("22021", "22P05")
_LOST = ("57P01", "57P02", "08000", "08003", "08006", 2006, 2013, 0)

# libpq has no code for a refused connection, only words, in the server's language.
_WORDS: tuple[tuple[str, str], ...] = (
    ("requirement .* failed", "clear-text"),
    ("timeout|超时", "timeout"),
    ("too many|starting up|shutting down|recovery|remaining connection slots|太多|过多|启动", "busy"),
    ("password|authentication|auth method|密码|口令|认证|pg_hba", "wrong-password"),
    ("certificate|ssl|tls", "tls"),
    ("does not exist|不存在", "no-such-database"),
)
CLEAR_TEXT = -1
"""Our own number: the server asked for the password in clear."""
_MYSQL_CODES = {
    CLEAR_TEXT: "clear-text",
    1045: "wrong-password",
    1698: "wrong-password",
    1044: "no-such-database",
    1049: "no-such-database",
    2026: "tls",
    1040: "busy",
    1203: "busy",
    1053: "busy",
    2003: "unreachable",
    2013: "unreachable",
    2006: "unreachable",
    1129: "refused-by-server",
    1130: "refused-by-server",
}


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turns SQLAlchemy's exceptions into ours."""
    try:
        yield
    except sqlalchemy.exc.DBAPIError as error:
        raise _of_query(error, place) from None
    except UnicodeDecodeError:
        raise _undecodable(place) from None


def of_postgres_connect(words: str, place: str, answers: bool) -> GxdataError:
    """``answers``: whether anything listens at the address."""
    if not answers:
        return unreachable(place)
    lowered = words.lower()
    return _refusal(next((rule for pattern, rule in _WORDS if re.search(pattern, lowered)), "refused-by-server"), place)


def of_mysql_connect(error: Exception, place: str) -> GxdataError:
    code = error.args[0] if error.args and isinstance(error.args[0], int) else None
    if not hasattr(error, "args") or code is None:
        return _refusal("tls" if "ssl" in type(error).__name__.lower() else "refused-by-server", place)
    if code == 2003 and isinstance(error.__cause__ or error.__context__, OSError) and "ssl" in str(error).lower():
        return _refusal("tls", place)
    return _refusal(_MYSQL_CODES.get(code, "refused-by-server"), place)


def unreachable(place: str) -> RetriableError:
    hint = "确认地址和端口正确，数据库正在运行，防火墙放行本平台"
    return RetriableError(f"无法连接数据库 {place}", pointer=place, rule="unreachable", hint=hint)


def _refusal(rule: str, place: str) -> GxdataError:
    message, hint = _REFUSALS.get(rule, ("", ""))
    if rule == "unreachable":
        return unreachable(place)
    kind = RetriableError if rule in ("timeout", "busy") else FatalError
    return kind(f"数据库 {place} {message}", pointer=place, rule=rule, hint=hint)


def _of_query(error: sqlalchemy.exc.DBAPIError, place: str) -> GxdataError:
    code = code_of(error)
    if code in _TIMEOUT:
        hint = "请部门改为物化视图或加索引，或调大 statement_timeout_seconds"
        return RetriableError(f"数据库 {place} 的一次查询超过时限", pointer=place, rule="timeout", hint=hint)
    if code in _LOCKED:
        hint = "请避开部门批量写入的时段，稍后再采集"
        return RetriableError(f"数据库 {place} 的表正被锁住，等不到", pointer=place, rule="locked", hint=hint)
    if code in _GONE:
        hint = "表或视图在读取期间被删除或改名，或视图引用的表已不在；请部门核对"
        return FatalError(f"数据库 {place} 中没有要读的表", pointer=place, rule="no-such-table", hint=hint)
    if code in _FORBIDDEN:
        hint = "请部门给只读账户授予这张表的 SELECT 权限"
        return FatalError(f"数据库 {place} 不允许读这张表", pointer=place, rule="no-privilege", hint=hint)
    if code in _UNDECODABLE:
        return _undecodable(place)
    if code in _LOST or error.connection_invalidated:
        return RetriableError(f"与数据库 {place} 的连接中断", pointer=place, rule="cut-off", hint="稍后再采集")
    message = f"数据库 {place} 答复出错（代码 {code or '不明'}）"
    return FatalError(message, pointer=place, rule="query-failed", hint="请部门按代码查数据库日志")


def _undecodable(place: str) -> FatalError:
    hint = "PostgreSQL 以 SQL_ASCII 建库而存的是 GBK 时，把选项 encoding 写成 gb18030"
    return FatalError(f"数据库 {place} 的文字不是所声明的编码", pointer=place, rule="undecodable", hint=hint)


def code_of(error: sqlalchemy.exc.DBAPIError) -> Any:
    """SQLSTATE of PostgreSQL, number of MySQL; None without either."""
    state = getattr(error.orig, "pgcode", None)
    if state:
        return state
    arguments = getattr(error.orig, "args", ())
    return arguments[0] if arguments and isinstance(arguments[0], int) else None


_REFUSALS = {
    "clear-text": (
        "要求以明文传送口令，没有给它",
        "请部门改用 scram-sha-256（PostgreSQL）或 caching_sha2_password（MySQL），或开启 TLS 并把 tls 写成 verify",
    ),
    "wrong-password": (
        "不接受这个账户或口令",
        "核对地址中的账户和“口令或令牌”一栏；账户须允许从本平台的地址登录（PostgreSQL 看 pg_hba.conf，MySQL 看账户的主机部分）",
    ),
    "no-such-database": ("没有这个库，或账户无权进入", "核对地址末尾的库名，请部门给账户授予连接权限"),
    "tls": (
        "的 TLS 连接没有建立",
        "请部门开启 TLS 或换有效证书；自签证书的，把签发它的 CA 证书写进 ca_certificate；内网确实没有 TLS 的，tls 写 off",
    ),
    "busy": ("暂时不接受新的连接", "稍后再采集；经常如此的，请部门为只读账户留出连接数"),
    "timeout": ("在时限内没有答复", "确认网络可达；经常如此的，调大 connect_timeout_seconds"),
    "refused-by-server": ("拒绝了连接", "请部门查数据库日志；账户须允许从本平台的地址登录"),
}
