"""How a reader wants pages shown: light or dark, standard or large type (适老化). Kept in two cookies of his, told to nobody.

Works without JavaScript: a choice is a link that sets its cookie and leads back. Not here: the looks (``assets/css``). A cache of
pages must tell apart what ``chosen`` answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint

blueprint = Blueprint("gxdata_display", __name__)

CHOICES = {"theme": ("system", "light", "dark"), "size": ("standard", "large")}
"""The first of each is what holds without a cookie."""
COOKIE = "gxdata_{}"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Display:
    theme: str
    size: str


def chosen(cookies: Mapping[str, str]) -> Display:
    """What a browser's cookies say; a value that is none of ours counts as not said."""
    return Display(**{name: _known(name, cookies.get(COOKIE.format(name), "")) for name in CHOICES})


def _known(name: str, value: str) -> str:
    return value if value in CHOICES[name] else CHOICES[name][0]


@blueprint.route("/display/<name>/<value>")
def choose(name: str, value: str) -> Any:
    """``back`` is the page to return to: an address of this portal, else its first page."""
    if value not in CHOICES.get(name, ()):
        return tk.abort(404, tk._("There is no such page"))
    back = tk.request.args.get("back", "")
    is_own = back.startswith("/") and not back.startswith("//") and "\\" not in back and tk.h.url_is_local(back)
    answer = tk.redirect_to(back if is_own else tk.url_for("home.index"))
    if value == CHOICES[name][0]:
        answer.delete_cookie(COOKIE.format(name))
    else:
        answer.set_cookie(COOKIE.format(name), value, max_age=YEAR, httponly=True, samesite="Lax")
    answer.headers["Cache-Control"] = "no-store"
    return answer
