"""The orders that the search page offers."""

from __future__ import annotations

from functools import lru_cache

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.gxdata.page_cache import in_part, version

BY_USE = "gx_use desc, gx_modified desc"


def gxdata_orders() -> list[tuple[str, str]]:
    """Label and value of ``sort``; by use only once anything was used: before, it would be no order."""
    by_use = [(tk._("Most used"), BY_USE)] if _is_used() else []
    return [(tk._("Best match"), ""), (tk._("Newest"), "gx_modified desc"), *by_use, (tk._("By title"), "title_string asc")]


def _is_used() -> bool:
    try:
        return _was_used(version.current())
    except (SearchError, OSError):
        in_part.tell()
        return False


@lru_cache(maxsize=2)
def _was_used(_version: str) -> bool:
    """Asked once after each change of anything."""
    return bool(tk.get_action("package_search")({"user": ""}, {"fq": "gx_use:[1 TO *]", "rows": 0})["count"])
