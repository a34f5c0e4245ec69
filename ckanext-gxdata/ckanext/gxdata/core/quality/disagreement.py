"""Fields that do not agree with each other, and what one asks of another (``core/agreement``): a form would refuse it."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.gxdata.core import agreement
from ckanext.gxdata.core.records import DatasetDraft, Finding


def disagreement(draft: DatasetDraft) -> Iterator[Finding]:
    for each in (*agreement.disagreements(draft.fields), *agreement.gaps(draft.fields)):
        yield Finding(
            rule=each.rule,
            message=each.message,
            pointer=each.field,
            hint="请数源部门核对后改正",
            value=str(draft.fields.get(each.field, ""))[:200],
        )
