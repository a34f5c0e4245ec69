"""When so many records are gone from a listing at once that a person should look. Pure; nothing is deleted for it."""

from __future__ import annotations

from ckanext.gxdata.core.records import Finding

FEW = 5
SHARE = 5
"""One in so many may go without a word."""


def finding(gone: int, before: int) -> Finding | None:
    """``gone`` of the ``before`` records that the source listed the last time are not in its listing any more."""
    if not gone or (gone < before and (gone < FEW or gone * SHARE <= before)):
        return None
    message = f"上次列出的 {before} 条记录中有 {gone} 条这次没有列出；已标为缺失，数据集照旧保留，没有删除"
    hint = "请向数源部门核实：确是撤下的，由管理员处理这些数据集；不是的，检查地址、权限和选项后重新采集"
    return Finding("many-missing", message, "warning", hint=hint, value=str(gone))
