"""What a reader gets while PostgreSQL is away: a plain page that says so, in Chinese and English, and status 503.

It needs no database, no template and no session. Solr that is away is told here only where a page cannot do without.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from sqlalchemy.exc import InterfaceError, OperationalError

from ckanext.gxdata.index.question import AWAY, SearchAway
from ckanext.gxdata.views.protection import POLICY

log = logging.getLogger(__name__)
blueprint = Blueprint("gxdata_outage", __name__)

SECONDS = "30"
_CHINESE = "平台的数据库暂时不可用，请稍后再试。已登记的数据不受影响。"
_ENGLISH = "The portal's database is away for the moment; please try again soon. Nothing that was stored is lost."
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.1rem/1.7 system-ui,sans-serif;max-width:36rem;margin:18vh auto;padding:0 1.2rem}"
)
_POLICY = f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
"""The page brings its style along, for a style sheet may be as far away as the database; this one style, by its hash."""
_PAGE = f"""<!DOCTYPE html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>暂时不可用 · Temporarily unavailable</title>
<style>{_STYLE}</style></head>
<body><h1>暂时不可用</h1><p>{_CHINESE}</p><p lang="en">{_ENGLISH}</p></body></html>
"""


@blueprint.app_errorhandler(OperationalError)
@blueprint.app_errorhandler(InterfaceError)
def away(error: Exception) -> Response:
    log.error("the database did not answer: %s", type(error).__name__)  # its message may hold what was asked for
    headers = {"Retry-After": SECONDS, "Cache-Control": "no-store"}
    if tk.request.path.startswith("/api/"):
        body = json.dumps(
            {"success": False, "error": {"__type": "Service Unavailable", "message": f"{_CHINESE} {_ENGLISH}"}}
        )
        return Response(body, 503, headers, mimetype="application/json")
    return Response(_PAGE, 503, {**headers, POLICY: _POLICY}, mimetype="text/html")


@blueprint.app_errorhandler(SearchAway)
def search_away(error: Exception) -> Response:
    """Within the portal's own page: all that needs no search can be reached from it."""
    page = tk.render("error_document_template.html", {"code": 503, "content": AWAY, "name": "Service Unavailable"})
    return Response(page, 503, {"Retry-After": SECONDS, "Cache-Control": "no-store"}, mimetype="text/html")
