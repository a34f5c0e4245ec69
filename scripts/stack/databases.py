"""Role and databases in the embedded PostgreSQL: who they are, whether they answer, and making what is missing.

One role owns both databases and writes; the reader of table rows may enter the DataStore's database only. What it may
read there is settled by ``datastore`` at preparation, in the words of CKAN's own script.
"""

from __future__ import annotations

import psycopg2
from psycopg2 import sql

OWNER = DATABASE = "gxdata"
READER, DATASTORE = "gxdata_reader", "gxdata_datastore"
PASSWORDS = {OWNER: "database", READER: "reader"}  # names in secrets.json
PATIENCE = 3


def url(port: int, secrets: dict[str, str]) -> str:
    return _url(OWNER, DATABASE, port, secrets)


def datastore_urls(port: int, secrets: dict[str, str]) -> tuple[str, str]:
    """Addresses to write and to read table rows."""
    return _url(OWNER, DATASTORE, port, secrets), _url(READER, DATASTORE, port, secrets)


def _url(role: str, database: str, port: int, secrets: dict[str, str]) -> str:
    return f"postgresql://{role}:{secrets[PASSWORDS[role]]}@127.0.0.1:{port}/{database}"


def answer(port: int, secrets: dict[str, str]) -> None:
    """Raises psycopg2.OperationalError when a database, a role or its password is not as ``secrets`` have it."""
    for address in (url(port, secrets), datastore_urls(port, secrets)[1]):
        connection = psycopg2.connect(address, connect_timeout=PATIENCE)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        finally:
            connection.close()


def create(port: int, secrets: dict[str, str]) -> None:
    """Make what is missing and set passwords and entry anew; also in the home of a version that had one database."""
    superuser = {"user": "postgres", "password": secrets["postgres"], "dbname": "postgres"}
    connection = psycopg2.connect(host="127.0.0.1", port=port, connect_timeout=PATIENCE, **superuser)
    connection.autocommit = True  # CREATE DATABASE stands in no transaction
    try:
        with connection.cursor() as cursor:
            for role, name in PASSWORDS.items():
                _role(cursor, role, secrets[name])
            for database in (DATABASE, DATASTORE):
                _database(cursor, database)
            _close_to_the_reader(cursor)
    finally:
        connection.close()


def _role(cursor: psycopg2.extensions.cursor, role: str, password: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
    statement = sql.SQL("{} ROLE {} LOGIN PASSWORD {}")
    cursor.execute(statement.format(verb, sql.Identifier(role), sql.Literal(password)))


def _database(cursor: psycopg2.extensions.cursor, database: str) -> None:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    if not cursor.fetchone():
        names = sql.Identifier(database), sql.Identifier(OWNER)
        cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def _close_to_the_reader(cursor: psycopg2.extensions.cursor) -> None:
    """PostgreSQL lets everyone enter every database: taking that from the reader alone would take nothing."""
    for database in ("postgres", "template1", DATABASE, DATASTORE):
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
    names = sql.Identifier(DATASTORE), sql.Identifier(READER)
    cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(*names))
