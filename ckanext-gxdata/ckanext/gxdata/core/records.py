"""The values that travel through a harvest: raw record → draft of a dataset, with the findings met on the way.

Here: frozen data, nothing that acts. Not here: how they are stored (``model/``) or fetched (``sources/``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact a department should know. ``message`` and ``hint`` are Chinese; ``value`` never holds personal data."""

    rule: str
    """Stable slug, e.g. ``unknown-code``; translations, statistics and tests rely on it."""
    message: str
    severity: Severity = "warning"
    pointer: str = ""
    """Field, column, line or place in the source: ``update_frequency``, ``第 3 页第 7 条``, ``目录.xlsx 第 12 行``."""
    hint: str = ""
    value: str = ""
    """The raw value that was met, cut to 200 characters."""

    def told(self) -> dict[str, str]:
        """As ``dataclasses.asdict``, which looks into every text for what could be in it."""
        return {name: getattr(self, name) for name in _TOLD}


_TOLD = tuple(each.name for each in fields(Finding))


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as the source gave it: decoded, not interpreted."""

    guid: str
    """Identifier in the source system; an empty one makes the record an error, it is not guessed."""
    payload: Mapping[str, Any]
    """JSON-compatible. Detail answers are merged under the keys the source's options name."""
    pointer: str = ""
    findings: tuple[Finding, ...] = ()
    canonical: str = field(default="", compare=False, repr=False)
    """``identity.canonical`` of the payload, where it was made on the way: it is made once."""


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A record that stands as it is staged: the page it is on came as it was the last time, and was not read again."""

    guid: str
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A table or document of a resource, whole in memory (the transport limits its size)."""

    content: bytes
    filename: str
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False
    """It is what it was when these validators were given; then there is no content."""


@dataclass(frozen=True, slots=True)
class DatasetDraft:
    """A mapped record: what ``package_create`` takes, less name, owner_org and groups, which the harvest sets.

    ``fields`` hold ids of code lists only (stored values of the contracts); ``raw`` holds, by field, the source's own
    value wherever mapping changed it to a code.
    """

    guid: str
    fields: Mapping[str, Any]
    resources: tuple[Mapping[str, Any], ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A decoded table: one header row, then rows of cells as text. ``encoding`` is what the bytes really were."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    encoding: str = "utf-8"
    findings: tuple[Finding, ...] = ()
    outside: tuple[str, ...] = ()
    """Every other text of the file (title, notes, further sheets). No data, but who publishes the file scans it too."""
    sheet: str = ""
    beside: tuple[Table, ...] = ()
    """The other sheets of a workbook, as tables: they are published with it, so their columns count too."""
