"""The public catalog at one look (一屏感知). Answers GET, for everybody the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata.core.moments import SHANGHAI, written
from ckanext.gxdata.logic import arguments, overview_figures
from ckanext.gxdata.logic import zone_catalog as catalog
from ckanext.gxdata.logic.clock import clock
from ckanext.gxdata.page_cache import version


@tk.side_effect_free
def gxdata_overview(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Figures, distributions and trends of the public catalog, each with the ``query`` (API) and the ``page`` behind it.

    ``{"counted", "figures": [{"id", "value", "of", "page", "query"}], "openness", "freshness", "themes", "cities",
    "zones", "departments", "most_used": [{"id", "title", "value", "page", "query"}], "trends": {"updated", "added":
    [{"month", "value", …}], "use": [{"day", "view", "download", "api", "feed"}]}}``. Shares are from 0 to 1, with the
    ``part`` that they are ``of``; what has no data yet is left out. ``records`` are rows of unconditionally open data only.
    """
    arguments.only(data_dict)
    tk.check_access("gxdata_overview", context, data_dict)
    now = clock()
    told = overview_figures.overview(catalog.language(), now.astimezone(SHANGHAI).date(), _moment(now))
    return {"counted": written(now), **told}


def _moment(now: datetime) -> str:
    """Another one when something public has changed, and each hour, because data grows old by itself.

    Without Valkey nobody tells of changes: then each minute.
    """
    return f"{version.current() or now.minute} {now:%H}"
