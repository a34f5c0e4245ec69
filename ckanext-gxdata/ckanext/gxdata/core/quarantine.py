"""When what a source answers is not to be believed: nothing of it is taken for gone until a person has looked. Pure.

Not here: how many records may go at once (``vanishing``), and what a quarantined source still brings (everything new).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ckanext.gxdata.core.records import Finding

OTHER_THAN_A_LISTING = frozenset(
    (
        *("empty-answer", "cut-off", "undecodable", "growing-total", "details-failed"),
        *("broken-json", "broken-rdf", "broken-xml", "broken-table", "json-too-deep", "xml-too-deep"),
        *("login-page", "html-instead-of-json", "html-instead-of-rdf", "xml-instead-of-json", "frames-only", "not-ok"),
        *("items-not-a-list", "structure-changed", "nothing-on-page", "no-header"),
        *("format-differs", "wrong-format", "unknown-format"),
    )
)
"""Rules of errors that end a reading because the answer is not the listing it was: empty, half, a page, another shape."""
NOT_WHOLE = frozenset({"listing-incomplete", "listing-empty", "repeating-page", "total-unreadable"})
"""Rules of findings beside which many records that are gone prove nothing."""

FEWEST = 10
"""A shape is what at least so many records show."""
ALL = 0.95
NONE = 0.05
"""A field that all records had, and hardly one has now: a renamed column of an export touches every record at once, people
who edit records never do."""


def ended_by(rule: str) -> bool:
    """Whether an error of this rule speaks of the answer, and not of the network or of our settings."""
    return rule in OTHER_THAN_A_LISTING


def lost_fields(before: Mapping[str, int], now: Mapping[str, int], records: int) -> tuple[str, ...]:
    """Fields that all of the changed ``records`` had before and hardly one has now. Counts by field."""
    if records < FEWEST:
        return ()
    return tuple(sorted(name for name, count in before.items() if count >= ALL * records and now.get(name, 0) <= NONE * records))


def shape_changed(fields: Collection[str], records: int) -> Finding:
    names = "”“".join(sorted(fields)[:5])
    message = f"本次变化的 {records} 条记录都没有了字段“{names[:200]}”，来源的结构可能变了"
    hint = "请向数源部门核实；字段改了名的，修改映射后重新采集"
    return Finding("shape-changed", message, "warning", hint=hint, value=names[:200])


def held(gone: int, reason: str) -> Finding:
    """What a run says that left ``gone`` records alone because the source is in quarantine."""
    message = f"本采集源已隔离，{gone} 条没有列出的记录不作撤下处理"
    hint = f"隔离原因：{reason}。核实后由管理员在采集源页面选择“确已撤下”或“没有撤下”"
    return Finding("source-quarantined", message, "warning", hint=hint[:500], value=str(gone))
