"""Questions to Solr share a connection within a thread, and none across threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from ckan.common import config

from ckanext.gxdata.index.kept_connection import connection

ANSWER = b'{"response": {"numFound": 0, "start": 0, "docs": []}}'


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    connections: set[tuple[str, int]]

    def do_GET(self) -> None:
        self.connections.add(self.client_address)
        self.send_response(200)
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *told: object) -> None:
        """Says nothing."""


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[tuple[str, int]]]:
    """Those that were opened to what CKAN takes for its Solr."""
    Answering.connections = set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, value in {"solr_url": f"http://127.0.0.1:{server.server_port}/solr", "solr_user": None, "solr_password": None}.items():
        monkeypatch.setitem(config, name, value)
    yield Answering.connections
    server.shutdown()
    server.server_close()


def ask() -> None:
    assert connection(decode_dates=False).search("*:*").hits == 0


def test_a_second_question_comes_over_the_connection_of_the_first(connections: set[tuple[str, int]]) -> None:
    ask()
    ask()

    assert len(connections) == 1


def test_another_thread_has_a_connection_of_its_own(connections: set[tuple[str, int]]) -> None:
    ask()
    other = threading.Thread(target=ask)
    other.start()
    other.join()

    assert len(connections) == 2
