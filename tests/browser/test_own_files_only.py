"""Every page runs and loads the portal's own files only, by a policy without ``unsafe-inline`` that nothing on it breaks."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.browser.conftest import Reader
from tests.browser.page_types import OWN, PUBLIC, a_dataset, address
from tests.portal import Portal

WATCH = """
window.gxBroken = [];
document.addEventListener('securitypolicyviolation', event => window.gxBroken.push(
  `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile || ''}:${event.lineNumber} ${event.sample}`));
"""

def broken(reader: Reader, paths: tuple[str, ...]) -> dict[str, Any]:
    reader.page.add_init_script(WATCH)
    found = {}
    for path in paths:
        reader.open(path)
        said = reader.page.evaluate("window.gxBroken")
        if said:
            found[path] = said
    return found


@pytest.fixture
def dataset(portal: Portal) -> dict[str, Any]:
    return a_dataset(portal)


@pytest.fixture
def pages(dataset: dict[str, Any]) -> tuple[str, ...]:
    return ("/en/", "/en/dataset/", *(address(path, dataset) for path in PUBLIC.values()))


def test_no_public_page_breaks_the_policy_or_asks_another_host(reader: Reader, pages: tuple[str, ...]) -> None:
    assert broken(reader, pages) == {}
    assert reader.foreign == []
    assert reader.faults == []


def test_no_page_of_who_is_logged_in_breaks_it_either(reader: Reader, portal: Portal, dataset: dict[str, Any]) -> None:
    reader.log_in("admin", portal.secrets["admin"])
    assert broken(reader, tuple(address(path, dataset) for path in OWN.values())) == {}
    assert reader.foreign == []
    assert reader.faults == []


def test_every_page_says_the_policy_and_a_file_has_no_rights_at_all(
    portal: Portal, pages: tuple[str, ...], dataset: dict[str, Any]
) -> None:
    for path in pages:
        policy = httpx.get(portal.url + path, timeout=60, follow_redirects=True).headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy, path
        assert "unsafe" not in policy
    download = address(PUBLIC["file"], dataset) + "/download"
    assert httpx.get(portal.url + download, timeout=60).headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_markup_of_a_record_would_run_nothing_even_if_it_got_into_a_page(reader: Reader) -> None:
    reader.page.add_init_script(WATCH)
    reader.open("/about")
    reader.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.gxRan = 1\">')")
    reader.page.wait_for_timeout(300)
    assert reader.page.evaluate("window.gxRan") is None
    assert any(said.startswith("script-src-attr") for said in reader.page.evaluate("window.gxBroken"))


def test_api_tokens_are_made_shown_once_and_revoked_without_scripts_on_the_page(reader: Reader, portal: Portal) -> None:
    reader.page.add_init_script(WATCH)
    reader.log_in("admin", portal.secrets["admin"])
    reader.open("/user/admin/api-tokens")
    reader.page.fill("input[name=name]", "browser-token")
    reader.page.click("button:has-text('令牌')")
    reader.page.wait_for_selector(".gx-token")
    assert reader.page.locator("#api-tokens-table").get_by_text("browser-token").count() >= 1
    reader.open("/user/admin/api-tokens")
    assert reader.page.locator(".gx-token").count() == 0
    reader.page.get_by_label("browser-token").first.check()
    reader.page.click("#revoke-tokens-button")
    reader.page.click(".modal-footer .btn-primary, .modal .btn-confirm, .modal button[type=submit]")
    reader.page.locator("#api-tokens-table", has_text="browser-token").wait_for(state="detached")
    assert reader.page.evaluate("window.gxBroken") == []
