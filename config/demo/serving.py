"""What the demonstration servers have in common: answering on loopback, and a table as CSV."""

from __future__ import annotations

import csv
import io
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"


class Answers(BaseHTTPRequestHandler):
    """A handler that sends whole bodies and keeps quiet: one line per record would fill the log."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet; apart, the second waits 40 ms for the first's acknowledgement

    def send(self, status: int, media_type: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: Any) -> None:
        """Quiet."""


def serve(port: int, handler: type[Answers]) -> None:
    """Until interrupted."""
    server = ThreadingHTTPServer((HOST, port), handler)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


def csv_table(columns: list[str], rows: list[str], encoding: str) -> bytes:
    """A table whose rows are stored as text with commas, the year first."""
    text = io.StringIO()
    csv.writer(text).writerows([["年份", *columns], *(row.split(",") for row in rows)])
    return text.getvalue().encode(encoding)
