"""Pages that are kept for readers without a session."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask, Response
from redis.exceptions import RedisError

from ckanext.gxdata.core import page_request
from ckanext.gxdata.core.page_request import Rules
from ckanext.gxdata.core.usage import VIEW, Use
from ckanext.gxdata.page_cache import KEEP, USE, Keep, in_part
from ckanext.gxdata.page_cache import shelf as shelves
from ckanext.gxdata.page_cache.middleware import PageCache
from ckanext.gxdata.page_cache.shelf import Shelf
from ckanext.gxdata.page_cache.store import Kept, Store, kept
from ckanext.gxdata.usage import counting
from ckanext.gxdata.views import kept_pages

RULES = Rules(frozenset({"ckan", "remember_token"}), frozenset({"HTTP_AUTHORIZATION"}), ("gxdata_theme", "gxdata_size"))
PAGE = "<p>南宁</p>".encode() * 100


class Portal:
    """Answers as CKAN would, and counts how often it was asked."""

    def __init__(self, keep: Keep | None = Keep(300), headers: tuple[tuple[str, str], ...] = (), status: str = "200 OK") -> None:  # noqa: B008
        self.keep, self.headers, self.status, self.asked = keep, headers, status, 0
        self.version, self.now = "one", 0.0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        self.asked += 1
        if self.keep:
            environ[KEEP] = self.keep
        environ[USE] = Use(VIEW, subject="a-dataset")
        start(self.status, [("Content-Type", "text/html; charset=utf-8"), *self.headers])
        return [PAGE]

    def cached(self, shelf: Shelf | None = None) -> PageCache:
        return PageCache(self, RULES, lambda: self.version, shelf or Empty(), clock=lambda: self.now)


class Empty(Shelf):
    def get(self, key: Sequence[str], now: float) -> Kept | None:
        return None

    def put(self, key: Sequence[str], page: Kept, now: float) -> None:
        pass


class Valkey:
    """As much of a client as the shelf needs."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[bytes, int]] = {}
        self.asked = ""

    def set(self, place: str, value: bytes, px: int) -> None:
        self.held[place] = (value, px)

    def pipeline(self, transaction: bool) -> Valkey:
        return self

    def get(self, place: str) -> Valkey:
        self.asked = place
        return self

    def pttl(self, place: str) -> Valkey:
        return self

    def execute(self) -> tuple[bytes | None, int]:
        return self.held.get(self.asked, (None, -2))


@pytest.fixture
def valkey(monkeypatch: pytest.MonkeyPatch) -> Valkey:
    found = Valkey()
    monkeypatch.setattr(shelves, "_client", lambda: found)
    monkeypatch.setattr(shelves.valkey, "name", lambda of: f"test:{of}")
    return found


def ask(application: Any, path: str = "/", method: str = "GET", **more: str) -> tuple[str, dict[str, str], bytes]:
    told: list[Any] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "portal", **more}
    body = b"".join(application(environ, lambda *given: told.append(given)))
    return told[-1][0], dict(told[-1][1]), body


def test_a_second_reader_gets_the_page_without_the_portal_being_asked() -> None:
    portal = Portal()
    pages = portal.cached()
    first, second = ask(pages), ask(pages)
    assert portal.asked == 1
    assert first[2] == second[2] == PAGE
    assert second[1]["Content-Type"] == "text/html; charset=utf-8"
    assert second[1]["Cache-Control"] == "no-cache"


def test_any_change_ends_every_page() -> None:
    portal = Portal()
    pages = portal.cached()
    ask(pages)
    portal.version = "two"
    ask(pages)
    assert portal.asked == 2


def test_a_page_ends_by_its_time_though_nothing_changed() -> None:
    portal = Portal(Keep(300))
    pages = portal.cached()
    ask(pages)
    portal.now = 299
    ask(pages)
    assert portal.asked == 1
    portal.now = 300
    ask(pages)
    assert portal.asked == 2


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/en/"},
        {"QUERY_STRING": "q=x"},
        {"HTTP_HOST": "other"},
        {"HTTP_COOKIE": "gxdata_theme=dark"},
        {"HTTP_COOKIE": "gxdata_size=large"},
    ],
)
def test_another_language_question_host_or_look_is_another_page(other: dict[str, str]) -> None:
    portal = Portal()
    pages = portal.cached()
    ask(pages)
    ask(pages, **other)
    assert portal.asked == 2


@pytest.mark.parametrize(
    "somebody",
    [
        {"HTTP_COOKIE": "ckan=session"},
        {"HTTP_COOKIE": "x=1; remember_token=abc"},
        {"HTTP_AUTHORIZATION": "token"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"QUERY_STRING": "q=" + "x" * 1000},
        {"method": "POST"},
    ],
)
def test_who_is_somebody_or_does_something_is_answered_by_the_portal(somebody: dict[str, str]) -> None:
    portal = Portal()
    pages = portal.cached()
    ask(pages)
    for _again in range(2):
        ask(pages, **somebody)
    assert portal.asked == 3


def test_an_answer_with_a_cookie_is_kept_for_nobody() -> None:
    portal = Portal(headers=(("Set-Cookie", "ckan=abc"),))
    pages = portal.cached()
    _status, headers, body = ask(pages)
    ask(pages)
    assert portal.asked == 2
    assert headers["Set-Cookie"] == "ckan=abc"
    assert body == PAGE


@pytest.mark.parametrize("portal", [Portal(keep=None), Portal(status="404 NOT FOUND"), Portal(status="302 FOUND")])
def test_what_the_portal_does_not_give_for_keeping_is_not_kept(portal: Portal) -> None:
    pages = portal.cached()
    assert ask(pages)[0] == portal.status
    ask(pages)
    assert portal.asked == 2


def test_nothing_is_kept_while_nobody_can_say_what_changed() -> None:
    portal = Portal()
    portal.version = ""
    pages = portal.cached()
    assert [ask(pages)[2], ask(pages)[2]] == [PAGE, PAGE]
    assert portal.asked == 2


def test_a_page_that_one_process_made_is_answered_by_the_others(valkey: Valkey) -> None:
    portal = Portal()
    made, taken = ask(portal.cached(Shelf())), ask(portal.cached(Shelf()), HTTP_ACCEPT_ENCODING="gzip")
    assert portal.asked == 1
    assert gzip.decompress(taken[2]) == made[2] == PAGE
    assert taken[1]["ETag"] == made[1]["ETag"]
    assert len(valkey.held) == 1
    assert PAGE not in next(iter(valkey.held.values()))[0], "it is shared packed"


def test_a_page_of_another_process_is_kept_no_longer_than_that_one_has_left(valkey: Valkey) -> None:
    portal = Portal(Keep(300))
    ask(portal.cached(Shelf()))
    ((place, (written, milliseconds)),) = valkey.held.items()
    assert milliseconds == 120_000
    valkey.held = {place: (written, 7_000)}
    other = portal.cached(Shelf())
    ask(other)
    valkey.held = {}
    portal.now = 6.9
    ask(other)
    assert portal.asked == 1
    portal.now = 7.1
    ask(other)
    assert portal.asked == 2


def test_a_page_of_before_a_change_is_taken_from_nobody(valkey: Valkey) -> None:
    portal = Portal()
    ask(portal.cached(Shelf()))
    portal.version = "two"
    ask(portal.cached(Shelf()))
    assert portal.asked == 2


def test_what_another_version_of_the_portal_shared_is_made_anew(valkey: Valkey) -> None:
    portal = Portal()
    ask(portal.cached(Shelf()))
    valkey.held = dict.fromkeys(valkey.held, (b"\x81\xa1x\x01", 9000))
    assert ask(portal.cached(Shelf()))[2] == PAGE
    assert portal.asked == 2


def test_with_the_shared_memory_away_each_process_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Any:
        raise RedisError

    monkeypatch.setattr(shelves, "_client", away)
    monkeypatch.setattr(shelves.valkey, "name", lambda of: of)
    portal = Portal()
    pages = portal.cached(Shelf())
    assert [ask(pages)[2], ask(pages)[2]] == [PAGE, PAGE]
    assert portal.asked == 1


def test_a_file_whose_address_tells_its_content_is_kept_whatever_changes() -> None:
    portal = Portal(Keep(86400, fixed=True))
    pages = portal.cached()
    ask(pages, "/webassets/a.css")
    portal.version = ""
    _status, headers, _body = ask(pages, "/webassets/a.css")
    assert portal.asked == 1
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_browser_that_has_the_page_is_told_so_in_a_word() -> None:
    portal = Portal()
    pages = portal.cached()
    etag = ask(pages)[1]["ETag"]
    status, headers, body = ask(pages, HTTP_IF_NONE_MATCH=f'"other", {etag}')
    assert (status, body) == ("304 Not Modified", b"")
    assert headers["ETag"] == etag
    portal.version = "two"
    assert ask(pages, HTTP_IF_NONE_MATCH=etag)[0] == "304 Not Modified"  # made anew, and the same
    assert ask(pages, HTTP_IF_NONE_MATCH='"other"')[0] == "200 OK"


def test_a_browser_that_takes_gzip_gets_it_packed() -> None:
    pages = Portal().cached()
    _status, headers, body = ask(pages, HTTP_ACCEPT_ENCODING="br, gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == PAGE
    assert headers["Content-Length"] == str(len(body))
    assert "Content-Encoding" not in ask(pages)[1]


def test_a_head_is_answered_from_what_is_kept_and_keeps_nothing_itself() -> None:
    portal = Portal()
    pages = portal.cached()
    ask(pages, method="HEAD")
    ask(pages)
    status, headers, body = ask(pages, method="HEAD")
    assert portal.asked == 2
    assert (status, body, headers["Content-Length"]) == ("200 OK", b"", str(len(PAGE)))


def test_a_kept_page_counts_as_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Any, ...]] = []
    monkeypatch.setattr(counting, "count", lambda *what, agent: seen.append((*what, agent)))
    pages = Portal().cached()
    for _reader in range(3):
        ask(pages, HTTP_USER_AGENT="Firefox")
    ask(pages, method="HEAD", HTTP_USER_AGENT="Firefox")
    assert seen == [("view", "", "a-dataset", "Firefox")] * 2  # the first was counted by who made the page


def test_the_store_gives_up_what_is_least_asked_for_and_takes_nothing_huge() -> None:
    store = Store(most=6_000)
    page = kept([("Content-Type", "image/png")], b"x" * 1_500, 10.0, "no-cache", None)
    for name in "abc":
        store.put((name,), page)
    assert store.get(("a",), 0.0) is None
    assert store.get(("c",), 0.0) is page
    store.put(("huge",), kept([], b"x" * 3_000_000, 10.0, "no-cache", None))
    assert store.get(("huge",), 0.0) is None


def test_a_header_of_cookies_that_cannot_be_read_makes_nobody_somebody() -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_COOKIE": "\x00;;;=;"}
    assert page_request.asked(environ, RULES) is not None


@pytest.mark.parametrize("lacks", [False, True])
def test_a_page_that_lacks_what_a_server_would_tell_is_kept_for_nobody(monkeypatch: pytest.MonkeyPatch, lacks: bool) -> None:
    monkeypatch.setattr(kept_pages, "is_kept", lambda: True)
    with Flask(__name__).test_request_context("/") as asked:
        if lacks:
            in_part.tell()
        kept_pages.keep(Response("页"))
        assert (KEEP in asked.request.environ) is not lacks
