"""Helper about places: the map of the region for pages that are about something else."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.gxdata.helpers.catalog import _counts
from ckanext.gxdata.page_cache import in_part
from ckanext.gxdata.views import browse


def gxdata_places() -> dict[str, Any] | None:
    """What ``/map`` shows, or None where no dataset is of Guangxi or one of its places."""
    if not any(code.startswith("45") for code in _counts("gx_region")):
        return None
    try:
        shown = browse.shown()
    except (SearchError, OSError, tk.ValidationError):
        in_part.tell()
        return None
    return shown if shown["map"] else None
