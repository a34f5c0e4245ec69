"""The shape of the files under ``config/`` as JSON Schema, and what is wrong with a file, in Chinese.

Not here: what a file means (``rulebook``, ``core/mapping_rules``).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from ckanext.gxdata.core.table_schema import ITEM_PARTS
from ckanext.gxdata.yaml_lines import Document

Schema = Mapping[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_PATHS: Schema = {"type": ["string", "array"], "minLength": 1, "minItems": 1, "items": _TEXT}
_LABELS: Schema = {
    "type": "object",
    "required": ["zh"],
    "properties": dict.fromkeys(("zh", "en", "vi", "th"), _TEXT),
    "additionalProperties": False,
}


def _closed(properties: Schema, required: tuple[str, ...] = (), **more: Any) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


_CODE: Schema = {
    "type": "object",
    "required": ["id", "zh"],
    "properties": {
        **dict.fromkeys(("id", "zh", "en", "vi", "th"), _TEXT),
        "aliases": _TEXTS,
        "children": {"type": "array", "items": {"$ref": "#/$defs/code"}},
    },
}
CODE_LIST: Schema = {
    **_closed(
        {
            "id": _TEXT,
            "title": _LABELS,
            "source": _TEXT,
            "certainty": {"enum": ["high", "medium", "unknown"]},
            "codes": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/code"}},
        },
        required=("id", "title", "source", "certainty", "codes"),
    ),
    "$defs": {"code": _CODE},
}

_FIELD: Schema = _closed(
    {
        "from": _PATHS,
        "value": {},
        "transforms": _TEXTS,
        "code_list": _TEXT,
        "codes": {"type": "object", "additionalProperties": {"type": "string"}},
        "label": _TEXT,
        "many": {"type": "boolean"},
        "match": {"enum": ["contains"]},
        "default": {},
    },
    oneOf=[{"anyOf": [{"required": ["from"]}, {"required": ["label"]}]}, {"required": ["value"]}],
)
_FIELDS: Schema = {"type": "object", "additionalProperties": _FIELD}
MAPPING: Schema = _closed(
    {
        "fields": {**_FIELDS, "required": ["title"]},
        "resources": _closed(
            {
                "each": _TEXT,
                "fields": _FIELDS,
                "items": _closed(
                    dict.fromkeys(("from", *ITEM_PARTS), _PATHS),
                    required=("from", "name"),
                ),
            },
            required=("each", "fields"),
        ),
        "fetch": _TEXTS,
        "labels_at": _TEXT,
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    required=("fields",),
)

LABELS: Schema = _closed(
    {
        "source": _TEXT,
        "certainty": {"enum": ["high", "medium", "unknown"]},
        "notions": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": _closed(
                {
                    "zh": _TEXT,
                    "fields": {
                        "type": "object",
                        "additionalProperties": _closed({"transforms": _TEXTS, "many": {"type": "boolean"}}),
                    },
                    "labels": {**_TEXTS, "minItems": 1},
                    "elsewhere": {"type": "object", "additionalProperties": {**_TEXTS, "minItems": 1}},
                },
                required=("zh", "fields", "labels"),
            ),
        },
    },
    required=("source", "certainty", "notions"),
)

SOURCE: Schema = _closed(
    {
        "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$"},
        "title": _TEXT,
        "kind": _TEXT,
        "organization": _TEXT,
        "mapping": _TEXT,
        "options": {"type": "object"},
        "profile": _TEXT,
        "defaults": {"type": "object"},
        "allow": _TEXTS,
        "schedule": _TEXT,
        "url": _TEXT,
    }
)

PROFILE: Schema = _closed(
    {"title": _TEXT, "kind": _TEXT, "mapping": _TEXT, "source": _TEXT, "defaults": {"type": "object"}, "options": {"type": "object"}},
    required=("title", "kind", "options"),
)

_DETECTOR: Schema = _closed(
    {"context": _TEXTS, "headers": _TEXTS, "figures": _TEXTS, "share": {"type": "number", "minimum": 0, "maximum": 1}}
)


def pii_schema(kinds: tuple[str, ...]) -> Schema:
    """Of ``pii.yaml``, with the detectors there are."""
    return _closed(dict.fromkeys(kinds, _DETECTOR))


def check(document: Document, schema: Schema) -> None:
    """Raises ``RuleError`` at the line of the first fault; a misspelt key goes before the key that is then missing."""
    errors = sorted(Draft202012Validator(schema).iter_errors(document.data), key=lambda error: _rank(document, error))
    for error in errors:
        place, message, hint = _explain(error)
        raise document.fault(place, message, hint, "bad-shape")


def _rank(document: Document, error: ValidationError) -> tuple[bool, int]:
    line = document.pointer(_explain(error)[0]).rpartition(":")[2]
    return error.validator == "required", int(line)


def _explain(error: ValidationError) -> tuple[tuple[str | int, ...], str, str]:
    place = tuple(error.absolute_path)
    wanted: Any = error.validator_value
    instance: Any = error.instance
    name = _entry_name(place, instance)
    schema: Any = error.schema
    if error.validator == "additionalProperties":
        known = sorted(schema.get("properties", {}))
        unknown = next(key for key in instance if key not in known)
        near = difflib.get_close_matches(unknown, known, n=1)
        return (*place, unknown), f"不认识的键“{unknown}”", _near_hint(near, known)
    if error.validator == "required":
        missing = next(key for key in wanted if key not in instance)
        return place, f"{name}缺少“{missing}”", f"请补上“{missing}”"
    if error.validator == "oneOf":
        return place, f"{name}要写 from（路径）、label（栏目）或 value（固定值），value 只能单独写", "如 from: name"
    if error.validator == "enum":
        return place, f"{name}的值“{instance}”不可用", f"可用的值：{'、'.join(map(str, wanted))}"
    if error.validator == "type":
        return place, f"{name}的类型不对，应为{_kinds(wanted)}", '数字作文字用时请加引号，如 "450000"'
    return place, f"{name}的值不可用：{str(instance)[:50]}", _REASONS.get(str(error.validator), "")


def _entry_name(place: tuple[str | int, ...], instance: Any) -> str:
    """What a reader finds in the file: a key, the id of an entry of a list, or which entry it is."""
    if not place:
        return "文件"
    if not isinstance(place[-1], int):
        return f"“{place[-1]}”"
    given = instance.get("id") if isinstance(instance, Mapping) else None
    return f"“{given}”" if given else f"第 {place[-1] + 1} 项"


def _near_hint(near: list[str], known: list[str]) -> str:
    return f"是否想写“{near[0]}”？" if near else f"可用的键：{'、'.join(known)}"


def _kinds(wanted: Any) -> str:
    return "或".join(_KINDS.get(each, each) for each in ([wanted] if isinstance(wanted, str) else wanted))


_KINDS = {"string": "文字", "array": "列表", "object": "键值对", "boolean": "true 或 false", "number": "数字"}
_REASONS = {
    "minLength": "不能为空",
    "minItems": "至少要有一项",
    "pattern": "只用小写字母、数字、- 和 _，以字母或数字开头",
}
