"""Forms that another site hands in for a reader who is logged in here (cross-site request forgery) are refused.

CKAN 2.12.0 does that as well, but takes its check from a view, for everybody and until the process ends, as soon as a stranger or
a program with a token has been there (``csrf.exempt`` in ``ckan_before_request``). Not here: forms of strangers, who have no
session that could be misused; a view that takes them checks for itself.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint, current_app

blueprint = Blueprint("gxdata_forgery", __name__)


@blueprint.before_app_request
def check_form() -> None:
    """Raises ``CSRFError`` (an answer 400) where the session speaks for the reader and the form is not of this portal."""
    by_session = not tk.g.get("login_via_auth_header")  # CKAN's mark of tokens and of strangers
    if by_session and tk.request.endpoint and current_app.config["WTF_CSRF_ENABLED"] and not tk.g.get("csrf_valid"):
        current_app.extensions["csrf"].protect()
