"""Answers readers without a session from what is kept, and keeps what the portal says may be kept.

Stands before CKAN: such an answer costs no session, no template, no search. Use is counted all the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from ckanext.gxdata.core import page_request
from ckanext.gxdata.core.page_request import Asked
from ckanext.gxdata.page_cache import KEEP, USE, Keep
from ckanext.gxdata.page_cache.shelf import Shelf
from ckanext.gxdata.page_cache.store import Kept, Store, kept
from ckanext.gxdata.usage.counting import count_asked

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
ASK_AGAIN = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
_FIXED = "*"
"""Version of what does not change while the portal runs."""


class PageCache:
    """``version`` answers a token for all that pages show, empty where none can be had; ``clock`` are seconds."""

    def __init__(
        self,
        application: Application,
        rules: page_request.Rules,
        version: Callable[[], str],
        shelf: Shelf,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._application, self._rules, self._version, self._clock = application, rules, version, clock
        self._store, self._shelf = Store(), shelf

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        asked = page_request.asked(environ, self._rules)
        if asked is None:
            return self._application(environ, start)
        now = self._clock()
        found = self._store.get((*asked.key, _FIXED), now)
        version = "" if found else self._version()
        if version:
            found = self._found((*asked.key, version), now)
        if found is None:
            return self._made(environ, start, asked, version)
        _count(found, environ)
        return _answer(found, asked, start)

    def _found(self, key: tuple[str, ...], now: float) -> Kept | None:
        """One's own, or else another's, which is one's own from then on."""
        own = self._store.get(key, now)
        if own is None and (others := self._shelf.get(key, now)):
            self._store.put(key, others)
            return others
        return own

    def _made(self, environ: dict[str, Any], start: Start, asked: Asked, version: str) -> Iterable[bytes]:
        beginning = _Beginning(start)
        parts = self._application(environ, beginning)
        keep = environ.get(KEEP)
        if not isinstance(keep, Keep) or asked.is_head or not beginning.is_for_all:
            beginning.pass_on()
            return parts
        said = FOR_EVER if keep.fixed else ASK_AGAIN
        page = kept(beginning.headers, _whole(parts), self._clock() + keep.seconds, said, environ.get(USE))
        if keep.fixed:
            self._store.put((*asked.key, _FIXED), page)
        elif version:
            self._store.put((*asked.key, version), page)
            self._shelf.put((*asked.key, version), page, self._clock())
        return _answer(page, asked, start)


class _Beginning:
    """Holds back how an answer begins until it is known whether it is kept."""

    def __init__(self, start: Start) -> None:
        self._start, self._is_passing = start, False
        self._told: tuple[Any, ...] = ()

    def __call__(self, *told: Any) -> Any:
        if self._is_passing:
            return self._start(*told)
        self._told = told
        return lambda data: None

    @property
    def headers(self) -> list[tuple[str, str]]:
        return list(self._told[1]) if self._told else []

    @property
    def is_for_all(self) -> bool:
        """A whole answer that sets nobody's cookie."""
        names = {name.lower() for name, _value in self.headers}
        return bool(self._told) and self._told[0].startswith("200") and names.isdisjoint(("set-cookie", "content-encoding"))

    def pass_on(self) -> None:
        self._is_passing = True
        if self._told:
            self._start(*self._told)


def _whole(parts: Iterable[bytes]) -> bytes:
    try:
        return b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close:
            close()


def _answer(page: Kept, asked: Asked, start: Start) -> Iterable[bytes]:
    about = [("ETag", page.etag), ("Cache-Control", page.cache_control), ("Vary", "Cookie, Accept-Encoding")]
    if page_request.matches(page.etag, asked.etags):
        start("304 Not Modified", about)
        return []
    body, packed = (page.packed, [("Content-Encoding", "gzip")]) if asked.takes_gzip and page.packed else (page.body, [])
    start("200 OK", [*page.headers, *about, *packed, ("Content-Length", str(len(body)))])
    return [] if asked.is_head else [body]


def _count(page: Kept, environ: dict[str, Any]) -> None:
    if page.use is not None:
        count_asked(page.use, environ)
