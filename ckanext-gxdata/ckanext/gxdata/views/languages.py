"""Which pages there are in which language: Vietnamese is offered for the zones only, whose texts we have in it.

Any other page asked for in Vietnamese is answered in English, so that nobody gets one of three languages mixed. The API and
what pages load (styles, scripts, their translations) keep the language that was asked for.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

blueprint = Blueprint("gxdata_languages", __name__)

PARTLY = "vi"
INSTEAD = "en"
IN_VIETNAMESE = frozenset(("gxdata_zone", "gxdata_javascript", "api", "webassets", "static", "util"))


@blueprint.before_app_request
def whole_pages_only() -> Any:
    """Runs before every request; does nothing but for a page in a language that it is not there in."""
    asked = tk.request.environ.get("CKAN_LANG")
    name = (tk.request.endpoint or "").partition(".")[0]
    if asked != PARTLY or not name or name in IN_VIETNAMESE or tk.request.method != "GET":
        return None
    query = tk.request.query_string.decode()
    path = str(tk.request.environ.get("CKAN_CURRENT_URL") or "/").split("?")[0]
    return tk.redirect_to(tk.url_for(path + (f"?{query}" if query else ""), locale=INSTEAD))
