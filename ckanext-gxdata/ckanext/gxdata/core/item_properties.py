"""The properties of one 信息项, each judged for itself: metadata model §3 names, stored in Frictionless form.

nullable, unique → ``constraints``; null_tokens → ``missingValues``; primary_key is gathered by ``items``. To add one: a
function ``(Given) -> properties to store`` that raises ``ValueError`` in Chinese, and its line in ``PROPERTIES``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.table_schema import FRICTIONLESS_TYPES, TYPE_LIST
from ckanext.gxdata.core.text import as_text, key
from ckanext.gxdata.core.words import fault

GRADES = ("core", "important", "1", "2", "3", "4")
_ENGLISH = re.compile(r"[a-z][a-z0-9_]{0,62}")
_YES, _NO = ("true", "1", "yes", "是"), ("false", "0", "no", "否")
# What a Frictionless type may stand for; 货币, 双精度 and 浮点 are numbers, a year or month may be kept as text or number.
_AGREEING: Mapping[str, frozenset[str]] = {
    "string": frozenset(("string", "year", "yearmonth", "time", "duration", "geopoint", "geojson", "object", "array")),
    "number": frozenset(("number", "integer", "year")),
    "integer": frozenset(("integer", "number", "year")),
    "date": frozenset(("date", "year", "yearmonth", "string")),
    "datetime": frozenset(("datetime", "time", "date", "string")),
    "boolean": frozenset(("boolean", "integer", "string")),
    "any": FRICTIONLESS_TYPES,
}


@dataclass(frozen=True, slots=True)
class Given:
    """``value`` is what was given, ``item`` what is stored so far, ``field`` everything that was given."""

    item: Mapping[str, Any]
    field: Mapping[str, Any]
    value: Any
    codelists: Mapping[str, CodeList]


def _type(given: Given) -> dict[str, Any]:
    kind = as_text(given.value).lower()
    if kind not in FRICTIONLESS_TYPES:
        wanted = "、".join(sorted(FRICTIONLESS_TYPES))
        raise ValueError(f"类型（type）“{str(given.value)[:50]}”不可用；可用的有：{wanted}")
    return {"type": kind}


def _data_type(given: Given) -> dict[str, Any]:
    code = given.codelists[TYPE_LIST].resolve(as_text(given.value))
    if code is None:
        raise ValueError(_unknown("数据类型（data_type）", given.value, given.codelists[TYPE_LIST]))
    native = str(code.extra.get("frictionless", "string"))
    kind = as_text(given.field.get("type")).lower()
    if kind in FRICTIONLESS_TYPES and kind not in _AGREEING[native]:
        message = (
            f"数据类型（data_type）“{code.labels['zh']}”与类型（type）“{kind}”不一致；请改为 {native}，或改正数据类型"
        )
        raise ValueError(message)
    return {"data_type": code.id, **({} if kind else {"type": native})}


def _english(given: Given) -> dict[str, Any]:
    name = as_text(given.value)
    if not _ENGLISH.fullmatch(name):
        message = "应以小写字母开头，只用小写字母、数字和 _，最多 63 位"
        raise ValueError(f"英文名（item_name_en）“{name[:70]}”不可用；{message}")
    return {"item_name_en": name}


def _positive(name: str, label: str, least: int) -> Callable[[Given], dict[str, Any]]:
    def judge(given: Given) -> dict[str, Any]:
        written = "" if isinstance(given.value, bool) else key(as_text(given.value))
        if not written.isdecimal() or len(written) > 9 or int(written) < least:
            raise ValueError(f"{label}（{name}）“{str(given.value)[:50]}”应为不小于 {least} 的整数")
        return {name: int(written)}

    return judge


def _text(name: str, label: str, longest: int) -> Callable[[Given], dict[str, Any]]:
    def judge(given: Given) -> dict[str, Any]:
        if isinstance(given.value, (dict, list)):
            raise ValueError(f"{label}（{name}）应为文字")
        problem = fault(as_text(given.value), longest)
        if problem:
            raise ValueError(f"{label}（{name}）{problem}")
        return {name: as_text(given.value)}

    return judge


def _code(name: str, label: str) -> Callable[[Given], dict[str, Any]]:
    def judge(given: Given) -> dict[str, Any]:
        known = given.codelists[name]
        code = None if isinstance(given.value, bool) else known.resolve(as_text(given.value))
        if code is None:
            raise ValueError(_unknown(f"{label}（{name}）", given.value, known))
        return {name: code.id}

    return judge


def _grade(given: Given) -> dict[str, Any]:
    grade = "" if isinstance(given.value, bool) else key(as_text(given.value)).removeprefix("l")
    if grade not in GRADES:
        raise ValueError(f"分级（item_grade）“{str(given.value)[:50]}”不可用；可用的有：{'、'.join(GRADES)}")
    return {"item_grade": grade}


def _flag(given: Given, name: str, label: str) -> bool:
    written = key(as_text(given.value))
    if written not in (*_YES, *_NO):
        raise ValueError(f"{label}（{name}）“{str(given.value)[:50]}”应为 true 或 false")
    return written in _YES


def _open(given: Given) -> dict[str, Any]:
    return {"open": _flag(given, "open", "是否开放")}


def _nullable(given: Given) -> dict[str, Any]:
    return _constrained(given, required=not _flag(given, "nullable", "可为空"))


def _unique(given: Given) -> dict[str, Any]:
    return _constrained(given, unique=_flag(given, "unique", "唯一"))


def _primary_key(given: Given) -> dict[str, Any]:
    return {"primary_key": _flag(given, "primary_key", "主键")}


def _constraints(given: Given) -> dict[str, Any]:
    if not isinstance(given.value, Mapping):
        raise ValueError('约束（constraints）应为对象，如 {"required": true}')
    return _constrained(given, **given.value)


def _constrained(given: Given, **more: Any) -> dict[str, Any]:
    return {"constraints": {**given.item.get("constraints", {}), **more}}


def _null_tokens(given: Given) -> dict[str, Any]:
    tokens = given.value if isinstance(given.value, list) else [given.value]
    if not all(isinstance(token, str) and len(token) <= 50 for token in tokens):
        raise ValueError('空值记号（null_tokens）应为文字的列表，如 ["…", "-", "无"]')
    return {"missingValues": list(dict.fromkeys([*given.item.get("missingValues", []), *tokens]))}


def _unknown(label: str, value: Any, known: CodeList) -> str:
    near = known.near(str(value)[:100]) or known.codes[:8]
    codes = "、".join(f"{code.id}（{code.labels['zh']}）" for code in near)
    return f"{label}“{str(value)[:50]}”不在代码表中；相近的有效值：{codes}"


PROPERTIES: Mapping[str, Callable[[Given], dict[str, Any]]] = {
    "title": _text("title", "标题", 200),
    "item_name": _text("item_name", "信息项名称", 200),
    "item_name_en": _english,
    "type": _type,
    "data_type": _data_type,
    "length": _positive("length", "长度", 1),
    "precision": _positive("precision", "精度", 0),
    "unit": _text("unit", "计量单位", 50),
    "description": _text("description", "说明", 2_000),
    "code_list": _text("code_list", "引用代码集", 200),
    "nullable": _nullable,
    "unique": _unique,
    "primary_key": _primary_key,
    "constraints": _constraints,
    "item_grade": _grade,
    "personal_info_kind": _code("personal_info_kind", "个人信息类别"),
    "mask_rule": _code("mask_rule", "脱敏规则"),
    "open": _open,
    "null_tokens": _null_tokens,
    "missingValues": _null_tokens,
}
