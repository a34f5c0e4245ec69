"""Every line of the big list of naughty strings in search, facets, suggestions and addresses: answered, and run by nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from lxml import html

from tests import naughty

JSON = {"Content-Type": "application/json"}
ON_A_PAGE = 6
"""Every so many lines are tried on whole pages, which take a hundred times as long as a question over the API."""
NAMES = ("gx_theme", "organization", "updated_from", "sort", "page", "_gx_theme_limit")


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return naughty.strings()


@pytest.fixture(scope="module")
def client(portal: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=portal.url, timeout=60, trust_env=False) as client:
        yield client


def sent(client: httpx.Client, path: str, params: dict[str, str]) -> httpx.Response:
    """NUL and what is too long for an address are refused before any page."""
    return client.get(path, params={name: value[:300] for name, value in params.items()})


def test_over_the_api_every_line_is_a_question(client: httpx.Client, lines: list[str]) -> None:
    odd = []
    for text in lines:
        answer = client.post("/api/3/action/package_search", content=json.dumps({"q": text, "rows": 1}), headers=JSON)
        if answer.status_code != 200 or not answer.json()["success"]:
            odd.append((text, answer.status_code, answer.text[:200]))
    assert odd == []


def test_every_line_is_typed_into_a_box(client: httpx.Client, lines: list[str]) -> None:
    odd = [
        (text, answer.status_code)
        for text in lines
        if (answer := sent(client, "/suggest", {"q": text})).status_code != 200
    ]
    assert odd == []


def test_no_line_breaks_a_page_or_becomes_markup(client: httpx.Client, lines: list[str]) -> None:
    plain = scripts(client.get("/dataset/").text)
    odd = []
    for text in lines[::ON_A_PAGE]:
        for params in ({"q": text}, dict.fromkeys(NAMES, text), {text or "x": "1", "gx_format": text}):
            answer = sent(client, "/dataset/", params)
            if answer.status_code not in (200, 400) or (answer.status_code == 200 and scripts(answer.text) - plain):
                odd.append((params, answer.status_code))
    assert odd == []


@pytest.mark.parametrize("path", ["/dataset.csv", "/dataset.atom"])
def test_no_line_breaks_a_file(client: httpx.Client, lines: list[str], path: str) -> None:
    odd = [
        (text, answer.status_code)
        for text in lines[:: ON_A_PAGE * 4]
        if (answer := sent(client, path, {"q": "甘蔗", "gx_theme": text or "x", "issued_to": text})).status_code
        not in (200, 400)
    ]
    assert odd == []


def scripts(text: str) -> set[str]:
    """What a browser would run: scripts, handlers, addresses that are code."""
    page = html.fromstring(text)
    handlers = {f"{name}={value}" for each in page.iter() for name, value in each.items() if name.startswith("on")}
    code = {
        value
        for value in page.xpath("//@href | //@src")
        if value.strip().lower().startswith(("javascript:", "data:", "vbscript:"))
    }
    return (
        handlers
        | code
        | {script.get("src") or script.text or "" for script in page.iter("script", "iframe", "object", "embed")}
    )
