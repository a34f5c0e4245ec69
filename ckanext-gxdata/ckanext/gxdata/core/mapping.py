"""A raw record becomes the draft of a dataset, by the rules of its source's mapping.

What cannot be mapped is a finding and is left out; the source's own value is kept beside it. Nothing is guessed.
Not here: compiling the rules (``mapping_rules``), 信息项 (``table_schema``), safe defaults and limits (``landing``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ckanext.gxdata.core import transforms
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.mapping_rules import FieldRule, Path, RecordMapping, compile_mapping
from ckanext.gxdata.core.records import DatasetDraft, Finding, RawRecord
from ckanext.gxdata.core.table_schema import table_schema
from ckanext.gxdata.core.text import NULL_TOKENS, as_text, key, storable

__all__ = ["RecordMapping", "compile_mapping", "map_record"]

VALUE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class _Scope:
    """What paths look at: ``here`` (the record, or one resource of it) and the whole ``record``."""

    here: Any
    record: Mapping[str, Any]

    def search(self, path: Path) -> Any:
        return path.search(self.record if path.of_record else self.here)


@dataclass(frozen=True, slots=True)
class _Mapped:
    """What one rule made of a record; ``value`` is None when the field is to be left out."""

    value: Any = None
    raw: Any = None
    findings: tuple[Finding, ...] = ()


def map_record(raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList]) -> DatasetDraft:
    """Maps one record. Raises ``RecordError`` for a missing identifier or title, and for nothing else.

    ``tags`` and every field that is ``many`` are lists. ``raw`` holds resource fields as ``resources[0].format``.
    """
    if not raw.guid.strip():
        raise _missing("identifier", "标识", raw, "请数源部门为每条记录填写唯一且不变的标识")
    scope = _Scope(raw.payload, raw.payload)
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
        raw={name: storable(each.raw) for name, each in mapped.items() if each.raw is not None},
        findings=(*raw.findings, *(finding for each in mapped.values() for finding in each.findings)),
    )


def _missing(what: str, label: str, raw: RawRecord, hint: str) -> RecordError:
    shown = f"“{raw.guid[:100]}”" if raw.guid.strip() else ""
    pointer = f"{raw.pointer} {what}".strip()
    return RecordError(f"记录{shown}没有{label}，已跳过", pointer=pointer, hint=hint, rule=f"missing-{what}")


def _map_resources(
    mapping: RecordMapping, scope: _Scope, codelists: Mapping[str, CodeList]
) -> tuple[tuple[Mapping[str, Any], ...], dict[str, _Mapped]]:
    resources: list[Mapping[str, Any]] = []
    mapped: dict[str, _Mapped] = {}
    found = scope.search(mapping.resources) if mapping.resources else None
    for element in found if isinstance(found, list) else [found]:
        if element in (None, "", {}, []):
            continue
        inner = _Scope(element, scope.record)
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
    if not rule.paths:
        return _Mapped(_copy(rule.value))
    found = _found(rule, scope)
    if not found:
        return _Mapped(_copy(rule.default))
    values, findings = _transformed(rule, found, pointer)
    if rule.contains:
        codes = (code.id for value in values for code in codelists[rule.code_list].contains(str(value)))
        return _joined(rule, list(codes), _Mapped(findings=findings), pointer)
    if rule.code_list:
        values, unknown = _coded(rule, values, codelists[rule.code_list], pointer)
        return _joined(rule, values, _Mapped(raw=_compact(found), findings=(*findings, *unknown)), pointer)
    return _joined(rule, values, _Mapped(raw=_compact(found) if findings else None, findings=findings), pointer)


def _found(rule: FieldRule, scope: _Scope) -> list[Any]:
    """The scalars at the first path that gives any; those at every path when words are looked for inside them."""
    found: list[Any] = []
    for path in rule.paths:
        found.extend(value for value in _scalars(scope.search(path)) if _says_something(rule, value))
        if found and not rule.contains:
            break
    return found


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from (_scalars(item) if not isinstance(item, list) else ())
    elif isinstance(value, (str, int, float)):
        yield value


def _says_something(rule: FieldRule, value: Any) -> bool:
    plain = key(as_text(value))
    return plain in rule.codes or plain not in NULL_TOKENS


def _transformed(rule: FieldRule, found: Sequence[Any], pointer: str) -> tuple[list[Any], tuple[Finding, ...]]:
    values: list[Any] = [as_text(value) for value in found]
    findings: list[Finding] = []
    for name in rule.transforms:
        step: list[Any] = []
        for value in values:
            try:
                outcome = transforms.apply(name, value)
            except ValueError as error:
                findings.append(_unfit(rule, str(error), value, pointer))
                continue
            step.extend(outcome if isinstance(outcome, list) else [outcome])
        values = [value for value in step if value != ""]
    return values, tuple(findings)


def _coded(
    rule: FieldRule, values: Sequence[Any], code_list: CodeList, pointer: str
) -> tuple[list[Any], tuple[Finding, ...]]:
    codes: list[Any] = []
    findings: list[Finding] = []
    for value in map(str, values):
        code = code_list.resolve(value)
        own = rule.codes.get(key(value), code.id if code else "")
        if own:
            codes.append(own)
        else:
            findings.append(_unknown(rule, value, code_list, pointer))
    return codes, tuple(findings)


def _joined(rule: FieldRule, values: Sequence[Any], mapped: _Mapped, pointer: str) -> _Mapped:
    distinct = list(dict.fromkeys(values))
    if not distinct:
        return mapped
    if rule.many:
        return replace(mapped, value=distinct)
    if len(distinct) > 1:
        return replace(mapped, value=distinct[0], findings=(*mapped.findings, _several(rule, distinct, pointer)))
    return replace(mapped, value=distinct[0])


def _copy(value: Any) -> Any:
    """A constant of the mapping belongs to all records; a list of it must not be shared."""
    return list(value) if isinstance(value, list) else value


def _compact(found: Sequence[Any]) -> Any:
    return found[0] if len(found) == 1 else list(found)


def _unknown(rule: FieldRule, value: str, code_list: CodeList, pointer: str) -> Finding:
    near = "、".join(f"{code.labels.get('zh', code.id)}（{code.id}）" for code in code_list.near(value))
    return Finding(
        rule="unknown-code",
        message=f"“{rule.label}”的值“{value[:50]}”不在代码表“{code_list.title.get('zh', code_list.id)}”中，已保留原值",
        pointer=pointer,
        hint=(f"相近的有效值：{near}；" if near else "") + "也可在映射文件的 codes 中写明它对应的代码",
        value=value[:VALUE_LENGTH],
    )


def _unfit(rule: FieldRule, why: str, value: Any, pointer: str) -> Finding:
    message = f"“{rule.label}”的值不可用：{why}，已略去"
    hint = "请数源部门改正这一项"
    return Finding("unfit-value", message, pointer=pointer, hint=hint, value=str(value)[:VALUE_LENGTH])


def _several(rule: FieldRule, values: Sequence[Any], pointer: str) -> Finding:
    shown = "、".join(str(value)[:50] for value in values[:5])
    message = f"“{rule.label}”只能有一个值，却有 {len(values)} 个（{shown}），采用第一个"
    hint = "请数源部门只保留一个，或在映射文件中改用更准确的路径"
    return Finding("several-values", message, pointer=pointer, hint=hint, value=shown[:VALUE_LENGTH])
