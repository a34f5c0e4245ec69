"""Pages of the session's portal in a real Chromium, with what went wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.portal import ROOT, Portal

SCREENSHOTS = ROOT / "var" / "screenshots"
WIDTHS = (1280, 390)


@dataclass
class Reader:
    """A person at a screen. ``foreign`` are requests to other hosts, ``faults`` errors of scripts and of the server."""

    page: Any
    url: str
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Any:
        """The page at that path, loaded."""
        answer = self.page.goto(self.url + path)
        self.page.wait_for_load_state("networkidle")
        return answer

    def width(self, pixels: int) -> None:
        self.page.set_viewport_size({"width": pixels, "height": 900})

    def log_in(self, name: str, password: str) -> None:
        self.open("/user/login")
        self.page.fill("#field-login", name)
        self.page.fill("#field-password", password)
        self.page.press("#field-password", "Enter")
        self.page.wait_for_load_state("networkidle")

    def picture(self, name: str, width: int) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(SCREENSHOTS / f"{name}-{width}.png"), full_page=True)


def _reader(browser: Any, portal: Portal, **options: Any) -> Iterator[Reader]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900}, **options)
    reader = Reader(context.new_page(), portal.url)
    own = urlsplit(portal.url).netloc

    def asked(request: Any) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and urlsplit(request.url).netloc != own:
            reader.foreign.append(request.url)

    def answered(response: Any) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            reader.faults.append(f"{response.status} {response.url}")

    reader.page.on("request", asked)
    reader.page.on("response", answered)
    reader.page.on("pageerror", lambda error: reader.faults.append(str(error)))
    yield reader
    context.close()


@pytest.fixture
def reader(browser: Any, portal: Portal) -> Iterator[Reader]:
    """Somebody who is not logged in."""
    yield from _reader(browser, portal)


@pytest.fixture
def reader_without_scripts(browser: Any, portal: Portal) -> Iterator[Reader]:
    yield from _reader(browser, portal, java_script_enabled=False)


def _editor(browser: Any, portal: Portal, **options: Any) -> Iterator[Reader]:
    password = "browser-test-1"
    with portal.admin() as admin:
        name = "browser-editor"
        if name not in [user["name"] for user in admin.action.user_list(all_fields=True)]:
            admin.action.user_create(name=name, email="editor@department.example", password=password)
        admin.action.organization_member_create(id="gx-nynct", username=name, role="editor")
    for person in _reader(browser, portal, **options):
        person.log_in(name, password)
        yield person


@pytest.fixture
def editor(browser: Any, portal: Portal) -> Iterator[Reader]:
    """An editor of the agriculture department, logged in."""
    yield from _editor(browser, portal)


@pytest.fixture
def editor_without_scripts(browser: Any, portal: Portal) -> Iterator[Reader]:
    yield from _editor(browser, portal, java_script_enabled=False)
