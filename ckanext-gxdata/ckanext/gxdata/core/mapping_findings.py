"""What mapping says about a value that it could not use: the sentences, with the line that would settle it.

Not here: labels (``labelled``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.labelled import Given
from ckanext.gxdata.core.mapping_rules import FieldRule
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.core.text import key

VALUE_LENGTH = 200
CODES_SHOWN = 6


def near_codes(code_list: CodeList, value: str) -> tuple[Code, ...]:
    """Codes whose words look like the value. A number looks like none: what it means differs from system to system."""
    return () if key(value).isdecimal() else code_list.near(value)


def unknown_code(rule: FieldRule, value: str, code_list: CodeList, pointer: str) -> Finding:
    near = near_codes(code_list, value)
    shown = "、".join(_named(code) for code in near or code_list.children("")[:CODES_SHOWN])
    line = f'codes: {{"{value[:50]}": {near[0].id if near else "代码"}}}'
    return Finding(
        rule="unknown-code",
        message=f"“{rule.label}”的值“{value[:50]}”不在代码表“{code_list.title.get('zh', code_list.id)}”中，已保留原值",
        pointer=pointer,
        hint=f"{'相近的有效值' if near else '有效值如'}：{shown}；也可在映射文件中写 {line}",
        value=value[:VALUE_LENGTH],
    )


def _named(code: Code) -> str:
    return f"{code.labels.get('zh', code.id)}（{code.id}）"


def unfit(rule: FieldRule, why: str, value: Any, pointer: str) -> Finding:
    message = f"“{rule.label}”的值不可用：{why}，已略去"
    hint = "请数源部门改正这一项"
    return Finding("unfit-value", message, pointer=pointer, hint=hint, value=str(value)[:VALUE_LENGTH])


def several_values(rule: FieldRule, values: Sequence[Any], pointer: str) -> Finding:
    shown = "、".join(str(value)[:50] for value in values[:5])
    message = f"“{rule.label}”只能有一个值，却有 {len(values)} 个（{shown}），采用第一个"
    hint = "请数源部门只保留一个，或在映射文件中改用更准确的路径"
    return Finding("several-values", message, pointer=pointer, hint=hint, value=shown[:VALUE_LENGTH])


def several_labels(rule: FieldRule, taken: Given, others: Sequence[Given], pointer: str) -> Finding:
    shown = "、".join(f"“{other.label}”" for other in others[:5])
    message = f"栏目“{taken.label}”与{shown}都指“{rule.label}”而值不同，采用“{taken.label}”"
    hint = f"如应采用别的栏目，在映射文件中写 labels: {{{others[0].label}: {rule.notion}}}；不用的写成 ''"
    return Finding("several-labels", message, "info", pointer, hint, taken.label[:VALUE_LENGTH])
