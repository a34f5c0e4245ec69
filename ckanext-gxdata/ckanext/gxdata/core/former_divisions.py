"""Findings for divisions that a source still writes by an abolished code or a former name (GB/T 2260, V5).

Stored is today's code all the same (``divisions``). Not here: divisions found inside a text, which may speak of the past.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.gxdata.core import divisions
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.divisions import Division
from ckanext.gxdata.core.records import DatasetDraft, Finding
from ckanext.gxdata.core.text import as_text

_BETWEEN = re.compile(r"[、，,；;|/\s]+")


def former_divisions(draft: DatasetDraft, codelists: Mapping[str, CodeList]) -> Iterator[Finding]:
    """One finding for each former code or name among the source's own values of ``region``."""
    for found in dict.fromkeys(_resolved(draft.raw.get("region"), codelists)):
        if found.replaced:
            today = f"{found.code}（{codelists[divisions.REGIONS].label(found.code)}）"
            message = f"行政区划“{found.replaced[:50]}”已不再使用，按 {today}入库；{found.note}"
            hint = f"请在来源系统中改为 {today}"
            yield Finding("former-division", message, "info", "region", hint, found.replaced[:200])


def _resolved(raw: Any, codelists: Mapping[str, CodeList]) -> Iterator[Division]:
    for value in raw if isinstance(raw, (list, tuple)) else [raw]:
        for part in filter(None, _BETWEEN.split(as_text(value))):
            try:
                yield divisions.resolve(part, codelists)
            except ValueError:
                continue  # mapping has told of what is no division at all
