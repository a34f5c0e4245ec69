"""The fields of a form, from the JSON Schema of a kind's options: nested objects are groups, everything else is a field.

A field of kind ``yaml`` takes what has no input of its own: keys and values, lists of objects, one of several shapes.
Not here: reading and showing values (``option_form.py``), drawing (the templates).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_PLAIN = {"string": "text", "integer": "integer", "number": "number", "boolean": "boolean"}
_LABEL = re.compile(r"[^。；：（]+(?:（[^）]*）[^。；：（]*)*")
_UP_TO_COMMA = re.compile(r"[^，（]+(?:（[^）]*）[^，（]*)*")
_WHOLE = re.compile(r"[^。；]+")
LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class OptionField:
    """``kind``: text, longtext, integer, number, boolean, choice, value (a word or a number), lines, yaml."""

    path: str
    kind: str
    label: str
    help: str
    required: bool
    default: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """``required``: the form cannot go without it. The group of the top has no path."""

    path: str
    label: str
    help: str
    required: bool
    fields: tuple[OptionField, ...]


def layout(schema: Schema) -> tuple[OptionGroup, ...]:
    """Every option once. What must be filled in comes first, what seldom needs to be last: the plain ones of the top."""
    groups = [group for group in _groups(schema, "", False) if group.fields]
    return tuple(sorted(groups, key=lambda group: (not _must(group), not group.path)))


def _must(group: OptionGroup) -> bool:
    return any(field.required for field in group.fields) and (group.required or not group.path)


def is_group(schema: Schema) -> bool:
    return bool(schema.get("properties")) and schema.get("type", "object") == "object"


def field_kind(schema: Schema) -> str:
    if "enum" in schema:
        return "choice" if all(isinstance(each, str) for each in schema["enum"]) else "value"
    types = _types(schema)
    if types == {"array"} and _types(schema.get("items", {})) == {"string"}:
        return "lines"
    if not types or not types <= _SCALARS:
        return "yaml"
    if len(types) > 1:
        return "value"
    kind = _PLAIN[next(iter(types))]
    return "longtext" if kind == "text" and _has_lines(schema) else kind


def _has_lines(schema: Schema) -> bool:
    return schema.get("format") == "multiline" or "-----BEGIN" in str(schema.get("description", ""))


def _types(schema: Schema) -> set[str]:
    given = schema.get("type", ())
    return {given} if isinstance(given, str) else set(given)


def _groups(schema: Schema, path: str, required: bool) -> Iterator[OptionGroup]:
    parts: Mapping[str, Schema] = schema.get("properties", {})
    wanted = schema.get("required", ())
    prefix = f"{path}." if path else ""
    fields = tuple(_field(prefix + name, part, name in wanted) for name, part in parts.items() if not is_group(part))
    label, more = _said(schema, path)
    yield OptionGroup(path, label, more, required, fields)
    for name, part in parts.items():
        if is_group(part):
            yield from _groups(part, prefix + name, name in wanted and (required or not path))


def _field(path: str, schema: Schema, required: bool) -> OptionField:
    label, more = _said(schema, path)
    choices = tuple(str(each) for each in schema.get("enum", ()))
    return OptionField(path, field_kind(schema), label, more, required, _default(schema), choices)


def _default(schema: Schema) -> str:
    default = schema.get("default", "")
    if isinstance(default, bool):
        return str(default).lower()
    return "" if isinstance(default, (dict, list)) or default is None else str(default)


def _said(schema: Schema, path: str) -> tuple[str, str]:
    """A short name and the rest of the description."""
    text = str(schema.get("description", ""))
    if title := schema.get("title"):
        return str(title), text
    found = _LABEL.match(text)
    first = found[0].split("，例如", 1)[0].strip() if found else ""
    if len(first) > LONGEST_LABEL:
        first = _UP_TO_COMMA.match(first)[0]  # type: ignore[index]  # it has matched already
    if first.endswith("时"):  # "when the format is json:" names nothing yet
        first = _WHOLE.match(text)[0].split("，例如", 1)[0].strip()  # type: ignore[index]  # it has matched already
    return first or path.rsplit(".", 1)[-1], text[len(first) :].lstrip("。；，：") if first else text
