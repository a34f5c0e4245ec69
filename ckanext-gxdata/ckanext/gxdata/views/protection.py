"""What browsers are told about our pages: run and load nothing but our own files, guess no types, tell nobody where a reader was.

Content Security Policy level 3, without ``unsafe-inline``: text of a record that got into a page as markup runs nothing. Files that
departments uploaded are shown without any right at all. A view that may be framed elsewhere says so itself.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

blueprint = Blueprint("gxdata_protection", __name__)

POLICY = "Content-Security-Policy"
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
    " frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
FILE = "default-src 'none'; sandbox"
_FILES = frozenset({"dataset_resource.download", "resource.download", "datastore.dump", "uploaded_file"})


@blueprint.after_app_request
def protect(answer: Response) -> Response:
    headers = answer.headers
    if tk.request.endpoint in _FILES:
        headers.setdefault(POLICY, FILE)
    elif answer.mimetype in ("text/html", "application/xhtml+xml", "image/svg+xml"):
        headers.setdefault(POLICY, PAGE)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    return answer
