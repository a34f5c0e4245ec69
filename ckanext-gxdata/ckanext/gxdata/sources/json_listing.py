"""The list of a JSON catalog: which part of an answer are the records, their ids, and how many there are said to be.

Not here: asking for a page (``calls.py``), going from page to page (``pagination.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.sources.answers import Answer, as_guid, fault_of, sound
from ckanext.gxdata.sources.options import expression
from ckanext.gxdata.sources.pagination import Page, count
from ckanext.gxdata.sources.readings import Reading, Success, searched


class Listing:
    """The option ``list``, less the request."""

    def __init__(self, options: Mapping[str, Any], ok: Success) -> None:
        self._reading = Reading(options, ok, "list")
        self._items = expression(options["items"], "list.items")
        self._id = expression(options["id"], "list.id")
        self._id_parameter = options.get("id_parameter", "")
        self._totals = {key: expression(options[key], f"list.{key}") for key in ("total", "pages") if key in options}

    def page(self, answer: Answer, number: int, pointer: str) -> Page:
        """Raises ``FatalError``: what ``Reading.of`` raises, or ``items-not-a-list``."""
        found = self._reading.of(answer, pointer)
        counts = {key: searched(path, found) for key, path in self._totals.items()}
        items = searched(self._items, found)
        if items is None and (number > 1 or count(counts.get("total")) == 0):
            items = []  # many servers answer null in place of an empty page
        if not isinstance(items, list):
            raise FatalError(
                f"{pointer}：按 list.items 取到的不是列表，接口的结构可能变了",
                pointer=pointer,
                rule="items-not-a-list",
                hint="对照接口的回答检查选项 list.items",
            )
        return Page(items, **counts)

    def guid(self, item: Any) -> str:
        """Empty for an item that has none."""
        guid = as_guid(searched(self._id, item)) if isinstance(item, dict) else ""
        return _parameter(guid, self._id_parameter) if self._id_parameter else guid


def as_record(guid: str, payload: Any, pointer: str) -> RawRecord | Finding:
    """The record, or why it cannot be one."""
    if not isinstance(payload, dict):
        return Finding("not-an-object", "这一条不是记录", "error", pointer, value=storable(str(payload)[:200]))
    canonical = sound(payload)
    if not canonical and (fault := fault_of(payload)):
        return Finding(
            "unusable-value", f"这一条{fault}", "error", pointer, "请数源部门改正后重新提供", storable(guid)[:200]
        )
    return RawRecord(guid, payload, pointer, canonical=canonical)


def _parameter(address: str, name: str) -> str:
    """The query parameter of an address; empty if it has none of that name, or is none."""
    try:
        return parse_qs(urlsplit(address).query).get(name, [""])[0].strip()
    except ValueError:
        return ""
