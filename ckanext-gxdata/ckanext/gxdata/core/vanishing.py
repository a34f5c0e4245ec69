"""When so many records are gone from a listing at once that a person must look first. Pure; nothing is taken for gone."""

from __future__ import annotations

from ckanext.gxdata.core.records import Finding

FEW = 5
"""Fewer than that are somebody's daily work, whatever the share."""
SHARE = 20
"""Percent that may go without a word."""


def finding(gone: int, before: int, share: float = SHARE) -> Finding | None:
    """``gone`` of the ``before`` records that the source listed the last time are not in its listing any more."""
    if not gone or (gone < before and (gone < FEW or gone * 100 <= before * share)):
        return None
    message = f"上次列出的 {before} 条记录中有 {gone} 条这次没有列出；先不当作撤下，数据集照旧保留，没有删除，等待人工核实"
    hint = "请向数源部门核实：确是撤下的，在采集源页面选择“确已撤下”；不是的，检查地址、权限和选项后重新采集"
    return Finding("many-missing", message, "warning", hint=hint, value=str(gone))
