"""信息项 of a dataset: read from its table schemas, and which rules each of them fits, alone and among the others.

What a generic column (电话, address, name) is depends on its neighbours. Neighbours can only make it personal, never
the other way round: adding a column never lowers anything. Not here: grades (``grading``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from ckanext.gxdata.core import held_columns, pii
from ckanext.gxdata.core.grading_rules import ItemRule, Reading, Rules
from ckanext.gxdata.core.grading_words import without
from ckanext.gxdata.core.text import as_text, clean, key

IDENTIFYING = frozenset(("name", "id_number", "phone", "address", "biometric"))
"""Kinds that say who a row is about."""

NO_KIND = "none"
NUMERIC = frozenset(("integer", "number", "n", "i", "b", "f", "y"))
SHORT_DESCRIPTION = 30
NAMES = ("name", "title", "item_name", "item_name_en", "label", "titles", "alias")
"""All that may name an item, here or in another standard (``titles`` is CSVW's); the strictest of them counts."""
_PARTS = (*NAMES, "info", "description", "type", "data_type", "item_grade", "personal_info_kind", "mask_rule")
"""All of a field that grading looks at."""
MOST_NAMES = 20
"""Of one property that holds several."""
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Item:
    """One 信息项 as given; ``resource`` and ``shown`` are fit to be repeated in a message.

    ``position`` is that of its resource; items of one resource and one ``sheet`` are neighbours.
    """

    resource: str
    position: int
    sheet: str
    name: str
    shown: str
    texts: tuple[str, ...]
    numeric: bool
    declared_grade: str
    declared_kind: str
    mask_rule: str


def read_items(dataset: Mapping[str, Any]) -> tuple[Item, ...]:
    """Of all resources, in order, and the columns that a resource holds beside them. What is no table schema holds no
    信息项: validators refuse it, grading reads on."""
    resources = dataset.get("resources")
    found: list[Item] = []
    for number, resource in enumerate(resources if isinstance(resources, (list, tuple)) else ()):
        if isinstance(resource, Mapping):
            fields = fields_of(resource.get("schema"))
            beside = list(held_columns.beside(resource, fields))
            if not fields and not beside:
                continue
            label = pii.redact(as_text(resource.get("name")))[:100] or f"资源 {number + 1}"
            found.extend(_item(label, number, each) for each in fields)
            found.extend(_item(label, number, each, sheet) for sheet, each in beside)
    return tuple(found)


def fields_of(schema: Any) -> list[Mapping[str, Any]]:
    """The fields of a table schema given as an object or as JSON text."""
    if isinstance(schema, str):
        try:
            schema = json.loads(schema)
        except (ValueError, RecursionError):
            return []
    fields = schema.get("fields") if isinstance(schema, Mapping) else None
    return [each for each in fields if isinstance(each, Mapping)] if isinstance(fields, (list, tuple)) else []


def recognise(items: Sequence[Item], heading: str, rules: Rules) -> list[tuple[ItemRule, ...]]:
    """By item of one resource, the rules that it fits there; ``heading`` is the title of the dataset and the resource."""
    candidates = [_candidates(item, rules) for item in items]
    subject = title_subject(heading, rules)
    accepted = [_with(each, [""]) for each in candidates]
    described = any(_describes_person(item, rules) for item in items)
    if described or _holds_person(accepted) or subject != "institution":
        accepted = _grown(candidates, accepted, "not_institution")
    row = described or _identifies(accepted)
    if row:
        accepted = _grown(candidates, accepted, "person_row")
    if row or subject == "person":
        accepted = _grown(candidates, accepted, "person")
    if _identifies(accepted):
        accepted = _grown(candidates, accepted, "identified")
    return [
        tuple(rule for rule in rules_of if rule in kept) for rules_of, kept in zip(candidates, accepted, strict=True)
    ]


def title_subject(heading: str, rules: Rules) -> str:
    """``person``, ``institution`` or neither: what the title is about stands last (残疾人服务机构, 机构服务的残疾人)."""
    text = rules.heading(heading)
    person = _last(text.han, text.tokens, rules.persons.words, rules.persons.columns, rules.persons.cut)
    institution = _last(text.han, text.tokens, rules.institutions.words, rules.institutions.columns, ())
    if person == institution:
        return ""
    return "person" if person > institution else "institution"


def marks_of(item: Item, rules: Rules) -> frozenset[str]:
    """Marks are words without a grade of their own: 经度, 车牌, 时间; a combination needs several."""
    return frozenset(mark for text in item.texts for mark in rules.reading(text).marks)


def _item(resource: str, number: int, field: Mapping[str, Any], sheet: str = "") -> Item:
    given = tuple(map(field.get, _PARTS))
    column = _known_column(given) if all(part is None or type(part) is str for part in given) else _column(given)
    place = f"{resource} › {pii.redact(sheet)[:50]}" if sheet else resource
    return Item(place, number, sheet, *column)


def _column(given: tuple[Any, ...]) -> tuple[str, str, tuple[str, ...], bool, str, str, str]:
    """What an ``Item`` has of its field alone, in its order; ``given`` are the field's ``_PARTS``."""
    field = dict(zip(_PARTS, given, strict=True))
    name = as_text(field["name"]) or as_text(field["item_name"])
    title, description = as_text(field["title"]), as_text(field["description"])
    texts = list(dict.fromkeys(_names(field)))
    if not _HAN.search("".join(texts)) and len(description) <= SHORT_DESCRIPTION:
        texts.append(description)
    return (
        pii.redact(name)[:100],
        _shown(name, title or as_text(field["item_name"])),
        tuple(text for text in texts if text),
        key(as_text(field["type"])) in NUMERIC or key(as_text(field["data_type"])) in NUMERIC,
        as_text(field["item_grade"]),
        as_text(field["personal_info_kind"]),
        as_text(field["mask_rule"]),
    )


_known_column = lru_cache(maxsize=16_384)(_column)
"""The columns of a source recur from record to record, and every record is graded when it lands and when it is admitted."""


def _names(field: Mapping[str, Any]) -> Iterator[str]:
    """Every name, of every language; ``info`` is the data dictionary of a DataStore table."""
    info = field["info"]
    label = info.get("label") if isinstance(info, Mapping) else None
    for given in (*(field[part] for part in NAMES), label):
        if given is None or isinstance(given, str):
            yield as_text(given)
            continue
        several = (
            given.values() if isinstance(given, Mapping) else given if isinstance(given, (list, tuple)) else (given,)
        )
        yield from map(as_text, islice(several, MOST_NAMES))


def _shown(name: str, title: str) -> str:
    label = f"{title}（{name}）" if title and clean(title) != clean(name) else name or title
    return pii.redact(label)[:100] or "（未命名）"


def _candidates(item: Item, rules: Rules) -> tuple[ItemRule, ...]:
    readings = [rules.reading(text) for text in item.texts]
    found = {rule.origin.id for reading in readings for rule in reading.rules}
    found -= _counted(item, readings)
    # "no personal information" is believed of a word that may be harmless, not of 身份证号.
    denied = rules.kind_words.get(key(item.declared_kind), "") == NO_KIND
    return (
        tuple(rule for rule in rules.items if rule.origin.id in found and not (denied and rule.needs)) if found else ()
    )


def _counted(item: Item, readings: Sequence[Reading]) -> set[str]:
    """Rules whose subject another name only counts (mobile: 手机用户数): a number is a figure then. What a Chinese name
    says plainly stays."""
    figures = "\n".join(reading.text.whole for reading in readings if reading.text.figure) if item.numeric else ""
    if not figures:
        return set()
    plain = {rule.origin.id for reading in readings if not reading.text.tokens for rule in reading.rules}
    found = {rule for reading in readings for rule in reading.rules if rule.origin.id not in plain}
    return {rule.origin.id for rule in found if any(start in figures for start in rule.words.starts())}


def _describes_person(item: Item, rules: Rules) -> bool:
    kind = rules.kind_words.get(key(item.declared_kind), "")
    return kind in IDENTIFYING or any(rules.reading(text).of_person for text in item.texts)


def _with(found: Iterable[ItemRule], needs: Sequence[str]) -> tuple[ItemRule, ...]:
    return tuple(rule for rule in found if rule.needs in needs)


def _grown(
    candidates: Sequence[tuple[ItemRule, ...]], accepted: Sequence[tuple[ItemRule, ...]], needs: str
) -> list[tuple[ItemRule, ...]]:
    """With the rules that count now; one of a kind that is known already says nothing new (name in full_name), nor does
    who it is about once it is known what it is (申请人身份证)."""
    return [
        (*kept, *(rule for rule in _with(found, [needs]) if not _says_nothing_new(rule, kept)))
        for found, kept in zip(candidates, accepted, strict=True)
    ]


def _says_nothing_new(rule: ItemRule, kept: Sequence[ItemRule]) -> bool:
    known = {each.kind for each in kept if each.kind}
    return rule.kind in known or (rule.needs == "person_row" and bool(known))


def _holds_person(accepted: Sequence[tuple[ItemRule, ...]]) -> bool:
    return any(rule.kind for found in accepted for rule in found)


def _identifies(accepted: Sequence[tuple[ItemRule, ...]]) -> bool:
    return any(rule.kind in IDENTIFYING for found in accepted for rule in found)


def _last(
    han: str, tokens: Sequence[str], words: Sequence[str], columns: Sequence[str], cut: tuple[str, ...]
) -> tuple[int, int]:
    left = without(han, cut)
    spaced = " ".join(tokens)
    in_han = max((left.rfind(word) + len(word) for word in words if word in left), default=-1)
    in_latin = max((spaced.rfind(word) + len(word) for word in columns if f" {word} " in f" {spaced} "), default=-1)
    return in_han, in_latin
