"""Pages as a phone far away sees them: a real Chromium with 150 ms of round trip, 1.6 Mbit/s and a processor four times as slow.

The profile is Lighthouse's "slow 4G" of its mobile runs. A browser without any memory for each page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from benches.results import Measurement
from benches.sites import BenchError
from stack import debian

NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SLOWER = 4
SIZE = {"width": 390, "height": 844}
PATIENCE = 1_800
"""Looks at a page, twenty a second."""
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime || 0"


def seen(subject: str, port: int, pages: Mapping[str, str]) -> Iterator[Measurement]:
    """First contentful paint and bytes over the wire. Raises BenchError where there is no browser."""
    program = debian.find_program("chromium", "chromium-browser", "google-chrome")
    if not program:
        raise BenchError("没有 Chromium：请安装 Debian 的 chromium · no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        _one(browser, f"http://127.0.0.1:{port}/about")  # the system's fonts: a browser reads them once, not for each page
        for name, path in pages.items():
            painted, size, asked = _one(browser, f"http://127.0.0.1:{port}{path}")
            yield Measurement(f"phone, {name}: first contentful paint", subject, painted, "ms")
            yield Measurement(f"phone, {name}: weight", subject, size / 1024, "KB")
            yield Measurement(f"phone, {name}: requests", subject, asked, "requests")
        browser.close()


def _one(browser: Any, address: str) -> tuple[float, int, int]:
    context = browser.new_context(viewport=SIZE, locale="zh-CN", is_mobile=True, has_touch=True)
    try:
        page = context.new_page()
        told = context.new_cdp_session(page)
        sizes: list[int] = []
        told.send("Network.enable")
        told.send("Network.emulateNetworkConditions", NETWORK)
        told.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        told.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
        page.goto(address, wait_until="networkidle", timeout=90_000)
        return _painted(page), sum(sizes), len(sizes)
    finally:
        context.close()


def _painted(page: Any) -> float:
    """Asked again and again: to wait in the page itself, as Playwright does, is what the portal's policy forbids."""
    for _ in range(PATIENCE):
        if painted := float(page.evaluate(_PAINT)):
            return painted
        page.wait_for_timeout(50)
    raise BenchError("a page that is never painted")
