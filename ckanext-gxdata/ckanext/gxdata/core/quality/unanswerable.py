"""Nobody to ask, nothing to find it by: no contact of an office, no keyword (metadata model §1, mandatory in forms)."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.gxdata.core.records import DatasetDraft, Finding


def unanswerable(draft: DatasetDraft) -> Iterator[Finding]:
    fields = draft.fields
    if not (fields.get("contact_phone") or fields.get("contact_email")):
        message = "没有联系电话，也没有联系邮箱"
        yield Finding("missing-contact", message, "info", "contact_phone", "请填写办公电话或单位邮箱，至少一项")
    if not fields.get("tags"):
        yield Finding("missing-tags", "没有关键词", "info", "tags", "请填写说明内容的关键词")
