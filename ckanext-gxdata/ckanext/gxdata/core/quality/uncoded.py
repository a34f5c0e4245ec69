"""A catalog entry is found and cited by its 信息资源代码; a review demands it, a harvest can only ask for it."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.gxdata.core.records import DatasetDraft, Finding


def uncoded(draft: DatasetDraft) -> Iterator[Finding]:
    if not draft.fields.get("resource_code"):
        hint = "请按《政务信息资源目录编制指南（试行）》编制代码，如 307014/000126"
        yield Finding("missing-resource_code", "没有信息资源代码", "info", "resource_code", hint)
