"""Text that was decoded wrongly somewhere before it reached us (metadata model §4, V9)."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.gxdata.core.records import DatasetDraft, Finding
from ckanext.gxdata.core.words import broken_part

_TEXT_FIELDS = ("title", "notes", "contact_name", "tags")


def broken_text(draft: DatasetDraft) -> Iterator[Finding]:
    texts = [_text(draft.fields.get(name, "")) for name in _TEXT_FIELDS]
    texts += [_text(resource.get("name", "")) for resource in draft.resources]
    if not broken_part("\n".join(texts)):  # nothing broken spans two lines
        return
    for pointer, text in zip(_pointers(len(draft.resources)), texts, strict=True):
        match = broken_part(text)
        if match:
            yield Finding(
                rule="broken-text",
                message=f"“{text[max(0, match.start() - 10) : match.end() + 10]}”含有乱码",
                pointer=pointer,
                hint="请检查来源系统的编码（GB18030 与 UTF-8 混用），从原始数据重新导出",
                value=text[:200],
            )


def _pointers(resources: int) -> list[str]:
    return [*_TEXT_FIELDS, *(f"resources[{number}].name" for number in range(resources))]


def _text(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
