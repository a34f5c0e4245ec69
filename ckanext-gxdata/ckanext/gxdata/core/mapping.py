"""A raw record becomes the draft of a dataset, by the rules of its source's mapping.

What cannot be mapped is a finding and is left out; the source's own value is kept beside it. Nothing is guessed. Not here:
compiling the rules (``mapping_rules``), finding labels (``labelled``), 信息项 (``table_schema``), defaults and limits (``landing``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ckanext.gxdata.core import labelled, mapping_findings, transforms
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.labelled import Given, LabelReading
from ckanext.gxdata.core.mapping_rules import FieldRule, RecordMapping, compile_mapping
from ckanext.gxdata.core.paths import Path
from ckanext.gxdata.core.records import DatasetDraft, Finding, RawRecord
from ckanext.gxdata.core.table_schema import table_schema
from ckanext.gxdata.core.text import LONGEST_NULL, NULL_TOKENS, as_text, key, storable

__all__ = ["RecordMapping", "compile_mapping", "lands", "map_record", "resource_fields"]

LABEL_SUFFIX = ".label"
"""In ``raw``: ``issued.label`` is the label that gave ``issued``."""
LONGEST_RAW = 1_000
"""Of a text that was only tidied; the whole of it stays in staging."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """What paths look at: ``here`` (the record, or one resource of it) and the whole ``record``."""

    here: Any
    record: Mapping[str, Any]
    reading: LabelReading
    labels: labelled.Index

    def search(self, path: Path) -> Any:
        return path.search(self.record if path.of_record else self.here)


class _Mapped(NamedTuple):
    """What one rule made of a record; ``value`` is None when the field is to be left out."""

    value: Any = None
    raw: Any = None
    findings: tuple[Finding, ...] = ()
    label: str = ""


_NOTHING = _Mapped()


class _Found(NamedTuple):
    """The scalars that a rule found, and the label that gave them, where it was one."""

    values: Sequence[Any] = ()
    label: str = ""
    findings: tuple[Finding, ...] = ()


def map_record(raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList]) -> DatasetDraft:
    """Maps one record. Raises ``RecordError`` for a missing identifier or title, and for nothing else.

    ``tags`` and every field that is ``many`` are lists. ``raw`` holds what is stored in another form than it came in,
    resource fields as ``resources[0].format``, and the label that gave a field as ``issued.label``.
    """
    if not raw.guid.strip():
        raise _missing("identifier", "标识", raw, "请数源部门为每条记录填写唯一且不变的标识")
    scope = _scope(raw, mapping)
    mapped = {rule.name: _map_field(rule, scope, codelists, rule.name) for rule in mapping.fields}
    fields = {name: each.value for name, each in mapped.items() if each.value is not None}
    if not fields.get("title"):
        raise _missing("title", "名称", raw, "请数源部门填写数据集名称，或在映射文件中改正 title 的路径")
    resources, of_resources = _map_resources(mapping, scope, codelists)
    mapped.update(of_resources)
    return DatasetDraft(
        guid=raw.guid,
        fields={"source_identifier": raw.guid, **fields},
        resources=resources,
        raw={name: storable(value) for name, value in _raw_values(mapped)},
        findings=(
            *raw.findings,
            *(finding for each in mapped.values() for finding in each.findings),
            *labelled.unknown(mapping.reading, raw.payload),
        ),
    )


def lands(raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList]) -> bool:
    """Whether ``map_record`` gives a draft."""
    scope = _scope(raw, mapping)
    titles = (_map_field(rule, scope, codelists, rule.name).value for rule in mapping.fields if rule.name == "title")
    return bool(raw.guid.strip()) and any(titles)


def resource_fields(
    raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList], names: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Of each resource of the record these fields, as ``map_record`` maps them; the others are not looked at."""
    scope = _scope(raw, mapping)
    rules = [rule for rule in mapping.resource_fields if rule.name in names]
    for element in _elements(mapping, scope):
        inner = replace(scope, here=element)
        found = ((rule.name, _map_field(rule, inner, codelists, rule.name).value) for rule in rules)
        yield {name: value for name, value in found if value is not None}


def _scope(raw: RawRecord, mapping: RecordMapping) -> _Scope:
    return _Scope(raw.payload, raw.payload, mapping.reading, labelled.index(mapping.reading, raw.payload))


def _elements(mapping: RecordMapping, scope: _Scope) -> Iterator[Any]:
    found = scope.search(mapping.resources) if mapping.resources else None
    return (each for each in (found if isinstance(found, list) else [found]) if each not in (None, "", {}, []))


def _raw_values(mapped: Mapping[str, _Mapped]) -> Iterator[tuple[str, Any]]:
    for name, each in mapped.items():
        if each.raw is not None:
            yield name, each.raw
        if each.label:
            yield f"{name}{LABEL_SUFFIX}", each.label


def _missing(what: str, label: str, raw: RawRecord, hint: str) -> RecordError:
    shown = f"“{raw.guid[:100]}”" if raw.guid.strip() else ""
    pointer = f"{raw.pointer} {what}".strip()
    return RecordError(f"记录{shown}没有{label}，已跳过", pointer=pointer, hint=hint, rule=f"missing-{what}")


def _map_resources(
    mapping: RecordMapping, scope: _Scope, codelists: Mapping[str, CodeList]
) -> tuple[tuple[Mapping[str, Any], ...], dict[str, _Mapped]]:
    resources: list[Mapping[str, Any]] = []
    mapped: dict[str, _Mapped] = {}
    for element in _elements(mapping, scope):
        inner = replace(scope, here=element)
        place = f"resources[{len(resources)}]"
        parts = {f"{place}.{rule.name}": _map_field(rule, inner, codelists, f"{place}.{rule.name}")
                 for rule in mapping.resource_fields}  # fmt: skip
        resource = {name.rpartition(".")[2]: each.value for name, each in parts.items() if each.value is not None}
        if mapping.items:
            schema, findings = table_schema(mapping.items, inner.search, codelists, place)
            resource.update({"schema": schema} if schema["fields"] else {})
            parts[f"{place}.schema"] = _Mapped(findings=findings)
        mapped.update(parts)
        resources.extend([resource] if resource else [])
    return tuple(resources), mapped


def _map_field(rule: FieldRule, scope: _Scope, codelists: Mapping[str, CodeList], pointer: str) -> _Mapped:
    if not rule.paths and not rule.notion:
        return _Mapped(_copy(rule.value))
    found = _found(rule, scope, pointer)
    if not found.values:
        return _Mapped(_copy(rule.default)) if rule.default is not None else _NOTHING
    texts = [as_text(value) for value in found.values]
    values, unfit = _transformed(rule, texts, pointer)
    findings = (*found.findings, *unfit)
    if rule.contains:
        codes = (code.id for value in values for code in codelists[rule.code_list].contains(str(value)))
        value, several = _joined(rule, list(codes), findings, pointer)
        return _Mapped(value, None, several, found.label)
    if rule.code_list:
        values, unknown = _coded(rule, values, codelists[rule.code_list], pointer)
        value, several = _joined(rule, values, (*findings, *unknown), pointer)
        return _Mapped(value, _compact(found.values), several, found.label)
    value, several = _joined(rule, values, findings, pointer)
    return _Mapped(value, _raw_if_changed(found.values, texts, value, bool(unfit)), several, found.label)


def _raw_if_changed(found: Sequence[Any], texts: Sequence[str], value: Any, unfit: bool) -> Any:
    """The source's own value, where what is stored does not say it already."""
    stored = value if isinstance(value, list) else [value]
    if not unfit and (texts == [as_text(each) for each in stored] or sum(map(len, texts)) > LONGEST_RAW):
        return None
    return _compact(found)


def _found(rule: FieldRule, scope: _Scope, pointer: str) -> _Found:
    """The scalars at the first path that gives any, else under the first label of the notion that says something; those
    at every path when words are looked for inside them."""
    found: list[Any] = []
    for path in rule.paths:
        found.extend(_said(rule, scope.search(path)))
        if found and not rule.contains:
            break
    return _Found(found) if found or not rule.notion else _labelled(rule, scope, pointer)


def _labelled(rule: FieldRule, scope: _Scope, pointer: str) -> _Found:
    given = labelled.of_notion(scope.reading, scope.labels, rule.notion)
    saying = [(each, values) for each in given if (values := _said(rule, each.value))]
    if not saying:
        return _Found()
    taken, values = saying[0]
    return _Found(values, taken.label, tuple(_doubts(rule, scope, taken, values, saying, pointer)))


def _doubts(
    rule: FieldRule,
    scope: _Scope,
    taken: Given,
    values: Sequence[Any],
    saying: Sequence[tuple[Given, Sequence[Any]]],
    pointer: str,
) -> Iterator[Finding]:
    others = [given for given, said in saying if _keys(said) != _keys(values)]
    if others:
        yield mapping_findings.several_labels(rule, taken, others, pointer)
    unlikely = labelled.unlikely(scope.reading, taken, rule.notion)
    if unlikely:
        yield unlikely


def _keys(values: Sequence[Any]) -> list[str]:
    return [key(as_text(value)) for value in values]


def _said(rule: FieldRule, value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, str):
        return [value] if _says_something(rule, value) else []
    return [each for each in _scalars(value) if _says_something(rule, each)]


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from (_scalars(item) if not isinstance(item, list) else ())
    elif isinstance(value, (str, int, float)):
        yield value


def _says_something(rule: FieldRule, value: Any) -> bool:
    text = as_text(value)
    if len(text) > LONGEST_NULL:
        return True
    plain = key(text)
    return plain not in NULL_TOKENS or plain in rule.codes


def _transformed(rule: FieldRule, texts: Sequence[str], pointer: str) -> tuple[list[Any], Sequence[Finding]]:
    values: list[Any] = [text for text in texts if text != ""] if rule.transforms else list(texts)
    findings: list[Finding] = []
    for name in rule.transforms:
        step: list[Any] = []
        for value in values:
            try:
                outcome = transforms.apply(name, value)
            except ValueError as error:
                findings.append(mapping_findings.unfit(rule, str(error), value, pointer))
                continue
            step.extend(outcome if isinstance(outcome, list) else [outcome])
        values = [value for value in step if value != ""]
    return values, findings


def _coded(
    rule: FieldRule, values: Sequence[Any], code_list: CodeList, pointer: str
) -> tuple[list[Any], tuple[Finding, ...]]:
    codes: list[Any] = []
    findings: list[Finding] = []
    for value in map(str, values):
        code = code_list.resolve(value)
        target = rule.codes.get(key(value), code.id if code else None)
        if target is None:
            findings.append(mapping_findings.unknown_code(rule, value, code_list, pointer))
        codes.extend([target] if target else [])
    return codes, tuple(findings)


def _joined(
    rule: FieldRule, values: Sequence[Any], findings: tuple[Finding, ...], pointer: str
) -> tuple[Any, tuple[Finding, ...]]:
    """The value of the field and all that is said of it."""
    distinct = list(dict.fromkeys(values))
    if not distinct:
        return (None if findings else _copy(rule.default)), findings
    if rule.many:
        return distinct, findings
    if len(distinct) > 1:
        return distinct[0], (*findings, mapping_findings.several_values(rule, distinct, pointer))
    return distinct[0], findings


def _copy(value: Any) -> Any:
    """A constant of the mapping belongs to all records; a list of it must not be shared."""
    return list(value) if isinstance(value, list) else value


def _compact(found: Sequence[Any]) -> Any:
    return found[0] if len(found) == 1 else list(found)
