"""Errors of the database for a log: which one and where, without what was written. Servers repeat rows and JSON in theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError


class DatabaseError(Exception):
    """Type and SQLSTATE of an error of the database; the traceback is the first one's."""


@contextmanager
def without_values() -> Iterator[None]:
    """Lets an error of the database out as ``DatabaseError``."""
    try:
        yield
    except DBAPIError as error:
        kind, state = type(error.orig).__name__, getattr(error.orig, "pgcode", None) or "-"
        raise DatabaseError(f"{kind}, SQLSTATE {state}").with_traceback(error.__traceback__) from None
