"""Loads ``config/grading.yaml`` into frozen rules. A mistake is a ``RuleError`` with file, line and the nearest valid key.

Here: file → values, and that names in it exist. Not here: the shape (``grading_schema``), what rules do (``core/grading``).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ckanext.gxdata import rule_schemas, yaml_lines
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.grading_rules import (
    Combination,
    DatasetRule,
    ItemRule,
    KindRule,
    Mask,
    Openness,
    Origin,
    Rules,
    Treatment,
)
from ckanext.gxdata.core.grading_types import Grade
from ckanext.gxdata.core.grading_words import Figures, Words, column_words, han
from ckanext.gxdata.core.text import key
from ckanext.gxdata.grading_schema import GRADING
from ckanext.gxdata.search_rules import simplified
from ckanext.gxdata.yaml_lines import Document, Place

KIND_LIST, TREATMENT_LIST, MASK_LIST = "personal_info_kind", "desensitisation", "mask_rule"
SECTIONS = ("items", "combinations", "datasets", "kinds", "treatments")
NO_KIND = "none"
Signs = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _File:
    """The document and the code lists that it may name."""

    document: Document
    codelists: Mapping[str, CodeList]
    signs: Mapping[int, str]

    @property
    def data(self) -> Mapping[str, Any]:
        return dict(self.document.data)

    def known(self, code_list: str) -> list[str]:
        return [code.id for code in self.codelists[code_list].codes if code.id != NO_KIND]


def load_grading(config_dir: Path, codelists: Mapping[str, CodeList]) -> Rules:
    """Raises ``RuleError`` naming file and line."""
    _refuse_missing_lists(config_dir, codelists)
    document = yaml_lines.read(config_dir / "grading.yaml", f"{config_dir.name}/grading.yaml")
    rule_schemas.check(document, GRADING)
    file = _File(document, codelists, _signs(dict(document.data)["variants"]))
    _refuse_doubles(file)
    _refuse_unknown_names(file)
    _refuse_idle_rules(file)
    _refuse_single_signs(file)
    _refuse_gaps(file)
    return _rules(file)


def _rules(file: _File) -> Rules:
    data, signs = file.data, file.signs
    return Rules(
        figures=_figures(data["figures"], signs),
        persons=_words(data["persons"], signs),
        person_columns=_words(data["person_columns"], signs),
        institutions=_words(data["institutions"], signs),
        items=tuple(_item(entry, signs) for entry in data["items"]),
        marks={name: _words(entry, signs) for name, entry in data["marks"].items()},
        datasets=tuple(_dataset(entry, signs) for entry in data["datasets"]),
        combinations=tuple(_combination(entry, signs) for entry in data["combinations"]),
        treatments={entry["id"]: _treatment(entry) for entry in data["treatments"]},
        treatment_words=_by_word(file.codelists[TREATMENT_LIST]),
        masks=_masks(file.codelists[MASK_LIST]),
        openness={
            _grade(entry["grade"]).rank: Openness(entry["default"], entry["widest"]) for entry in data["openness"]
        },
        gate={name: _origin(entry) for name, entry in data["gate"].items()},
        kinds={entry["kind"]: _kind(entry, file.codelists[KIND_LIST]) for entry in data["kinds"]},
        kind_words=_by_word(file.codelists[KIND_LIST]),
        signs=signs,
    )


# ── one entry ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _origin(entry: Mapping[str, Any]) -> Origin:
    return Origin(entry["id"], entry.get("title", ""), entry["source"], entry["certainty"])


def _grade(value: int | str) -> Grade:
    return Grade({"important": 5, "core": 6}.get(str(value)) or int(value))


def _signs(variants: Mapping[str, str]) -> Mapping[int, str]:
    """OpenCC's table, with the variants that it keeps apart (帐, 账)."""
    own = str.maketrans(dict(variants))
    return {**{sign: form.translate(own) for sign, form in simplified().items()}, **own}


def _words(entry: Mapping[str, Any], signs: Signs) -> Words:
    return Words(
        words=_each(entry.get("words", ()), signs),
        exact=_each(entry.get("exact", ()), signs),
        columns=_columns(entry.get("columns", ())),
        endings=_each(entry.get("endings", ()), signs),
        inside=_each(entry.get("inside", ()), signs),
        cut=_cut(entry.get("cut", ()), signs),
    )


def _cut(phrases: Iterable[str], signs: Signs) -> tuple[str, ...]:
    # Long ones first, or 单位电话 would leave 联系 of 单位联系电话 behind.
    ready = {column_words(each) if each.isascii() else han(each, signs) for each in phrases}
    return tuple(sorted(ready, key=_long_first))


def _long_first(phrase: str) -> tuple[int, str]:
    return -len(phrase), phrase


def _each(words: Iterable[str], signs: Signs) -> tuple[str, ...]:
    return tuple(dict.fromkeys(han(word, signs) for word in words))


def _columns(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column_words(word) for word in words))


def _figures(entry: Mapping[str, Any], signs: Signs) -> Figures:
    return Figures(
        endings=_each(entry.get("endings", ()), signs),
        contains=_each(entry.get("contains", ()), signs),
        columns=_columns(entry.get("columns", ())),
        before=_columns(entry.get("before", ())),
        numbers=_each(entry.get("numbers", ()), signs),
    )


def _item(entry: Mapping[str, Any], signs: Signs) -> ItemRule:
    return ItemRule(
        origin=_origin(entry),
        words=_words(entry, signs),
        grade=_grade(entry["grade"]),
        kind=entry.get("kind", ""),
        needs=entry.get("needs", ""),
        sensitive=entry.get("sensitive", False),
    )


def _dataset(entry: Mapping[str, Any], signs: Signs) -> DatasetRule:
    return DatasetRule(
        _origin(entry), _words(entry, signs), _words(entry.get("with", {}), signs), _grade(entry["grade"])
    )


def _combination(entry: Mapping[str, Any], signs: Signs) -> Combination:
    return Combination(
        origin=_origin(entry),
        grade=_grade(entry["grade"]),
        kinds=tuple(entry.get("kinds", ())),
        kinds_at_least=entry.get("kinds_at_least", 0),
        marks=tuple(entry.get("marks", ())),
        titles=_words(entry.get("titles", {}), signs),
        titles_not=_words({"words": entry.get("titles_not", ())}, signs),
        records=entry.get("records", 0),
        sensitive_records=entry.get("sensitive_records", 0),
        kind=entry.get("kind", ""),
        sensitive=entry.get("sensitive", False),
    )


def _treatment(entry: Mapping[str, Any]) -> Treatment:
    return Treatment(
        origin=_origin(entry),
        lowers_by=entry["lowers_by"],
        not_below=entry["not_below"],
        needs_mask=frozenset(entry.get("needs_mask", ())),
        masks=frozenset(entry.get("masks", ())),
    )


def _kind(entry: Mapping[str, Any], kinds: CodeList) -> KindRule:
    return KindRule(_origin(entry), _grade(entry["grade"]), kinds.label(entry["kind"]), entry.get("sensitive", False))


def _by_word(codelist: CodeList) -> dict[str, str]:
    return {key(word): code.id for code in codelist.codes for word in (*code.words, code.id)}


def _masks(codelist: CodeList) -> dict[str, Mask]:
    return {
        key(word): Mask(code.id, frozenset(code.extra.get("fits", ())), str(code.extra.get("treatment", "")))
        for code in codelist.codes
        for word in (*code.words, code.id)
    }


# ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _refuse_missing_lists(config_dir: Path, codelists: Mapping[str, CodeList]) -> None:
    for name in (KIND_LIST, TREATMENT_LIST, MASK_LIST):
        if name not in codelists:
            pointer = f"{config_dir.name}/codelists/{name}.yaml:1"
            raise RuleError(
                f"没有代码表“{name}”，分级规则要用它", pointer=pointer, hint="请补上这个文件", rule="missing-file"
            )


def _refuse_doubles(file: _File) -> None:
    first: dict[str, Place] = {}
    places: list[Place] = [(section, number) for section in SECTIONS for number in range(len(file.data[section]))]
    for place in (*places, *(("gate", name) for name in file.data["gate"])):
        rule_id = file.data[str(place[0])][place[1]]["id"]
        if rule_id in first:
            line = file.document.pointer((*first[rule_id], "id")).rpartition(":")[2]
            message = f"规则编号“{rule_id}”重复，第 {line} 行已有"
            raise file.document.fault((*place, "id"), message, "每条规则的 id 只能出现一次", "duplicate-id")
        first[rule_id] = place


def _refuse_unknown_names(file: _File) -> None:
    kinds, treatments, marks = file.known(KIND_LIST), file.known(TREATMENT_LIST), list(file.data["marks"])
    allowed = {
        "items": {"kind": kinds},
        "combinations": {"kinds": kinds, "kind": kinds, "marks": marks},
        "kinds": {"kind": kinds},
        "treatments": {"id": treatments, "needs_mask": kinds, "masks": treatments},
    }
    for section, names in allowed.items():
        for number, entry in enumerate(file.data[section]):
            for name, known in names.items():
                _refuse_unknown(file.document, (section, number, name), entry.get(name, []), known)


def _refuse_unknown(document: Document, place: Place, value: Any, known: list[str]) -> None:
    for each in [value] if isinstance(value, str) else value:
        if each not in known:
            near = difflib.get_close_matches(each, known, n=1)
            hint = f"是否想写“{near[0]}”？" if near else f"可用的值：{'、'.join(known)}"
            raise document.fault(place, f"“{place[-1]}”的值“{each}”不可用", hint, "unknown-name")


def _refuse_idle_rules(file: _File) -> None:
    """A rule without a condition would fit nothing, or everything."""
    conditions = {
        "items": ("words", "exact", "columns", "endings", "inside"),
        "datasets": ("words", "exact", "columns", "endings"),
        "combinations": ("kinds", "kinds_at_least", "marks", "titles", "records", "sensitive_records"),
    }
    for section, names in conditions.items():
        for number, entry in enumerate(file.data[section]):
            if not any(entry.get(name) for name in names):
                message = f"规则“{entry['id']}”没有任何条件"
                raise file.document.fault((section, number), message, f"请写 {'、'.join(names)} 之一", "idle-rule")


def _refuse_single_signs(file: _File) -> None:
    """One sign is in too many names to say anything."""
    data = file.data
    entries: list[tuple[Place, Mapping[str, Any]]] = [
        *((("items", number), entry) for number, entry in enumerate(data["items"])),
        *((("marks", name), entry) for name, entry in data["marks"].items()),
        (("person_columns",), data["person_columns"]),
    ]
    for place, entry in entries:
        for name in ("words", "exact", "endings"):
            for number, word in enumerate(entry.get(name, ())):
                if len(han(word, file.signs)) < 2:
                    message = f"“{word}”只有一个字，说明不了什么"
                    raise file.document.fault((*place, name, number), message, "请写至少两个字", "short-word")


def _refuse_gaps(file: _File) -> None:
    """Every kind, way of de-identification and grade needs its entry."""
    wanted = (
        ("kinds", "kind", file.known(KIND_LIST)),
        ("treatments", "id", file.known(TREATMENT_LIST)),
        ("openness", "grade", [1, 2, 3, 4, "important", "core"]),
    )
    for section, name, values in wanted:
        found = [entry[name] for entry in file.data[section]]
        for value in values:
            if found.count(value) != 1:
                message = f"“{section}”中“{value}”应当恰好出现一次，现有 {found.count(value)} 次"
                raise file.document.fault((section,), message, f"请核对各条的 {name}", "gap")
