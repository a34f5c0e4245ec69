"""CKAN's searches: ``package_search`` as far as programs may page, ``resource_search`` (which reads the database) as the access
rule allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchQueryError
from ckan.types import Action, Context

from ckanext.gxdata.core import search_window
from ckanext.gxdata.logic import rights
from ckanext.gxdata.model.source import utc_now


@tk.chained_action
@tk.side_effect_free
def package_search(next_action: Action, context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """As CKAN's; over the API no page is answered that nobody reads (``core/search_window.py``)."""
    if "api_version" in context and (refusal := search_window.too_far(data_dict)):
        raise SearchQueryError(refusal)
    answer: dict[str, Any] = next_action(context, data_dict)
    return answer


@tk.chained_action
@tk.side_effect_free
def resource_search(next_action: Action, context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """As CKAN's, less the resources of datasets that the reader may not take data from.

    A query on an address would otherwise tell addresses of conditional data one guess at a time.
    """
    answer = next_action(context, data_dict)
    shown = (_shown(resource, context) for resource in answer["results"])
    kept = [resource for resource in shown if resource]
    return {**answer, "results": kept, "count": len(kept)}


def _shown(resource: Any, context: Context) -> Mapping[str, Any]:
    """The resource as ``package_show`` answers it; empty for one that this reader may not take."""
    user = context.get("user") or ""
    if not rights.may_take_resource(user, resource["id"], utc_now()):
        return {}
    try:
        dataset = tk.get_action("package_show")({"user": user}, {"id": resource["package_id"]})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return {}
    return next((item for item in dataset["resources"] if item["id"] == resource["id"]), {})
