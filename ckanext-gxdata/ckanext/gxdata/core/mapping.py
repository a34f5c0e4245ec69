"""A raw record becomes the draft of a dataset, by the rules of its source's mapping.

What cannot be mapped is a finding and is left out; the source's own value is kept beside it. Nothing is guessed. Not here:
compiling the rules (``mapping_rules``), finding labels (``labelled``), 信息项 (``table_schema``), defaults and limits (``landing``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ckanext.gxdata.core import labelled, mapping_findings, transforms
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.labelled import Given
from ckanext.gxdata.core.mapping_rules import FieldRule, RecordMapping, compile_mapping
from ckanext.gxdata.core.record_scope import Scope
from ckanext.gxdata.core.records import DatasetDraft, Finding, RawRecord
from ckanext.gxdata.core.table_schema import table_schema
from ckanext.gxdata.core.text import LONGEST_NULL, NULL_TOKENS, as_text, clean, key, storable

__all__ = ["RecordMapping", "compile_mapping", "lands", "map_record", "resource_fields"]

LABEL_SUFFIX = ".label"
"""In ``raw``: ``issued.label`` is the label that gave ``issued``."""
LONGEST_RAW = 1_000
"""Of a text that was only tidied; the whole of it stays in staging."""
LONGEST_KNOWN, MOST_KNOWN = 60, 512
"""Texts that are remembered with what a rule made of them, so many for each rule."""


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


_FOUND_NOTHING = _Found()
_Told = list[tuple[str, _Mapped]]
"""By pointer, of those of which there is more to tell than the value."""


def map_record(raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList]) -> DatasetDraft:
    """Maps one record. Raises ``RecordError`` for a missing identifier or title, and for nothing else.

    ``tags`` and every field that is ``many`` are lists. ``raw`` holds what is stored in another form than it came in,
    resource fields as ``resources[0].format``, and the label that gave a field as ``issued.label``.
    """
    if not raw.guid.strip():
        raise _missing("identifier", "标识", raw, "请数源部门为每条记录填写唯一且不变的标识")
    scope = Scope(raw.payload, mapping.reading)
    fields, told = _map_rules(mapping.fields, scope, codelists, "")
    if not fields.get("title"):
        raise _missing("title", "名称", raw, "请数源部门填写数据集名称，或在映射文件中改正 title 的路径")
    resources, of_resources = _map_resources(mapping, scope, codelists)
    told += of_resources
    return DatasetDraft(
        guid=raw.guid,
        fields={"source_identifier": raw.guid, **fields},
        resources=resources,
        raw={name: storable(value) for name, value in _raw_values(told)},
        findings=(
            *raw.findings,
            *(finding for _, each in told for finding in each.findings),
            *labelled.unknown(mapping.reading, raw.payload),
        ),
    )


def lands(raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList]) -> bool:
    """Whether ``map_record`` gives a draft."""
    titles = [rule for rule in mapping.fields if rule.name == "title"]
    return bool(raw.guid.strip() and any(_map_rules(titles, Scope(raw.payload, mapping.reading), codelists, "")[0].values()))


def resource_fields(
    raw: RawRecord, mapping: RecordMapping, codelists: Mapping[str, CodeList], names: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Of each resource of the record these fields, as ``map_record`` maps them; the others are not looked at."""
    scope = Scope(raw.payload, mapping.reading)
    rules = [rule for rule in mapping.resource_fields if rule.name in names]
    return (_map_rules(rules, scope.inside(each), codelists, "")[0] for each in _elements(mapping, scope))


def _elements(mapping: RecordMapping, scope: Scope) -> Iterator[Any]:
    found = scope.search(mapping.resources) if mapping.resources else None
    return (each for each in (found if isinstance(found, list) else [found]) if each not in (None, "", {}, []))


def _raw_values(told: _Told) -> Iterator[tuple[str, Any]]:
    for name, each in told:
        if each.raw is not None:
            yield name, each.raw
        if each.label:
            yield f"{name}{LABEL_SUFFIX}", each.label


def _missing(what: str, label: str, raw: RawRecord, hint: str) -> RecordError:
    shown = f"“{raw.guid[:100]}”" if raw.guid.strip() else ""
    pointer = f"{raw.pointer} {what}".strip()
    return RecordError(f"记录{shown}没有{label}，已跳过", pointer=pointer, hint=hint, rule=f"missing-{what}")


def _map_resources(
    mapping: RecordMapping, scope: Scope, codelists: Mapping[str, CodeList]
) -> tuple[tuple[Mapping[str, Any], ...], _Told]:
    resources: list[Mapping[str, Any]] = []
    told: dict[str, _Told] = {}
    for element in _elements(mapping, scope):
        inner, place = scope.inside(element), f"resources[{len(resources)}]"
        resource, of_fields = _map_rules(mapping.resource_fields, inner, codelists, f"{place}.")
        if mapping.items:
            schema, findings = table_schema(mapping.items, inner.search, codelists, place)
            resource.update({"schema": schema} if schema["fields"] else {})
            of_fields.append((f"{place}.schema", _Mapped(findings=findings)))
        told[place] = of_fields  # of one that is empty, only until the next comes
        resources.extend([resource] if resource else [])
    return tuple(resources), [each for of_fields in told.values() for each in of_fields]


def _map_rules(
    rules: Iterable[FieldRule], scope: Scope, codelists: Mapping[str, CodeList], place: str
) -> tuple[dict[str, Any], _Told]:
    """The values by field, and what is to be told of them."""
    values: dict[str, Any] = {}
    told: _Told = []
    for rule in rules:
        mapped = _map_field(rule, scope, codelists, place)
        if mapped.value is not None:
            values[rule.name] = mapped.value
        if mapped.raw is not None or mapped.findings or mapped.label:
            told.append((place + rule.name, mapped))
    return values, told


def _map_field(rule: FieldRule, scope: Scope, codelists: Mapping[str, CodeList], place: str) -> _Mapped:
    if not rule.paths and not rule.notion:
        return _Mapped(_copy(rule.value))
    if rule.contains:
        return _made(rule, _everywhere(rule, scope, place + rule.name), codelists, place + rule.name)
    for path in rule.paths:
        value = scope.search(path)
        if value is None:
            continue
        mapped = _of_text(rule, value, codelists, place) if type(value) is str else _of_others(rule, value, codelists, place)
        if mapped is not None:
            return mapped
    return _made(rule, _labelled(rule, scope, place + rule.name), codelists, place + rule.name)


def _of_text(rule: FieldRule, text: str, codelists: Mapping[str, CodeList], place: str) -> _Mapped | None:
    """None for a text that says nothing. What short ones were made into is remembered, unless something was wrong."""
    if not rule.transforms and not rule.code_list:
        return _as_written(rule, text)
    code_list = codelists[rule.code_list] if rule.code_list else None
    known = rule.known.get(text)
    if known is not None and known[0] is code_list:
        mapped: _Mapped | None = known[1]
        return mapped._replace(value=list(mapped.value)) if mapped is not None and type(mapped.value) is list else mapped
    mapped = None
    if _says_something(rule, text):
        mapped = _of_one(rule, text) or _made(rule, _Found([text]), codelists, place + rule.name)
    if len(text) <= LONGEST_KNOWN and (mapped is None or not mapped.findings):
        if len(rule.known) >= MOST_KNOWN:
            rule.known.clear()
        rule.known[text] = (code_list, mapped)
        return _of_text(rule, text, codelists, place)
    return mapped


def _of_one(rule: FieldRule, given: str) -> _Mapped | None:
    """``_made`` of one text that one transform makes one value of; None where there is more to it."""
    text = as_text(given)
    if not text or rule.code_list or rule.many or len(rule.transforms) != 1:
        return None
    try:
        value = transforms.apply(rule.transforms[0], text)
    except ValueError:
        return None
    if value == "" or isinstance(value, list):
        return None
    return _Mapped(value, None if text == as_text(value) or len(text) > LONGEST_RAW else given)


def _as_written(rule: FieldRule, text: str) -> _Mapped | None:
    """``_made`` of one text that is stored as it came, but for what is tidied."""
    plain = clean(text)
    if len(plain) <= LONGEST_NULL and not _says_something(rule, plain):
        return None
    return _Mapped([plain] if rule.many else plain)


def _of_others(rule: FieldRule, value: Any, codelists: Mapping[str, CodeList], place: str) -> _Mapped | None:
    found = _said(rule, value)
    return _made(rule, _Found(found), codelists, place + rule.name) if found else None


def _made(rule: FieldRule, found: _Found, codelists: Mapping[str, CodeList], pointer: str) -> _Mapped:
    """What a rule makes of what it found."""
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


def _everywhere(rule: FieldRule, scope: Scope, pointer: str) -> _Found:
    """The scalars at every path, where words are looked for inside them; else under the first label that says something."""
    found = [each for path in rule.paths for each in _said(rule, scope.search(path))]
    return _Found(found) if found else _labelled(rule, scope, pointer)


def _labelled(rule: FieldRule, scope: Scope, pointer: str) -> _Found:
    """The scalars under the first label of the notion that says something."""
    if not rule.notion:
        return _FOUND_NOTHING
    given = labelled.of_notion(scope.reading, scope.labels, rule.notion)
    saying = [(each, values) for each in given if (values := _said(rule, each.value))]
    if not saying:
        return _FOUND_NOTHING
    taken, values = saying[0]
    return _Found(values, taken.label, tuple(_doubts(rule, scope, taken, values, saying, pointer)))


def _doubts(
    rule: FieldRule,
    scope: Scope,
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
