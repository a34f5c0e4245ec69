"""A folder on a web server: its files by name, and their names from the index page (Apache, nginx and the like).

Only what lies beneath the folder's own address is fetched. Not here: transport (``http.py``).
"""

from __future__ import annotations

from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.records import FetchedFile, Finding
from ckanext.gxdata.sources.answers import end_not_proven, file_name, proves_its_end
from ckanext.gxdata.sources.http import HttpClient
from ckanext.gxdata.sources.markup import html_of
from ckanext.gxdata.sources.places import as_fatal, inner_parts, outside


class WebFolder:
    """``base`` is the folder's address; a missing slash at its end is added. ``catalog_url``: the catalog's own."""

    def __init__(self, http: HttpClient, base: str, catalog_url: str = "") -> None:
        self._http = http
        self._catalog_url = catalog_url
        self._doubts: list[Finding] = []
        self._base = urldefrag(base).url.split("?")[0].rstrip("/") + "/"

    def names(self) -> list[str]:
        """Files that the index page links to, children of the folder only."""
        page = html_of(self._http.document(self._base), "目录页")
        return sorted({name for link in page.iter("a") if (name := self._child(str(link.get("href", "")).strip()))})

    def catalog(self, name: str) -> FetchedFile:
        try:
            url = self._catalog_url or self._url(name)
        except RecordError as error:
            raise as_fatal(error) from error
        answer = self._http.document(url)
        proven = answer.end_proven or proves_its_end(answer.content)
        self._doubts = [] if proven else [end_not_proven(name)]
        return FetchedFile(answer.content, file_name(answer), answer.media_type)

    def file(self, reference: str) -> FetchedFile:
        return self._http.file(self._url(reference), self._base)

    def findings(self) -> list[Finding]:
        return self._doubts

    def _url(self, reference: str) -> str:
        """The address of a file by its name (Chinese, blanks and ``#`` are part of it) or by its own address."""
        if reference.startswith(self._base):
            inner_parts(unquote(reference.removeprefix(self._base)))
            return reference
        if "://" in reference:
            raise outside(reference)
        return self._base + "/".join(quote(part) for part in inner_parts(reference))

    def _child(self, reference: str) -> str:
        """The name of a file directly in the folder; empty for everything else an index page links to."""
        try:
            link = urljoin(self._base, reference)
            parts = urlsplit(link.removeprefix(self._base))
        except ValueError:
            return ""
        if not link.startswith(self._base):
            return ""
        name = unquote(parts.path)
        if not name or "/" in name or parts.scheme:
            return ""
        return name
