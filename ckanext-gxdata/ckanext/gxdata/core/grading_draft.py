"""A draft that anybody sends to be graded: bounded, its codes known, its 信息项 a table schema; all faults at once.

Only what grading reads is taken over and judged: a draft without title or owner is fine. Messages are Chinese, name the
value, the remedy and for codes the nearest valid ones, and never repeat personal data.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.gxdata.core import extras, items, pii
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.text import as_text, key

MOST_RESOURCES, MOST_ITEMS = 200, 2_000
DEEPEST, MOST_VALUES = 20, 200_000
LONGEST_TEXT, LONGEST_SCHEMA = 20_000, 2_000_000

TEXTS = ("title", "notes")
CODES = ("open_type", "data_grade", "general_level", "desensitisation")
LISTS = ("open_condition", "closed_reason")
FLAGS = ("contains_personal_info", "contains_sensitive_pi")
_BOOLEANS = ("true", "false", "1", "0", "yes", "no", "t", "f", "y", "n", "是", "否", "")

Faults = dict[str, list[str]]


def read_draft(data: Any, codelists: Mapping[str, CodeList]) -> tuple[dict[str, Any], Faults]:
    """The draft as grading takes it, and what is wrong by field; with a fault the draft must not be graded."""
    if not isinstance(data, Mapping):
        return {}, {"dataset": ['应为对象，字段与 package_create 相同，如 {"title": "…", "resources": […]}']}
    if _is_huge(data):
        return {}, {"dataset": [f"内容嵌套超过 {DEEPEST} 层，或超过 {MOST_VALUES} 个值；请只送要定级的数据集"]}
    faults: Faults = defaultdict(list)
    given = {str(name): value for name, value in data.items() if value is not None}
    found = extras.folded(given, {}, (*TEXTS, *CODES, *LISTS, *FLAGS))
    given |= found.fields
    faults |= {name: [extras.contradiction(name)] for name in found.contradictory}
    draft: dict[str, Any] = {name: _text(name, given, faults) for name in TEXTS if name in given}
    draft |= {name: _code(name, given[name], codelists[name], faults) for name in CODES if name in given}
    draft |= {name: _codes(name, given[name], codelists[name], faults) for name in LISTS if name in given}
    draft |= {name: _flag(name, given[name], faults) for name in FLAGS if name in given}
    draft["resources"] = _resources(given.get("resources", []), codelists, faults)
    return draft, dict(faults)


def _is_huge(data: Any) -> bool:
    """Without recursion, for what is too deep would end it."""
    level, met = [data], 0
    for _ in range(DEEPEST):
        level = [below for value in level for below in _below(value)]
        met += len(level)
        if met > MOST_VALUES or not level:
            return met > MOST_VALUES
    return True


def _below(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, (list, tuple)):
        yield from value


def _text(name: str, given: Mapping[str, Any], faults: Faults) -> str:
    value = given[name]
    if _is_nested(value):
        faults[name].append("应为文字")
    text = as_text(value)
    if len(text) > LONGEST_TEXT:
        faults[name].append(f"有 {len(text)} 个字，超过 {LONGEST_TEXT} 个；请缩短")
    return text[:LONGEST_TEXT]


def _code(name: str, value: Any, codes: CodeList, faults: Faults) -> str:
    text = as_text(value)
    if value in ("", []) or text in codes:
        return text
    near = codes.near(text) or codes.codes
    known = "、".join(f"{code.id}（{code.labels['zh']}）" for code in near)
    faults[name].append(f"“{_shown(value)}”不是可用的代码；请改为：{known}")
    return ""


def _codes(name: str, value: Any, codes: CodeList, faults: Faults) -> list[str]:
    values = _as_list(value)
    if len(values) > len(codes.codes):
        faults[name].append(f"有 {len(values)} 项，代码表只有 {len(codes.codes)} 个代码；请只写一次")
        return []
    return [code for each in values if (code := _code(name, each, codes, faults))]


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value[:LONGEST_TEXT])
        except (ValueError, RecursionError):
            return [value]
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _flag(name: str, value: Any, faults: Faults) -> str:
    text = key(as_text(value))
    if _is_nested(value) or text not in _BOOLEANS:
        faults[name].append(f"“{_shown(value)}”应为 true 或 false")
    return text


def _resources(value: Any, codelists: Mapping[str, CodeList], faults: Faults) -> list[dict[str, Any]]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(each, Mapping) for each in value):
        faults["resources"].append('应为资源对象的列表，如 [{"name": "…", "schema": {"fields": […]}}]')
        return []
    if len(value) > MOST_RESOURCES:
        faults["resources"].append(f"有 {len(value)} 个资源，超过 {MOST_RESOURCES} 个；请拆分数据集")
        return []
    resources = [_resource(number, each, codelists, faults) for number, each in enumerate(value, start=1)]
    total = sum(len(each.get("schema", {}).get("fields", ())) for each in resources)
    if total > MOST_ITEMS:
        faults["resources"].append(f"共有 {total} 个信息项，超过 {MOST_ITEMS} 个；请拆分数据集")
    return resources


def _resource(
    number: int, given: Mapping[str, Any], codelists: Mapping[str, CodeList], faults: Faults
) -> dict[str, Any]:
    resource: dict[str, Any] = {"name": as_text(given.get("name"))[:LONGEST_TEXT]}
    rows = given.get("row_count")
    if rows not in (None, ""):
        resource["row_count"] = as_text(rows)
        if isinstance(rows, bool) or not (as_text(rows).isascii() and as_text(rows).isdigit()):
            faults["resources"].append(f"资源 {number}：条数（row_count）“{_shown(rows)}”应为不小于 0 的整数")
    schema = given.get("schema")
    if schema not in (None, ""):
        resource["schema"] = _schema(number, schema, codelists, faults)
    return resource


def _schema(number: int, schema: Any, codelists: Mapping[str, CodeList], faults: Faults) -> dict[str, Any]:
    loaded = _loaded(schema)
    if _is_huge(loaded):
        faults["resources"].append(
            f"资源 {number}：信息项（schema）过长或嵌套过深；请只写字段的名称、标题、类型与分级属性"
        )
        return {}
    tidy, problems = items.tidied(loaded, codelists)
    if problems:
        faults["resources"].extend(pii.redact(problem.sentence(number)) for problem in problems[:50])
    return tidy


def _loaded(schema: Any) -> Any:
    """What cannot be read stays a text, which is no table schema; what is too long counts as too deep."""
    if not isinstance(schema, str):
        return schema
    if len(schema) > LONGEST_SCHEMA:
        return [0] * (MOST_VALUES + 1)
    try:
        return json.loads(schema)
    except (ValueError, RecursionError):
        return schema[:1]


def _is_nested(value: Any) -> bool:
    return isinstance(value, (Mapping, list, tuple))


def _shown(value: Any) -> str:
    return pii.redact(as_text(value) or str(value))[:50]
