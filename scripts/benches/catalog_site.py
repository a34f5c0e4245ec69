"""A portal to harvest: CKAN's action API over a generated catalog, every answer cut from bytes made beforehand.

    python -m benches.catalog_site SIZE [FIRST]        prints its port; then each line of input is the edition to serve from now on

It answers what the two harvesters ask: ``package_search`` (by start and rows, behind an id, changed since a time),
``package_list``, ``package_show``, ``organization_show``, ``status_show``. No ETag: CKAN's API has none.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benches import facts, records
from stack.paths import REPOSITORY
from stack.processes import die_with_parent

BEHIND = re.compile(r'id:\{"?([^" ]+)"? TO \*\}')
SINCE = re.compile(r"metadata_modified:\[(\S+?)Z? TO \*\]")
HEAD = b'{"help":"","success":true,"result":'
ROWS_MAX = 1000


class Catalog:
    """One edition: records as bytes, in the order of their ids."""

    def __init__(self, known: facts.Facts, size: int, edition: int, first: int = 0) -> None:
        numbers = range(first, first + size)
        made = sorted((records.record(known, number, edition) for number in numbers), key=lambda each: each["id"])
        self.ids = [each["id"] for each in made]
        self.modified = [each["metadata_modified"] for each in made]
        self.names = [each["name"] for each in made]
        self.bodies = [json.dumps(each, ensure_ascii=False, separators=(",", ":")).encode() for each in made]
        self.places = {key: place for keys in (self.ids, self.names) for place, key in enumerate(keys)}

    def search(self, filters: str, start: int, rows: int) -> bytes:
        found = self._found(filters)
        page = b",".join(self.bodies[place] for place in found[start : start + min(rows, ROWS_MAX)])
        return b'{"count":%d,"results":[%s]}' % (len(found), page)

    def _found(self, filters: str) -> list[int] | range:
        places: list[int] | range = range(len(self.bodies))
        if behind := BEHIND.search(filters):
            places = [place for place in places if self.ids[place] > behind[1]]
        if since := SINCE.search(filters):
            places = [place for place in places if self.modified[place] >= since[1]]
        return places

    def answer(self, action: str, query: dict[str, str]) -> bytes | None:
        """The ``result`` of an action; None for one that is not known."""
        if action == "package_search":
            return self.search(query.get("fq", ""), int(query.get("start", 0)), int(query.get("rows", 10)))
        if action == "package_show":
            place = self.places.get(query.get("id", ""))
            return None if place is None else self.bodies[place]
        fixed: dict[str, Any] = {
            "package_list": self.names,
            "organization_show": records.ORGANIZATION,
            "status_show": {"site_title": "生成的目录", "site_url": "https://data.example.gov.cn"},
        }
        return json.dumps(fixed[action]).encode() if action in fixed else None


class Site(BaseHTTPRequestHandler):
    """``catalog`` is set on the class and changed between requests."""

    catalog: Catalog
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body leave in two writes

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        result = type(self).catalog.answer(parts.path.rpartition("/")[2], query)
        body = b'{"success":false,"error":{"message":"Not found"}}' if result is None else HEAD + result + b"}"
        self.send_response(200 if result is not None else 404)
        self.send_header("Content-Type", "application/json;charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


def main() -> None:
    die_with_parent(15)
    known, size = facts.read(REPOSITORY / "config"), int(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    Site.catalog = Catalog(known, size, 1, first)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    for line in sys.stdin:
        Site.catalog = Catalog(known, size, int(line), first)
        print("ready", flush=True)


if __name__ == "__main__":
    main()
