"""The style sheet of pages that are kept for everybody: CKAN's and ours in one file, less what no page of ours can need.

CKAN's own is 330 KB, of which these pages need a tenth; a phone waits for all of it before it shows a word. Made by webassets when it
is first asked for, and anew when a style or a template has changed. Not here: which rules are needed (``core/used_style.py``).
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any

import ckan
import ckan.plugins.toolkit as tk
from ckan.lib import webassets_tools
from flask import Blueprint, Response, current_app, g
from webassets import Bundle
from webassets.filter import Filter

from ckanext.gxdata.core import used_style

blueprint = Blueprint("gxdata_page_style", __name__)

NAME = "gxdata/public"
_ROOT = Path(__file__).parents[1]
_OURS = ("templates/**/*.html", "templates/**/*.svg", "assets/js/*.js", "views/**/*.py", "helpers/**/*.py")
_CKANS = ("base.html", "page.html")
_MEMORY = "gxdata_assets"


def install() -> None:
    """To be called when CKAN's and our own style sheets are registered."""
    whole = [webassets_tools.env[name] for name in (tk.config["ckan.theme"], "gxdata/theme")]
    made = Bundle(
        *whole, filters=[UsedStyle()], output="gxdata/%(version)s_public.css", depends=[str(path) for path in _sources()]
    )
    webassets_tools.env.register(NAME, made)


def address(name: str) -> str:
    """Of a style sheet or script. Looked for once, unless the portal is one that is being worked on."""
    known: dict[str, str] = current_app.extensions.setdefault(_MEMORY, {})
    if name not in known or tk.config["debug"]:
        known[name] = str(tk.h.url_for_static_or_external(webassets_tools.env[name].urls()[0]))
    if name == NAME:
        g.gxdata_page_style = known[name]
    return known[name]


@blueprint.after_app_request
def tell_early(answer: Response) -> Response:
    """A browser fetches the sheet when it has the head of the answer: a slow one begins to read the page some time later."""
    if sheet := g.get("gxdata_page_style"):
        answer.headers.add("Link", f"<{sheet}>; rel=preload; as=style")
    return answer


class UsedStyle(Filter):  # type: ignore[misc]
    """As webassets' filters: from what is read to what is written."""

    name = "gxdata_used"

    def unique(self) -> str:
        """What the outcome depends on besides the style sheets."""
        return hashlib.blake2b(repr((sorted(self._known.whole), self._known.begun)).encode(), digest_size=16).hexdigest()

    def output(self, given: Any, written: Any, **_more: Any) -> None:
        written.write(used_style.used(given.read(), self._known))

    @cached_property
    def _known(self) -> used_style.Words:
        return used_style.words(path.read_text(encoding="utf-8") for path in _sources())


def _sources() -> list[Path]:
    """Whatever names a class of a page that is kept: our templates and what fills them, CKAN's frame around them."""
    frame = Path(ckan.__file__).parent / "templates"
    return [*(path for pattern in _OURS for path in sorted(_ROOT.glob(pattern))), *(frame / name for name in _CKANS)]
