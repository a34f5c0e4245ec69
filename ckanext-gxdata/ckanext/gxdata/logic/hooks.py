"""What happens around CKAN's own dataset actions: search fields, zones as groups, and the access rule on answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchQueryError
from ckan.types import Context
from flask import has_request_context

from ckanext.gxdata import index
from ckanext.gxdata.core import search_guard, zone_record
from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.core.record_count import counted
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.core.turns import Turns
from ckanext.gxdata.index import asked
from ckanext.gxdata.logic import derived_fields, rights, value_fields, zone_groups
from ckanext.gxdata.logic import zone_catalog as catalog
from ckanext.gxdata.model.source import utc_now


class DatasetHooks:
    """IPackageController."""

    def before_dataset_index(self, document: dict[str, Any]) -> dict[str, Any]:
        return index.before_dataset_index(document)

    def index_in_turns(self, document: dict[str, Any]) -> Turns[dict[str, Any]]:
        """As ``before_dataset_index``, for a batch (``index/document``)."""
        return index.index_in_turns(document)

    def before_dataset_search(self, params: dict[str, Any]) -> dict[str, Any]:
        if refusal := search_guard.refusal(params):
            raise SearchQueryError(refusal)
        if has_request_context() and tk.request.remote_addr is not None:  # a command's or a job's own has none; behind a socket it is ""
            asked.tell()
        return index.before_dataset_search(search_guard.restricted(storable(params)))

    def after_dataset_search(self, results: dict[str, Any], params: dict[str, Any]) -> dict[str, Any]:
        user, now = _asking(), utc_now()
        results = index.after_dataset_search(results, params)
        results["results"] = [_found(dataset, user, now) for dataset in results["results"]]
        return results

    def after_dataset_show(self, context: Context, dataset: dict[str, Any]) -> None:
        dataset.update(counted(dataset))
        if context.get("for_update") or (context.get("ignore_auth") and not context.get("for_view")):
            return  # our own code, the index, or an update of somebody who was let in; never a page
        now = utc_now()
        shown = _with_zones(dataset, rights.for_reader(dataset, context.get("user") or "", now))
        shown.update(value_fields.answered(dataset, catalog.language(), now.astimezone(SHANGHAI).date()))
        dataset.clear()
        dataset.update(shown)

    def after_dataset_create(self, context: Context, dataset: dict[str, Any]) -> None:
        zone_groups.join(dataset)

    def after_dataset_update(self, context: Context, dataset: dict[str, Any]) -> None:
        zone_groups.join(dataset)


def _found(dataset: dict[str, Any], user: str, now: datetime) -> dict[str, Any]:
    """A hit as this person may read it."""
    record = dataset.pop(zone_record.FIELD, ())
    return _with_zones(dataset, rights.for_reader(dataset, user, now), record)


def _with_zones(stored: dict[str, Any], shown: dict[str, Any], record: Sequence[Any] = ()) -> dict[str, Any]:
    """Effective zones in the place of the declared ones; a search may have asked for a few fields only."""
    return derived_fields.with_derived(stored, shown, catalog.language(), record) if "resources" in stored else shown


def _asking() -> str:
    """The reader of this request. ``g.user`` and not ``current_user``: a JSONP call is answered as to nobody."""
    return str(tk.g.get("user") or "") if has_request_context() else ""
