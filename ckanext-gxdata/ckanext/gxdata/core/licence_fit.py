"""A licence must not promise what the openness takes back: free reuse by everybody of data that not everybody gets.

Where we narrowed the openness, the licence goes with it; where the source says both, that is a finding. It becomes
*notspecified* and not our conditional agreement: that text is only proposed, and a licence is granted, not presumed.
Pure. Not here: how open a dataset may be (``grading``, ``landing``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.records import DatasetDraft, Finding

NOT_SPECIFIED = "notspecified"
UNCONDITIONAL = "unconditional"


def promising(licences: CodeList) -> frozenset[str]:
    """Ids of the licences that let everybody use the data for anything."""
    return frozenset(code.id for code in licences.codes if code.extra.get("open") is True)


def fitting(licence: str, open_type: str, promise: Collection[str]) -> str:
    """The licence, or *notspecified* where it promises more than the openness gives."""
    return licence if open_type == UNCONDITIONAL or licence not in promise else NOT_SPECIFIED


def fit(given: DatasetDraft, landed: DatasetDraft, promise: Collection[str]) -> DatasetDraft:
    """The landed draft with a licence that fits, and a finding where it did not; ``given`` is what the source said."""
    licence, open_type = str(landed.fields.get("license_id", "")), str(landed.fields.get("open_type", ""))
    if fitting(licence, open_type, promise) == licence:
        return landed
    if given.fields.get("open_type") == open_type:
        message = "利用协议允许任何人自由利用，而数据不是无条件开放，二者不一致"
        hint = "请数源部门核对开放属性，或改用与之一致的利用协议"
        return _noted(landed, Finding("licence-disagrees", message, "warning", "license_id", hint, licence))
    message = "开放属性已收窄，原利用协议允许任何人自由利用，不再适用，已改为“未注明”"
    finding = Finding(
        "licence-narrowed", message, "warning", "license_id", "请数源部门确定适用于有条件开放的利用协议", licence
    )
    return _noted(replace(landed, fields={**landed.fields, "license_id": NOT_SPECIFIED}), finding)


def _noted(draft: DatasetDraft, finding: Finding) -> DatasetDraft:
    return replace(draft, findings=(*draft.findings, finding))
