"""Open data come with three stars or more: at least one machine-readable file, or the reason why not (V11)."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.gxdata.core.records import DatasetDraft, Finding
from ckanext.gxdata.core.text import key

MACHINE_READABLE = frozenset(("csv", "tsv", "json", "json-ld", "xml", "rdf", "geojson"))
"""Formats of three stars or more in the code list ``format`` (``open_data_score``); a test holds them equal."""


def machine_readable(draft: DatasetDraft) -> Iterator[Finding]:
    if draft.fields.get("open_type") != "unconditional" or draft.fields.get("format_reason") or not draft.resources:
        return
    formats = [key(str(resource.get("format") or "")) for resource in draft.resources]
    if any(written in MACHINE_READABLE or written == "api" for written in formats):
        return
    shown = "、".join(dict.fromkeys(written.upper() or "（未写）" for written in formats))
    yield Finding(
        rule="not-machine-readable",
        message=f"无条件开放的数据只有 {shown}，没有机器可读的格式（三星以下）",
        pointer="resources",
        hint="请同时提供 CSV、JSON、XML 等格式，或写明不能提供的原因",
        value=shown[:200],
        severity="info",
    )
