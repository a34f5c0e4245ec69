"""What one source says over the mapping that it shares with others: constants, and people's answers. Pure.

Everything works on the document of the mapping, so that the outcome can be written down as a file again. Not here: whether
codes, notions and fields exist (``mapping_rules``, ``rulebook``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.labels import NO_LABELS, Labels

Document = Mapping[str, Any]
OF_RESOURCE = "resources."
_NUMBER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class MappingLine:
    """An answer. ``code``: ``value`` of ``field`` means the code ``target``; ``label``: the label ``value`` means the notion
    ``target``, ``field`` is empty. An empty target: means nothing, and is not asked again."""

    kind: Literal["code", "label"]
    field: str
    value: str
    target: str


def field_of(pointer: str) -> str:
    """The field that a finding points at: ``resources[3].format`` is ``resources.format``."""
    return _NUMBER.sub("", pointer)


def with_defaults(document: Document, defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping with a constant per field, for what the record does not say itself; it goes before a constant of the
    mapping's own."""
    for field, value in defaults.items():
        rule = _rule(document, field) or {}
        reads = "from" in rule or "label" in rule
        constant = {**rule, "default": value} if reads else {**rule, "value": value}
        document = _with_rule(document, field, constant)
    return dict(document)


def with_lines(document: Document, lines: Iterable[MappingLine], labels: Labels = NO_LABELS) -> dict[str, Any]:
    """The mapping with answers laid over it. Raises ``RuleError`` for a code of a field that takes none.

    A label that is said to mean a notion is read, even where the mapping names that notion nowhere: into the fields that
    the notion stands for, behind what fills them already.
    """
    for line in lines:
        document = _with_code(document, line) if line.kind == "code" else _with_label(document, line, labels)
    return dict(document)


def _with_code(document: Document, line: MappingLine) -> Document:
    rule = _rule(document, line.field)
    if rule is None or "value" in rule:
        message = f"映射中没有从记录读取的字段“{line.field}”，回答“{line.value[:50]}”无处可用"
        raise RuleError(message, pointer=f"fields/{line.field}", hint="请删去这条回答", rule="unknown-field")
    return _with_rule(document, line.field, {**rule, "codes": {**rule.get("codes", {}), line.value: line.target}})


def _with_label(document: Document, line: MappingLine, labels: Labels) -> Document:
    document = {**document, "labels": {**document.get("labels", {}), line.value: line.target}}
    notion = labels.notions.get(line.target)
    if notion is None or _is_read(document, notion.id):
        return document
    for field, made in notion.fields.items():
        document = _with_rule(document, field, _reading(_rule(document, field), notion.id, made))
    return document


def _is_read(document: Document, notion: str) -> bool:
    rules = (*document["fields"].values(), *document.get("resources", {}).get("fields", {}).values())
    return any(rule.get("label") == notion for rule in rules)


def _reading(rule: Mapping[str, Any] | None, notion: str, made: Mapping[str, Any]) -> dict[str, Any]:
    if rule is None:
        return {"label": notion, **made}
    if "label" in rule:
        return dict(rule)
    if "value" in rule:
        rest = {part: value for part, value in rule.items() if part != "value"}
        return {**made, **rest, "label": notion, "default": rule["value"]}
    return {**rule, "label": notion}


def _rule(document: Document, field: str) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = _fields(document, field).get(field.removeprefix(OF_RESOURCE))
    return found


def _fields(document: Document, field: str) -> Mapping[str, Any]:
    part = document.get("resources", {}) if field.startswith(OF_RESOURCE) else document
    fields: Mapping[str, Any] = part.get("fields", {})
    return fields


def _with_rule(document: Document, field: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    fields = {**_fields(document, field), field.removeprefix(OF_RESOURCE): rule}
    if field.startswith(OF_RESOURCE):
        return {**document, "resources": {**document.get("resources", {}), "fields": fields}}
    return {**document, "fields": fields}
