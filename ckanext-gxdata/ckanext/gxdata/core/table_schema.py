"""信息项 of a resource → Frictionless Table Schema (``{"fields": [{"name", "title", "type", …}]}``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.mapping_rules import ItemRule, Path
from ckanext.gxdata.core.records import Finding
from ckanext.gxdata.core.text import as_text, key

TYPE_LIST = "item_data_type"
"""Code list of 发改高技〔2017〕1272号 data types; ``frictionless`` of each code is the type stored."""

FRICTIONLESS_TYPES = frozenset(
    re.findall(
        "[a-z]+",
        "string number integer boolean date time datetime year yearmonth duration object array geopoint geojson any",
    )
)
_PROPERTIES = (
    *("description", "unit", "item_name_en", "data_type", "length", "precision", "code_list", "item_grade"),
    *("personal_info_kind", "mask_rule", "open", "nullable", "unique", "primary_key", "null_tokens"),
)
ITEM_PARTS = ("name", "type", "title", *_PROPERTIES)
"""What a mapping may take from the source for each 信息项; ``items`` judges the values."""

_SIZE = re.compile(r"\s*[(（].*[)）]\s*$")


def table_schema(
    rule: ItemRule, search: Callable[[Path], Any], codelists: Mapping[str, CodeList], place: str
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The schema and what was wrong with it; an item without a name is left out, a repeated name gets a number."""
    found = search(rule.each)
    elements = found if isinstance(found, list) else []
    fields: list[dict[str, str]] = []
    findings: list[Finding] = []
    names: set[str] = set()
    for number, element in enumerate(elements, start=1):
        item = {part: _first(paths, element, search) for part, paths in rule.parts.items()}
        pointer = f"{place}.schema 第 {number} 项"
        if not item["name"]:
            findings.append(_nameless(pointer))
            continue
        name = _distinct(item["name"], names)
        if name != item["name"]:
            findings.append(_repeated(item["name"], name, pointer))
        kind = _type(item.get("type", ""), codelists)
        findings.extend([] if kind else [_untyped(item["name"], item["type"], pointer)])
        fields.append(_field(item, name, kind or "string"))
    return {"fields": fields}, tuple(findings)


def _first(paths: tuple[Path, ...], element: Any, search: Callable[[Path], Any]) -> str:
    for path in paths:
        text = as_text(search(path) if path.of_record else path.search(element))
        if text:
            return text
    return ""


def _distinct(name: str, names: set[str]) -> str:
    """The name, numbered when its NFKC form was met before (a table's columns must differ)."""
    candidate, number = name, 1
    while key(candidate) in names:
        number += 1
        candidate = f"{name}_{number}"
    names.add(key(candidate))
    return candidate


def _type(text: str, codelists: Mapping[str, CodeList]) -> str:
    plain = key(_SIZE.sub("", text))
    if not plain:
        return "string"
    code = codelists[TYPE_LIST].resolve(plain) if TYPE_LIST in codelists else None
    if code is not None:
        return str(code.extra.get("frictionless", "string"))
    return plain if plain in FRICTIONLESS_TYPES else ""


def _field(item: Mapping[str, str], name: str, kind: str) -> dict[str, str]:
    field = {"name": name, "title": item.get("title") or name, "type": kind}
    return {**field, **{part: item[part] for part in _PROPERTIES if item.get(part)}}


def _nameless(pointer: str) -> Finding:
    return Finding("nameless-item", "信息项没有名称，已略去", pointer=pointer, hint="请填写每个信息项的名称")


def _repeated(name: str, stored: str, pointer: str) -> Finding:
    message = f"信息项“{name[:50]}”重复，后一个记为“{stored[:60]}”"
    return Finding("duplicate-item", message, pointer=pointer, hint="同一资源内信息项名称不能重复", value=name[:200])


def _untyped(name: str, kind: str, pointer: str) -> Finding:
    return Finding(
        rule="unknown-item-type",
        message=f"信息项“{name[:50]}”的数据类型“{kind[:50]}”不在代码表中，按字符型处理",
        pointer=pointer,
        hint="数据类型见《政务信息资源目录编制指南》：字符型C、数值型N、日期型D、日期时间型T、整型I 等",
        value=kind[:200],
    )
