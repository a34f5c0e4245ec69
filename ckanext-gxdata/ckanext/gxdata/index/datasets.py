"""The documents of datasets as they are in the database now, many at a time. One that cannot be read costs itself only.

Here: the one place that knows how datasets are read for the index. Not here: which are due (``outbox``), where they go (``drain``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from flask import Flask, current_app, has_app_context

from ckanext.gxdata.catalog.answers import answers
from ckanext.gxdata.catalog.dictized import dictized
from ckanext.gxdata.catalog.known import Known, known
from ckanext.gxdata.catalog.reading import stored
from ckanext.gxdata.catalog.rows import DatasetRows
from ckanext.gxdata.core.turns import Turns, in_turns
from ckanext.gxdata.index import document

_APPS: list[Flask] = []


@dataclass(slots=True)
class Read:
    documents: list[dict[str, Any]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Not in the database, or deleted: they have no document."""
    broken: dict[str, str] = field(default_factory=dict)
    """Why, by id: a dataset of which no document can be made."""


def read(connection: sa.engine.Connection, ids: Sequence[str]) -> Read:
    """As committed by now, and the same whoever asks: in the portal's own language, as nobody in particular."""
    result = Read()
    with _session_on(connection), _app().test_request_context():
        rows, lists = stored(connection, ids), known(model.Session)
        result.gone = [each for each in ids if each not in rows or _is_out(rows[each])]
        there = [rows[each] for each in ids if each in rows and not _is_out(rows[each])]
        made = in_turns(_safely_made(each, lists, result.broken) for each in there)
        result.documents = [each for documents in made for each in documents]
    return result


def belong_to(app: Flask) -> None:
    """The portal's application: a command or a job may save datasets outside of its context, and addresses need it."""
    _APPS[:] = [app]


def _app() -> Any:
    return current_app if has_app_context() or not _APPS else _APPS[0]


def _is_out(rows: DatasetRows) -> bool:
    return rows.package["state"] == "deleted" and bool(tk.config["ckan.search.remove_deleted_packages"])


def _safely_made(rows: DatasetRows, lists: Known, broken: dict[str, str]) -> Turns[tuple[dict[str, Any], ...]]:
    """The document; none, and why, where it cannot be made."""
    try:
        made = yield from _made(rows, lists)
    except Exception as error:  # of one dataset, whatever it is
        broken[rows.id] = f"{type(error).__name__}: {error}"
        return ()
    return (made,)


def _made(rows: DatasetRows, lists: Known) -> Turns[dict[str, Any]]:
    found = dictized(rows, lists)
    yield
    shown = answers(found)
    yield
    return (yield from document.in_turns(*shown, document.labels_of(rows)))


@contextmanager
def _session_on(connection: sa.engine.Connection) -> Iterator[None]:
    """CKAN's own session stands aside: what it holds is of an hour ago. Nothing is written through this one."""
    registry = model.Session.registry
    before = registry() if registry.has() else None
    session = model.meta.create_local_session(bind=connection, join_transaction_mode="create_savepoint")
    registry.set(session)
    try:
        yield
    finally:
        session.close()
        if before is None:
            registry.clear()
        else:
            registry.set(before)
