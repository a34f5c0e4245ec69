"""A title of digits only (2024, 20230615) says nothing about the data (metadata model §1, ``title``)."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.gxdata.core.records import DatasetDraft, Finding
from ckanext.gxdata.core.text import nfkc


def title_digits_only(draft: DatasetDraft) -> Iterator[Finding]:
    title = str(draft.fields.get("title", ""))
    plain = "".join(nfkc(title).split())
    if plain.isdigit():
        yield Finding(
            rule="title-digits-only",
            message=f"名称“{title[:50]}”只有数字，看不出是什么数据",
            pointer="title",
            hint="请在名称中写明内容、范围，如“2024 年甘蔗产量”",
            value=title[:200],
        )
