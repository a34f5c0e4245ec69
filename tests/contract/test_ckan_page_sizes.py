"""How many datasets a page of a CKAN has where nobody said it: few at first, many where they come easily."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ckanext.gxdata.core.records import RawRecord
from ckanext.gxdata.sources import ckan_listing
from ckanext.gxdata.sources.base import SourceConfig, open_source
from tests.fixtures.raw_server import answer, raw_server


@dataclass
class Portal:
    """``most``: larger pages are answered with an error; ``padding``: bytes of each dataset; ``pause``: seconds of an answer."""

    count: int = 1_250
    most: int = 1_000
    padding: int = 10
    pause: float = 0
    asked: list[tuple[int, int]] = field(default_factory=list)
    """Start and rows of each request."""

    def reply(self, request: bytes) -> bytes:
        query = parse_qs(urlsplit(request.decode("latin-1").split()[1]).query)
        start, rows = int(query["start"][0]), int(query["rows"][0])
        self.asked.append((start, rows))
        time.sleep(self.pause)
        if rows > self.most:
            return answer("502 Bad Gateway")
        found = [{"id": f"r{number:05}", "title": "表" * self.padding} for number in range(start, min(start + rows, self.count))]
        body = json.dumps({"success": True, "result": {"count": self.count, "results": found}}).encode()
        return answer(body=body, Content_Type="application/json")


def read(portal: Portal, **options: Any) -> tuple[int, bool]:
    """How many datasets came, and whether that proves to be all."""
    with raw_server(portal.reply) as server:
        source: Any = open_source(SourceConfig("t", "ckan_api", server.url, {"tries": 1, **options}, server.allow))
        came = {item.guid for item in source.records() if isinstance(item, RawRecord)}
        return len(came), source.proves_whole


def test_behind_a_first_page_that_came_easily_pages_are_large() -> None:
    portal = Portal()
    assert read(portal) == (1_250, True)
    assert portal.asked == [(0, 100), (100, 1_000), (1_100, 1_000)]


def test_a_size_that_is_given_is_kept_to() -> None:
    portal = Portal(count=250)
    assert read(portal, page_size=100) == (250, True)
    assert portal.asked == [(0, 100), (100, 100), (200, 100)]


def test_pages_of_heavy_datasets_stay_below_the_limit() -> None:
    portal = Portal(count=700, padding=2_500)  # 15,000 bytes each, escaped
    assert read(portal) == (700, True)
    assert portal.asked == [(0, 100), (100, 500), (600, 500)]


def test_a_portal_that_gives_no_large_page_is_asked_for_small_ones_again() -> None:
    portal = Portal(count=350, most=100)
    assert read(portal) == (350, True)
    assert portal.asked == [(0, 100), (100, 1_000), (100, 100), (200, 100), (300, 100)]


def test_a_slow_portal_is_not_asked_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ckan_listing, "SOON", 0.01)
    portal = Portal(count=250, pause=0.05)
    assert read(portal) == (250, True)
    assert portal.asked == [(0, 100), (100, 100), (200, 100)]
