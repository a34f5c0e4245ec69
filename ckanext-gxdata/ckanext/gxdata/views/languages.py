"""Which pages there are in which language: all in Chinese and English, some in Vietnamese and Thai, translated by machine.

Any other page asked for in one of these is answered in English, so that nobody gets one of three languages mixed. The API and
what pages load (styles, scripts, their translations) keep the language that was asked for.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

blueprint = Blueprint("gxdata_languages", __name__)

INSTEAD = "en"
_ABOUT_DATASETS = frozenset(("dataset.search", "dataset.read", "dataset_resource.read"))
_ZONES = frozenset(("gxdata_zone.index", "gxdata_zone.read", "gxdata_zone.feed"))
PARTLY = dict.fromkeys(("vi", "th"), _ABOUT_DATASETS | _ZONES)
"""Language → pages that are whole in it."""
LOADED = frozenset(("gxdata_javascript", "api", "webassets", "static", "util"))


def is_there(language: str, endpoint: str) -> bool:
    """Whether the page is whole in this language."""
    return language not in PARTLY or endpoint in PARTLY[language]


@blueprint.before_app_request
def whole_pages_only() -> Any:
    """Runs before every request; does nothing but for a page in a language that it is not there in."""
    endpoint = tk.request.endpoint or ""
    if not endpoint or endpoint.partition(".")[0] in LOADED or tk.request.method != "GET":
        return None
    if is_there(tk.request.environ.get("CKAN_LANG") or "", endpoint):
        return None
    query = tk.request.query_string.decode()
    path = str(tk.request.environ.get("CKAN_CURRENT_URL") or "/").split("?")[0]
    return tk.redirect_to(tk.url_for(path + (f"?{query}" if query else ""), locale=INSTEAD))
