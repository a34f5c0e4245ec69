"""Which requests may be answered with a page that was kept, and by what such a page is known. Pure.

A reader without a session, without a token, who reads: for all of them a page is the same one, but for its language (part of
the address) and for how they want pages shown. Not here: which pages are kept (``views/kept_pages``), and until when
(``page_cache``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

LONGEST_QUESTION = 1_000
"""Characters of a query string; a longer one is hardly asked twice."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``key``: what tells one page from another."""

    key: tuple[str, ...]
    etags: str
    """``If-None-Match`` as it was sent."""
    takes_gzip: bool
    is_head: bool


@dataclass(frozen=True, slots=True)
class Rules:
    personal: frozenset[str]
    """Cookies, and ``tokens``: variables of WSGI, that make a reader somebody."""
    tokens: frozenset[str]
    shown: tuple[str, ...]
    """Cookies that change a page's looks."""


def asked(environ: Mapping[str, Any], rules: Rules) -> Asked | None:
    """None for a request that the portal itself has to answer."""
    method, question = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "")
    if method not in ("GET", "HEAD") or len(question) > LONGEST_QUESTION or "HTTP_RANGE" in environ:
        return None
    if any(name in environ for name in rules.tokens):
        return None
    cookies = _cookies(environ.get("HTTP_COOKIE", ""))
    if not rules.personal.isdisjoint(cookies):
        return None
    looks = (cookies.get(name, "") for name in rules.shown)
    key = (environ.get("HTTP_HOST", ""), environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""), question, *looks)
    gzip = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "").lower()
    return Asked(key, environ.get("HTTP_IF_NONE_MATCH", ""), gzip, method == "HEAD")


def matches(etag: str, sent: str) -> bool:
    """Whether the browser has this very page (RFC 9110, 13.1.2: the weak comparison)."""
    return any(each.strip().removeprefix("W/") == etag.removeprefix("W/") for each in sent.split(",")) if sent else False


def _cookies(header: str) -> dict[str, str]:
    """Those that can be read; a header of nonsense has none."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
