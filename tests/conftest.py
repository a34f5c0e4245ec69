"""Fixtures that need servers: started on first use, so unit tests never wait for them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stack import debian
from tests.portal import Portal, new_home


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """A running portal with the demo departments, of this session only.

    GXDATA_TEST_HOME names the home of one that runs already, for quick rounds while developing.
    """
    if running := os.environ.get("GXDATA_TEST_HOME"):
        yield Portal(Path(running), port=int(os.environ["GXDATA_TEST_PORT"]))
        return
    yield from _portal("portal")


@pytest.fixture(scope="session")
def bare() -> Iterator[Portal]:
    """A portal without the demo, for tests that kill and stop it: it may be down when another test gets it."""
    yield from _portal("bare", "--no-demo")


def _portal(name: str, *options: str) -> Iterator[Portal]:
    portal = Portal(new_home(name))
    try:
        portal.start(*options)
        yield portal
    finally:
        portal.stop()
        shutil.rmtree(portal.home, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium (Debian's), driven by Playwright."""
    program = debian.find_program("chromium", "chromium-browser", "google-chrome")
    if not program:
        pytest.skip("没有 Chromium：请安装 Debian 的 chromium 与 fonts-noto-cjk · no Chromium")
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=[*arguments, "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of this test under var/test; gone afterwards."""
    home = new_home("home")
    yield home
    shutil.rmtree(home, ignore_errors=True)
