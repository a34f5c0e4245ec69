"""``gxdata_index_check``: whether the search index holds what the database holds. Mending is a command (``gxdata index``)."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata.index import check
from ckanext.gxdata.index.posting import IndexAway
from ckanext.gxdata.index.question import SearchAway


@tk.side_effect_free
def gxdata_index_check(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """``datasets``, ``documents``, ``drift``, the ids that are ``missing``, ``stale`` or ``ghosts``, and what waits or is refused."""
    tk.check_access("gxdata_index_check", context, data_dict)
    try:
        return check.check(processes=0).answer()
    except IndexAway as error:
        raise SearchAway from error
