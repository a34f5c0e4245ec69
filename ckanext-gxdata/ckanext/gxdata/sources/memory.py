"""What a source answered at one place the last time, so that an answer that did not change need not be read again.

Here: what an adapter asks (``Memory``) and tells (``PageRead``, ``PageStood``). Not here: where it is kept, and when it
is no longer believed (``harvest/pages.py``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from ckanext.gxdata.core.records import FetchedFile, Finding, KnownRecord, RawRecord
from ckanext.gxdata.sources.base import Source, SourceConfig

READING = "1"
"""To be raised when an adapter reads the same bytes otherwise than before: then every page is read again once."""


@dataclass(frozen=True, slots=True)
class Validators:
    """By which a server may say that nothing changed, as it gave them."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """Those of a conditional GET; none where the server gave nothing."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


UNCONDITIONAL = Validators()


@dataclass(frozen=True, slots=True)
class Remembered:
    """What stood at a place: the records by guid, what the page said of the listing, what was wrong with it."""

    validators: Validators = UNCONDITIONAL
    hash: str = ""
    guids: Sequence[str] = ()
    said: Mapping[str, Any] = field(default_factory=dict)
    findings: Sequence[Finding] = ()


UNKNOWN = Remembered()
"""Of a place nobody was at, or whose records do not stand as they did."""


ANY = -1
"""So many ``rows`` as came, where nobody counts on their number."""


@dataclass(frozen=True, slots=True)
class PageRead:
    """Comes after the records and findings of a page: they are all that stood there, if it has so many ``rows``."""

    place: str
    validators: Validators
    hash: str
    rows: int
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageStood:
    """Comes after the ``KnownRecord``s of a page that did not change."""

    place: str


PageItem = RawRecord | KnownRecord | Finding | PageRead | PageStood


class Memory(Protocol):
    def at(self, place: str) -> Remembered:
        """``UNKNOWN`` where the page has to be read."""
        ...


class Forgetful:
    """The memory of who reads once."""

    def at(self, place: str) -> Remembered:
        return UNKNOWN


@runtime_checkable
class ReadsPages(Protocol):
    """A kind that can leave unread what did not change."""

    def pages(self, memory: Memory) -> Iterator[PageItem]:
        """As ``Source.records``; ``Source.proves_whole`` holds afterwards, too."""
        ...


@runtime_checkable
class FetchesChanged(Protocol):
    """A kind that can ask for a file only if it changed."""

    def fetch_changed(self, reference: str, known: Validators) -> FetchedFile:
        """As ``Source.fetch_file``; the file may be ``unchanged``."""
        ...


def items_of(source: Source, memory: Memory) -> Iterator[PageItem]:
    """Of a kind that cannot leave anything unread, all."""
    return source.pages(memory) if isinstance(source, ReadsPages) else iter(source.records())


def file_of(source: Source, reference: str, known: Validators) -> FetchedFile:
    """Of a kind that cannot ask for changed files only, the file."""
    if isinstance(source, FetchesChanged) and known != UNCONDITIONAL:
        return source.fetch_changed(reference, known)
    return source.fetch_file(reference)


def only_read(items: Iterable[PageItem]) -> Iterator[RawRecord | Finding]:
    """For who remembers nothing."""
    return (item for item in items if isinstance(item, (RawRecord, Finding)))


def place_of(config: SourceConfig, *asked: Any) -> str:
    """A digest of all that decides what an answer means: kind, address, options, and how it is asked for."""
    parts = [READING, config.kind, config.url, config.options, asked]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
