"""A read-only session with PostgreSQL through libpq. Not here: which address (``database_connections.py``)."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2  # type: ignore[import-untyped]
import psycopg2.extensions  # type: ignore[import-untyped]

from ckanext.gxdata.sources import database_faults as faults
from ckanext.gxdata.sources.database_access import Access

_SSLMODES = {"off": "disable", "prefer": "prefer", "require": "require", "verify": "verify-full"}
_ENCODINGS = {"utf8": "UTF8", "gb18030": "GB18030"}


def _or_text(convert: Any) -> Any:
    """PostgreSQL knows years beyond 9999 and before Christ, Python does not: such a value stays the text it came as."""

    def converted(value: str | None, cursor: Any) -> Any:
        try:
            return convert(value, cursor)
        except (ValueError, OverflowError):
            return value

    return converted


_LENIENT = [
    psycopg2.extensions.new_type(type_.values, f"LENIENT_{name}", _or_text(type_))
    for name in (
        "DATE",
        "DATETIME",
        "DATETIMETZ",
        "INTERVAL",
        "DATEARRAY",
        "DATETIMEARRAY",
        "DATETIMETZARRAY",
        "INTERVALARRAY",
    )
    for type_ in [getattr(psycopg2.extensions, f"PY{name}", None) or getattr(psycopg2._psycopg, name)]
]
"""Of dates and times."""


def connect(access: Access, address: str) -> Any:
    """Raises what ``database_faults`` makes of a refusal."""
    server = access.server
    settings = {
        "default_transaction_read_only": "on",
        "statement_timeout": f"{access.statement_seconds}s",
        "lock_timeout": f"{access.lock_seconds}s",
        "idle_in_transaction_session_timeout": "1h",
        "client_encoding": _ENCODINGS[access.encoding],
    }
    try:
        with _certificate_file(access.ca_certificate) as certificate:
            connection = psycopg2.connect(
                host=server.host,
                hostaddr=address,
                port=server.port,
                user=server.user,
                password=access.password,
                dbname=server.database,
                connect_timeout=access.connect_seconds,
                application_name="gxdata",
                options=" ".join(f"-c {name}={value}" for name, value in settings.items()),
                sslmode=_SSLMODES[access.tls],
                **({"sslrootcert": certificate} if access.tls == "verify" else {}),
                passfile=f"{os.devnull}/none",  # the operator's own ~/.pgpass is not the department's business
                gssencmode="disable",
                # Who sits between must not be able to ask for the password in clear.
                **({} if access.tls in ("require", "verify") else {"require_auth": "!password"}),
            )
    except psycopg2.OperationalError as error:
        raise faults.of_postgres_connect(str(error), server.place, _answers(address, access)) from None
    for type_ in _LENIENT:
        psycopg2.extensions.register_type(type_, connection)
    return connection


def descriptor(connection: Any) -> int:
    """Number of the connection's socket."""
    return int(connection.fileno())


@contextmanager
def _certificate_file(text: str) -> Iterator[str]:
    """libpq takes certificates as files only; ``system`` means those of the machine."""
    if not text:
        yield "system"
        return
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(text)
        file.flush()
        yield file.name


def _answers(address: str, access: Access) -> bool:
    """Whether anything listens there: libpq tells a dead host and a refusal apart in words only, in any language."""
    try:
        socket.create_connection((address, access.server.port), access.connect_seconds).close()
    except OSError:
        return False
    return True
