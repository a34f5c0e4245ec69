"""Which answers may be kept for every reader without a session (``page_cache``).

A page is kept when nothing on it is of its reader: no form with a token, no message to him. Not here: keeping.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.gxdata.core.page_request import Rules
from ckanext.gxdata.page_cache import KEEP, Keep, in_part
from ckanext.gxdata.views.display import CHOICES, COOKIE

blueprint = Blueprint("gxdata_kept_pages", __name__)

PAGES = frozenset(
    {
        "dataset.read",
        "dataset.search",
        "dataset_resource.read",
        "gxdata_browse.places",
        "gxdata_browse.themes",
        "gxdata_developer.index",
        "gxdata_high_value.index",
        "gxdata_information.accessibility",
        "gxdata_information.help_page",
        "gxdata_information.policies",
        "gxdata_overview.embed",
        "gxdata_overview.index",
        "gxdata_zone.index",
        "gxdata_zone.read",
        "home.about",
        "home.index",
        "organization.index",
        "organization.read",
        "resource.read",
    }
)
"""Endpoints. Pages with a form for strangers are not among them."""
SECONDS = 300.0
"""A page tells how long ago something was: nothing says when that changes."""
ASSETS = frozenset({"webassets.index"})
"""Their addresses hold the hash of what they are."""
A_DAY = 86_400.0


def rules() -> Rules:
    """Who is nobody in particular, by this portal's settings."""
    token = str(tk.config["apitoken_header_name"]).upper().replace("-", "_")
    personal = (tk.config["SESSION_COOKIE_NAME"], tk.config["REMEMBER_COOKIE_NAME"])
    return Rules(
        frozenset(map(str, personal)),
        frozenset({"HTTP_AUTHORIZATION", "HTTP_X_CKAN_API_KEY", f"HTTP_{token}"}),
        tuple(COOKIE.format(name) for name in CHOICES),
    )


def is_kept() -> bool:
    """Whether the page that is being made is one for all: it then has neither token nor session."""
    return tk.request.method in ("GET", "HEAD") and tk.request.endpoint in PAGES and not tk.current_user.is_authenticated


@blueprint.after_app_request
def keep(answer: Response) -> Response:
    if answer.status_code == 200 and not answer.is_streamed and is_kept() and not in_part.is_told():
        tk.request.environ[KEEP] = Keep(SECONDS)
    elif answer.status_code == 200 and tk.request.endpoint in ASSETS:
        answer.direct_passthrough = False
        tk.request.environ[KEEP] = Keep(A_DAY, fixed=True)
    return answer
