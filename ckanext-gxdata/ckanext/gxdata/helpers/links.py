"""Helpers that make addresses: this page in another language, in another order, another part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk
from werkzeug.datastructures import MultiDict

from ckanext.gxdata.views import addresses, facets
from ckanext.gxdata.views.languages import is_there

LANGUAGES = (
    ("zh_Hans_CN", "zh-Hans", "中文"),
    ("en", "en", "English"),
    ("vi", "vi", "Tiếng Việt"),
    ("th", "th", "ไทย"),
)
"""Locale, its tag in HTML, its own name. Which pages are there in it: ``views/languages.py``."""


def gxdata_languages() -> list[dict[str, Any]]:
    """This page in the languages of the header."""
    here, query = tk.h.lang(), tk.request.query_string.decode()
    path = _path() + (f"?{query}" if query else "")
    return [
        {"title": title, "tag": tag, "url": addresses.url_for(path, locale=locale), "current": locale == here}
        for locale, tag, title in LANGUAGES
        if is_there(locale, tk.request.endpoint or "")
    ]


def _path() -> str:
    return str(tk.request.environ.get("CKAN_CURRENT_URL") or "/").split("?")[0]


def _here(change: Callable[[MultiDict[str, str]], None]) -> str:
    arguments = MultiDict(tk.request.args)
    arguments.poplist("page")
    change(arguments)
    if tk.request.endpoint == "dataset.search":
        return facets.address(facets.asked_in(arguments.items(multi=True)))
    query = urlencode(list(arguments.items(multi=True)))
    return addresses.url_for(_path()) + (f"?{query}" if query else "")


def gxdata_url_as(field: str, value: Any) -> str:
    """This page with another sort order or page number; an empty value takes the argument away."""

    def put(arguments: MultiDict[str, str]) -> None:
        arguments.poplist(field)
        if value:
            arguments[field] = str(value)

    return _here(put)
