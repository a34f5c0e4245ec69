"""The overview on a wall and in frames of other pages: all of it on one screen, and no other page of ours in a frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

import pytest

from tests.browser.conftest import Reader

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TALLER = "document.documentElement.scrollHeight - document.documentElement.clientHeight"
FRAME = "<!doctype html><title>other page</title><iframe title='part' width='600' height='400' src='{}'></iframe>"


@pytest.mark.parametrize("path", ["/overview?screen=1", "/en/overview?screen=1"])
def test_the_wall_shows_everything_without_scrolling(reader: Reader, path: str) -> None:
    reader.page.set_viewport_size({"width": 1920, "height": 1080})
    reader.open(path)

    assert (reader.page.evaluate(OVERFLOW), reader.page.evaluate(TALLER)) == (0, 0)
    assert reader.page.locator(".gx-pane").count() >= 5
    assert (reader.foreign, reader.faults) == ([], [])
    reader.picture(f"wall{path[:3].strip('/o')}", 1920)


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_the_overview_fits_every_screen_and_its_tables_open_without_scripts(reader_without_scripts: Reader, width: int) -> None:
    reader = reader_without_scripts
    reader.width(width)
    reader.open("/overview")
    reader.page.locator(".gx-pane-updated summary").click()

    assert reader.page.locator(".gx-pane-updated table").is_visible()
    assert reader.page.locator(".gx-pane-updated .gx-table").bounding_box()["width"] <= width
    reader.picture("overview-open", width)


@pytest.fixture
def other_site(reader: Reader) -> Iterator[str]:
    """A page of another origin with the address after ``?`` in a frame; of this machine, because browsers guard that."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = FRAME.format(reader.url + unquote(self.path.partition("?")[2])).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/page"
    server.shutdown()


def test_a_part_is_seen_in_a_frame_of_another_page_and_the_whole_page_is_not(reader: Reader, other_site: str) -> None:
    seen = {}
    for path in ("/overview/embed?part=openness", "/overview"):
        reader.page.goto(f"{other_site}?{quote(path)}", wait_until="load")
        seen[path] = reader.page.frame_locator("iframe").locator("main .gx-chart").count()

    assert seen == {"/overview/embed?part=openness": 1, "/overview": 0}
