"""Who may do what in the DataStore's database: CKAN's own script, run by the role that owns it. May be repeated.

CKAN's command prints the script for a superuser's psql; the owner of the database may do all of it as well. On a server
of the operator's the writer may own nothing: then the script must have been run there before, and it is asked for.
Called where CKAN is loaded.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import psycopg2
from ckan.plugins import plugin_loaded
from ckanext.datastore.cli import permissions_sql
from psycopg2 import errors
from sqlalchemy import make_url

ADDRESSES = ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
PRESENT = """SELECT to_regclass('"_table_metadata"') IS NOT NULL
    AND to_regprocedure('update_table_stats(name)') IS NOT NULL"""
RUN_IT = (
    "GXDATA_DATASTORE_WRITE_URL 的账户无权设置数据表库的权限：请让数据库管理员在该服务器上运行一次"
    "“scripts/ckan datastore set-permissions | psql”，或让这个账户成为该库的所有者，再重新启动。"
    " · The DataStore's permissions are not set; have its administrator run the command above."
)


class PermissionsMissing(Exception):
    """The writer may not set them and nobody has. The message is complete."""


def set_permissions() -> None:
    """Nothing to do where the DataStore is off. Raises PermissionsMissing."""
    if not plugin_loaded("datastore"):
        return
    connection = psycopg2.connect(tk.config["ckan.datastore.write_url"], connect_timeout=5)
    try:
        run(connection, script())
    finally:
        connection.close()


def run(connection: psycopg2.extensions.connection, statements: str) -> None:
    """Raises PermissionsMissing when the connection's role may not, unless they are there already."""
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statements)
    except errors.InsufficientPrivilege:
        with connection, connection.cursor() as cursor:
            cursor.execute(PRESENT)
            if cursor.fetchone() != (True,):
                raise PermissionsMissing(RUN_IT) from None


def script() -> str:
    """What ``ckan datastore set-permissions`` prints, for a connection that is already in the right database."""
    main, write, read = (make_url(tk.config[key]) for key in ADDRESSES)
    here = (main.host, main.port or 5432) == (write.host, write.port or 5432)
    user = main.username if here else write.username
    names = (main.database, write.database, user, write.username, read.username)
    text = permissions_sql(*(name or "" for name in names))
    return "\n".join(line for line in text.splitlines() if _fits(line, here))


def _fits(line: str, here: bool) -> bool:
    """``\\connect`` is psql's; and CKAN's own database is not known to another server."""
    return not line.startswith("\\connect") and (here or not line.startswith("REVOKE CONNECT ON DATABASE"))
