"""A read-only session with MySQL or MariaDB. Not here: which address (``database_connections.py``)."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import pymysql
from pymysql.constants import CLIENT

from ckanext.gxdata.sources import database_faults as faults
from ckanext.gxdata.sources.database_access import Access


class _NoClearText:
    """A server, or who sits between, that asks for the password in clear gets none."""

    def __init__(self, connection: Any) -> None:
        del connection

    def authenticate(self, packet: Any) -> Any:
        raise pymysql.err.OperationalError(faults.CLEAR_TEXT, "clear text refused")


def connect(access: Access, address: str) -> Any:
    """Raises what ``database_faults`` makes of a refusal."""
    server = access.server
    try:
        opened = socket.create_connection((address, server.port), access.connect_seconds)
    except OSError as error:
        raise faults.unreachable(server.place) from error
    try:
        connection = pymysql.Connection(
            host=server.host,
            port=server.port,
            user=server.user,
            password=access.password,
            database=server.database,
            charset="utf8mb4",
            connect_timeout=access.connect_seconds,
            read_timeout=access.statement_seconds + 5,
            write_timeout=access.statement_seconds + 5,
            local_infile=False,
            client_flag=CLIENT.FOUND_ROWS,
            auth_plugin_map={"mysql_clear_password": _NoClearText, "dialog": _NoClearText},
            defer_connect=True,
            **_mysql_tls(access),
        )
        connection.connect(opened)
        _make_read_only(connection, access)
    except (pymysql.Error, ssl.SSLError, OSError, ValueError) as error:
        opened.close()
        raise faults.of_mysql_connect(error, server.place) from None
    return connection


def descriptor(connection: Any) -> int:
    """Number of the connection's socket, which PyMySQL has no public name for."""
    return int(connection._sock.fileno())


def _mysql_tls(access: Access) -> dict[str, Any]:
    if access.tls == "off":
        return {"ssl_disabled": True}
    if access.tls == "prefer":
        return {}
    context = ssl.create_default_context(cadata=access.ca_certificate or None)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # MySQL's own certificates lack what Python 3.13 asks for
    if access.tls == "require":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return {"ssl": context}


def _make_read_only(connection: Any, access: Access) -> None:
    """MariaDB counts the time of a statement in seconds, MySQL in milliseconds and under another name."""
    seconds = access.statement_seconds
    mariadb = "mariadb" in connection.get_server_info().lower()
    limit = f"max_statement_time = {seconds}" if mariadb else f"max_execution_time = {seconds * 1000}"
    wait = access.lock_seconds
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        cursor.execute(f"SET SESSION {limit}, lock_wait_timeout = {wait}, innodb_lock_wait_timeout = {wait}")
