"""What becomes of one dataset that a CKAN lists: a record as it was given, or a finding why it is none.

Not here: finding the datasets (``ckan_listing.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.gxdata.core import cascade, cascade_refusals
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.sources.answers import as_guid, fault_of, sound

NO_DATASETS = frozenset({"harvest", "showcase"})
"""Types under which extensions keep things of their own in the catalog."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the datasets of one portal are read. ``ours`` is our own address."""

    ours: str = ""
    cascades: bool = False
    portal: Mapping[str, str] | None = None
    """What the other portal says of itself, for a cascade."""

    def record(self, dataset: Any, pointer: str) -> RawRecord | Finding:
        if not isinstance(dataset, dict):
            return Finding("not-an-object", "这一条不是记录", "error", pointer, value=str(dataset)[:200])
        guid = cascade.identity(dataset) if self.cascades else as_guid(dataset.get("id"))
        canonical = sound(dataset)
        if not canonical and (fault := fault_of(dataset)):
            return Finding("unusable-value", f"这一条{fault}", "error", pointer, "请数源部门改正后重新提供", guid[:200])
        if refused := self._refused(dataset, guid, pointer):
            return refused
        if self.cascades and self.portal:
            return RawRecord(guid, {**dataset, cascade.PORTAL: dict(self.portal)}, pointer)
        return RawRecord(guid, dataset, pointer, canonical=canonical)

    def _refused(self, dataset: Mapping[str, Any], guid: str, pointer: str) -> Finding | None:
        """Withdrawn and private ones go without their guid: they count as no longer listed."""
        name = str(dataset.get("name") or guid)[:100]
        if dataset.get("type") in NO_DATASETS:
            message = f"“{name}”是 {dataset['type']}，不是数据集，已跳过"
            return Finding("not-a-dataset", message, "info", pointer)
        if dataset.get("state") not in (None, "active"):
            message = f"“{name}”在对方平台上已删除或未发布（state：{str(dataset['state'])[:40]}），已跳过"
            return Finding("withdrawn", message, "info", pointer)
        if dataset.get("private") in (True, "true", "True"):
            hint = "请换用只能读公开数据的令牌"
            return Finding("private-record", f"“{name}”在对方平台上不公开，已跳过", "warning", pointer, hint)
        if cascade_refusals.taken_from(dataset, self.ours):
            message = f"“{name}”是对方从本平台采去的，不再采回"
            return Finding("from-this-portal", message, "info", pointer, "无须处理", guid[:200])
        return None
