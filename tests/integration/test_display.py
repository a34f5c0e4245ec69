"""Light or dark and large type: remembered by a cookie, written by the server, without JavaScript."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.portal import Portal


def html_tag(text: str) -> str:
    found = re.search(r"<html[^>]*>", text)
    assert found
    return found.group()


def test_without_a_choice_the_page_follows_the_device(portal: Portal) -> None:
    tag = html_tag(httpx.get(portal.url).text)
    assert "data-bs-theme" not in tag
    assert "data-gx-size" not in tag


def test_a_choice_is_remembered_and_leads_back_to_the_page(portal: Portal) -> None:
    with httpx.Client(base_url=portal.url, follow_redirects=True) as browser:
        page = browser.get("/display/theme/dark", params={"back": "/en/zone?a=b"})
        assert page.url.raw_path == b"/en/zone?a=b"
        assert 'data-bs-theme="dark"' in html_tag(page.text)
        page = browser.get("/display/size/large", params={"back": "/dataset/"})
        assert 'data-gx-size="large"' in html_tag(page.text)
        assert 'data-bs-theme="dark"' in html_tag(browser.get("/no-such-page").text)
        browser.get("/display/theme/system")
        assert "data-bs-theme" not in html_tag(browser.get("/").text)


def test_the_header_offers_what_is_not_chosen(portal: Portal) -> None:
    page = httpx.get(f"{portal.url}/zone", cookies={"gxdata_size": "large"}).text
    assert "/display/size/standard?back=/zone" in page
    assert "/display/size/large" not in page


@pytest.mark.parametrize("value", ['"><script>', "darker", "LARGE", "x" * 3000])
def test_a_cookie_that_holds_something_else_counts_as_no_choice(portal: Portal, value: str) -> None:
    headers = {"Cookie": f"gxdata_theme={value}; gxdata_size={value}"}
    tag = html_tag(httpx.get(portal.url, headers=headers).text)
    assert "data-" not in tag


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:1", "evil", ""]
)
def test_nobody_is_led_to_another_site(portal: Portal, back: str) -> None:
    answer = httpx.get(f"{portal.url}/display/theme/dark", params={"back": back})
    assert answer.status_code == 302
    assert answer.headers["location"] in ("/", portal.url + "/")
    assert "no-store" in answer.headers["cache-control"]
