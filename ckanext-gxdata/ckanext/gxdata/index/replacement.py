"""In the place of CKAN's own index: who changes a dataset writes a row into the outbox, and after the commit it is posted.

CKAN posts before the commit: a rollback left a document of what never was, and without Solr nothing could be saved. Installed by
the plugin. CKAN has no door for another index, so names of its modules are set (``install``).
"""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import logic, model
from ckan.lib import search
from ckan.lib.search import query as questions
from ckan.lib.search.index import PackageSearchIndex

from ckanext.gxdata.index import drain, kept_connection, outbox, posting, wake
from ckanext.gxdata.index.posting import IndexAway
from ckanext.gxdata.index.question import GuardedQuery

log = logging.getLogger(__name__)

_NOW, _LATER, _COMMITTED = "gxdata_index_now", "gxdata_index_later", "gxdata_index_committed"
_ASKED = "gxdata_index_asked"
"""Of a dataset that is not changed in this transaction: CKAN asks for its document after the commit, and commits no more."""


class OutboxIndex(PackageSearchIndex):  # type: ignore[misc]
    """CKAN's index for who changes datasets. ``index_package`` and ``delete_package`` remain as they are: they act at once."""

    def update_dict(self, pkg_dict: dict[str, Any], defer_commit: bool = False) -> None:
        _note(pkg_dict["id"], _LATER if defer_commit else _NOW)

    def remove_dict(self, pkg_dict: dict[str, Any]) -> None:
        _note(_id_of(pkg_dict["id"]), _NOW)

    def commit(self) -> None:
        """What is due is posted and can be searched. Without Solr it is later: nothing that was saved is lost by that."""
        try:
            drain.drain()
            posting.commit()
        except IndexAway as error:
            log.warning("the index is behind: Solr said %s", error)
            wake.worker()


def install() -> None:
    """Once per process, however often CKAN configures itself."""
    logging.getLogger("pysolr").setLevel(logging.CRITICAL)  # its errors name Solr's address with the password in it
    search._INDICES["package"] = OutboxIndex
    search._QUERIES["package"] = search.PackageSearchQuery = GuardedQuery
    questions.VALID_SOLR_PARAMETERS.add("bq")  # ours; a caller's is refused (core/search_guard.py)
    questions.make_connection = kept_connection.connection
    logic.index_update_package = _index_update_package
    for event, listener in (("after_commit", _committed), ("after_transaction_end", _ended)):
        if not sa.event.contains(model.Session, event, listener):
            sa.event.listen(model.Session, event, listener)


def _index_update_package(context: Any, id_: str, defer_commit: bool = False) -> None:
    """CKAN's makes the whole document of each dataset, where many are told one after the other; a row is enough."""
    if (package := model.Package.get(id_)) is None:
        raise tk.ObjectNotFound
    _note(package.id, _LATER if defer_commit else _NOW)
    model.Session().info.setdefault(_ASKED, {})[package.id] = None


def _id_of(reference: str) -> str:
    package = model.Package.get(reference)
    return str(package.id if package is not None else reference)


def _note(dataset_id: str, when: str) -> None:
    """The row comes after those of the dataset: in this order two writers of it wait for each other."""
    model.Session.flush()
    outbox.enqueue(model.Session.connection(), [dataset_id])
    model.Session().info.setdefault(when, {})[dataset_id] = None


def _committed(session: Any) -> None:
    if not session.in_nested_transaction():
        session.info[_COMMITTED] = True


def _ended(session: Any, transaction: Any) -> None:
    """After the commit, when the connection is given back."""
    if transaction.parent is not None or transaction.nested:
        return
    now, later, asked = (session.info.pop(each, {}) for each in (_NOW, _LATER, _ASKED))
    committed = session.info.pop(_COMMITTED, False)
    ids = [*now, *later] if committed else [*asked]
    if ids:
        _post(ids, searchable=bool(now), noted=committed)


def _post(ids: list[str], searchable: bool, noted: bool) -> None:
    """What was saved is saved: nothing that goes wrong from here on is told to who saved it."""
    try:
        if not noted:
            with model.ensure_engine().begin() as connection:
                outbox.enqueue(connection, ids)
        wake.at_once(ids, searchable=searchable)
    except Exception as error:
        log.warning("the index is behind by %s datasets: %s", len(ids), type(error).__name__)
