"""A mapping file, compiled: which paths fill a field, and what is done to the value.

Here: the rules as values, and their compilation with every fault that needs no record to be seen. Not here: reading
YAML and the shape of the file (``rulebook``), applying the rules (``mapping``).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.labelled import LabelReading
from ckanext.gxdata.core.labels import NO_LABELS, Labels, label_key
from ckanext.gxdata.core.paths import Path, compiled
from ckanext.gxdata.core.text import as_text, key
from ckanext.gxdata.core.transforms import TRANSFORMS

__all__ = ["FieldRule", "ItemRule", "Path", "RecordMapping", "compile_mapping"]

LABELS_AT = "details"
"""Where a record has its labels, unless the mapping says otherwise."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one field is filled: from ``paths`` (the first that gives something), else from the labels of ``notion``; by
    ``value`` where it has neither."""

    name: str
    label: str
    """Chinese name of the field, for messages."""
    paths: tuple[Path, ...] = ()
    value: Any = None
    transforms: tuple[str, ...] = ()
    code_list: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    """This source's own codes, by ``text.key``; they go before those of the code list. An empty one means nothing."""
    many: bool = False
    contains: bool = False
    default: Any = None
    notion: str = ""
    known: dict[str, Any] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What was made of a text before (``mapping``): the words of a source recur from record to record."""


@dataclass(frozen=True, slots=True)
class ItemRule:
    """Where the 信息项 of a resource are, and the parts of each: name, type, title, description, unit."""

    each: Path
    parts: Mapping[str, tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class RecordMapping:
    """A whole mapping. Without ``resources`` (the path to their list) a record has none."""

    name: str
    fields: tuple[FieldRule, ...]
    resources: Path | None = None
    resource_fields: tuple[FieldRule, ...] = ()
    items: ItemRule | None = None
    fetch: tuple[str, ...] = ()
    """Formats, in capitals, whose files are brought into the portal."""
    reading: LabelReading = LabelReading()  # noqa: RUF009  frozen


def compile_mapping(
    name: str,
    document: Mapping[str, Any],
    codelists: Mapping[str, CodeList],
    labels: Mapping[str, str] | None = None,
    notions: Labels = NO_LABELS,
) -> RecordMapping:
    """Compiles a document of the right shape. ``labels``: Chinese names of fields, and of resources as ``resources.x``;
    ``notions``: what ``label:`` may name.

    Raises ``RuleError`` whose pointer is the path inside the document (``fields/theme/code_list``).
    """
    labels = labels or {}
    resources = document.get("resources", {})
    _check_notions(document, notions)
    mapping = RecordMapping(
        name=name,
        fields=_field_rules(document["fields"], codelists, labels, "fields"),
        resources=compiled(resources["each"], "resources/each") if resources else None,
        resource_fields=_field_rules(resources.get("fields", {}), codelists, labels, "resources/fields"),
        items=_item_rule(resources["items"], "resources/items") if "items" in resources else None,
        fetch=tuple(each.upper() for each in document.get("fetch", ())),
    )
    return replace(mapping, reading=_reading(document, mapping, notions))


def _reading(document: Mapping[str, Any], mapping: RecordMapping, notions: Labels) -> LabelReading:
    """A mapping reads labels when it says where they are, or names one."""
    rules = (*mapping.fields, *mapping.resource_fields)
    if "labels_at" not in document and not any(rule.notion for rule in rules):
        return LabelReading()
    place = document.get("labels_at", LABELS_AT)
    read = frozenset(label_key(name) for path in _all_paths(mapping, rules) for name in path.names())
    return LabelReading(notions.with_own(document.get("labels", {})), compiled(place, "labels_at"), place, read)


def _all_paths(mapping: RecordMapping, rules: Iterable[FieldRule]) -> Iterator[Path]:
    for rule in rules:
        yield from rule.paths
    yield from ([mapping.resources] if mapping.resources else [])
    if mapping.items:
        yield mapping.items.each
        for paths in mapping.items.parts.values():
            yield from paths


def _field_rules(
    document: Mapping[str, Any], codelists: Mapping[str, CodeList], labels: Mapping[str, str], place: str
) -> tuple[FieldRule, ...]:
    prefix = "resources." if place.startswith("resources") else ""
    return tuple(
        _field_rule(name, rule, codelists, labels.get(prefix + name, name), f"{place}/{name}")
        for name, rule in document.items()
    )


def _field_rule(
    name: str, rule: Mapping[str, Any], codelists: Mapping[str, CodeList], label: str, place: str
) -> FieldRule:
    transforms = tuple(rule.get("transforms", ()))
    _check_transforms(transforms, place)
    _check_codes(rule, codelists, place)
    return FieldRule(
        name=name,
        label=label,
        paths=_paths(rule["from"], f"{place}/from") if "from" in rule else (),
        value=rule.get("value"),
        transforms=transforms,
        code_list=rule.get("code_list", ""),
        codes={key(as_text(own)): code for own, code in rule.get("codes", {}).items()},
        many=rule.get("many", False) or "split" in transforms or rule.get("match") == "contains",
        contains=rule.get("match") == "contains",
        default=rule.get("default"),
        notion=rule.get("label", ""),
    )


def _item_rule(rule: Mapping[str, Any], place: str) -> ItemRule:
    parts = {part: _paths(path, f"{place}/{part}") for part, path in rule.items() if part != "from"}
    return ItemRule(each=compiled(rule["from"], f"{place}/from"), parts=parts)


def _paths(paths: str | list[str], place: str) -> tuple[Path, ...]:
    if isinstance(paths, str):
        return (compiled(paths, place),)
    return tuple(compiled(path, f"{place}/{number}") for number, path in enumerate(paths))


def _check_transforms(transforms: Iterable[str], place: str) -> None:
    for number, transform in enumerate(transforms):
        if transform not in TRANSFORMS:
            raise RuleError(
                f"没有名为“{transform}”的转换",
                pointer=f"{place}/transforms/{number}",
                hint=f"可用的转换：{'、'.join(TRANSFORMS)}",
                rule="unknown-transform",
            )


def _check_codes(rule: Mapping[str, Any], codelists: Mapping[str, CodeList], place: str) -> None:
    code_list = rule.get("code_list", "")
    if not code_list:
        _refuse_listless(rule, place)
        return
    if code_list not in codelists:
        message = f"没有名为“{code_list}”的代码表"
        hint = _known(code_list, codelists)
        raise RuleError(message, pointer=f"{place}/code_list", hint=hint, rule="unknown-code-list")
    for own, target in rule.get("codes", {}).items():
        if target:
            _check_code(target, codelists[code_list], f"{place}/codes/{own}")
    for part in ("value", "default"):
        values = rule.get(part, [])
        for target in values if isinstance(values, list) else [values]:
            _check_code(target, codelists[code_list], f"{place}/{part}")


def _refuse_listless(rule: Mapping[str, Any], place: str) -> None:
    for part in ("codes", "match"):
        if part in rule:
            message = f"这个字段没有代码表，不能用 {part}"
            raise RuleError(message, pointer=f"{place}/{part}", hint="请写明 code_list", rule="unknown-code-list")


def _check_code(target: Any, code_list: CodeList, place: str) -> None:
    if target not in code_list:
        message = f"代码表“{code_list.id}”中没有代码“{target}”"
        hint = _known(str(target), [code.id for code in code_list.codes])
        raise RuleError(message, pointer=place, hint=hint, rule="unknown-code-target")


def _check_notions(document: Mapping[str, Any], notions: Labels) -> None:
    fields = {f"fields/{name}/label": rule for name, rule in document["fields"].items()}
    of_resources = document.get("resources", {}).get("fields", {})
    fields.update({f"resources/fields/{name}/label": rule for name, rule in of_resources.items()})
    named = {place: rule["label"] for place, rule in fields.items() if "label" in rule}
    named.update({f"labels/{label}": notion for label, notion in document.get("labels", {}).items() if notion})
    for place, notion in named.items():
        if notion not in notions.notions:
            hint = f"{_known(notion, notions.notions)}（见 config/labels.yaml）"
            raise RuleError(f"没有名为“{notion}”的栏目项目", pointer=place, hint=hint, rule="unknown-notion")


def _known(met: str, names: Iterable[str]) -> str:
    names = list(names)
    near = difflib.get_close_matches(met, names, n=5, cutoff=0.4) or names[:12]
    return f"可用的有：{'、'.join(near)}"
