"""What the mapping of a source could not read, as questions to a person: gathered from the findings of its staged records.

Not here: the answers (``action/mapping``), what becomes of them (``core/mapping_lines``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model

from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.labels import label_key
from ckanext.gxdata.core.mapping_findings import near_codes
from ckanext.gxdata.core.mapping_lines import MappingLine
from ckanext.gxdata.core.mapping_rules import FieldRule, RecordMapping
from ckanext.gxdata.core.text import as_text, key
from ckanext.gxdata.model import HarvestRecord, HarvestSource
from ckanext.gxdata.rulebook import Rulebook

KINDS = {"unknown-code": "code", "unknown-label": "label", "unlikely-label": "label"}
"""Findings that a line of the mapping answers."""
MOST, MOST_CHOICES, SUGGESTED = 500, 60, 5
EXAMPLES, SAMPLE_LENGTH = 3, 200

_GATHER = sa.text(
    """
    SELECT rule, field, value, count(*) AS records, (array_agg(guid ORDER BY position))[1:3] AS examples
    FROM (SELECT DISTINCT record.guid, record.position, finding->>'rule' AS rule, finding->>'value' AS value,
                 regexp_replace(finding->>'pointer', '\\[[0-9]+\\]', '', 'g') AS field
          FROM gxdata_harvest_record AS record, jsonb_array_elements(record.findings) AS finding
          WHERE record.source_id = :source AND record.state <> 'missing' AND finding->>'rule' = ANY(:rules)) AS found
    GROUP BY rule, field, value
    ORDER BY records DESC, field, value
    """
)


@dataclass(frozen=True, slots=True)
class Question:
    """``field`` is empty for a label. ``records`` counts those staged ones that ask it."""

    kind: str
    field: str
    value: str
    records: int
    examples: tuple[str, ...]

    def and_also(self, other: Question) -> Question:
        """The same in another way of writing it."""
        return replace(
            self, records=self.records + other.records, examples=(*self.examples, *other.examples)[:EXAMPLES]
        )

    def is_answered_by(self, line: MappingLine) -> bool:
        """Compared as the mapping compares."""
        same = label_key if self.kind == "label" else key
        return (line.kind, line.field, same(line.value)) == (self.kind, self.field, same(self.value))


def asked(source: HarvestSource) -> list[Question]:
    """All of a source, the most frequent first; answered or not. One pass over its records in the database."""
    rows = model.Session.execute(_GATHER, {"source": source.id, "rules": list(KINDS)})
    merged: dict[tuple[str, str, str], Question] = {}
    for rule, place, value, records, examples in rows:
        kind = KINDS[rule]
        question = Question(kind, place if kind == "code" else "", value, records, tuple(examples))
        same = (kind, question.field, label_key(value) if kind == "label" else key(value))
        first = merged.get(same)
        merged[same] = first.and_also(question) if first else question
    return sorted(merged.values(), key=lambda question: -question.records)


def is_open(question: Question, lines: Iterable[MappingLine]) -> bool:
    """Whether nobody has answered it yet: until the next run the findings stand all the same."""
    return not any(question.is_answered_by(line) for line in lines)


@dataclass
class Asking:
    """What a question is shown with, for one source."""

    source: HarvestSource
    rules: Rulebook
    mapping: RecordMapping
    _used: dict[str, Counter[str]] = field(default_factory=dict)

    def shown(self, question: Question) -> dict[str, Any]:
        """As the action answers it."""
        told = self._about_code(question) if question.kind == "code" else self._about_label(question)
        counted = {"records": question.records, "examples": list(question.examples)}
        return {"kind": question.kind, "field": question.field, "value": question.value, **counted, **told}

    def _about_code(self, question: Question) -> dict[str, Any]:
        rule = self.field_rules.get(question.field)
        code_list = self.rules.codelists.get(rule.code_list) if rule else None
        if rule is None or code_list is None:  # the mapping is another one than when it was asked
            return {"field_title": question.field, "code_list": "", "sample": "", "suggestions": [], "choices": []}
        near = near_codes(code_list, question.value) or self._most_used(question.field, code_list)
        choices = code_list.codes if len(code_list.codes) <= MOST_CHOICES else ()
        return {
            "field_title": rule.label,
            "code_list": code_list.id,
            "sample": question.value,
            "suggestions": _options(near, code_list),
            "choices": _options(choices, code_list),
        }

    def _about_label(self, question: Question) -> dict[str, Any]:
        sample = self._sample(question)
        labels = self.mapping.reading.labels
        near = [
            *map(labels.notions.__getitem__, labels.elsewhere(question.value)),
            *labels.suggest(question.value, sample),
        ]
        options = {notion.id: notion.title for notion in near}
        return {
            "field_title": "",
            "code_list": "",
            "sample": as_text(sample)[:SAMPLE_LENGTH],
            "suggestions": [{"id": name, "title": title} for name, title in options.items()],
            "choices": [{"id": notion.id, "title": notion.title} for notion in labels.notions.values()],
        }

    def _sample(self, question: Question) -> Any:
        """What stands under the label in the first record that has it."""
        record = model.Session.get(HarvestRecord, (self.source.id, question.examples[0]))
        reading = self.mapping.reading
        part = reading.at.search(record.payload) if record is not None and reading.at else None
        value = part.get(question.value) if isinstance(part, dict) else None
        return value[0] if isinstance(value, list) and value else value

    @cached_property
    def field_rules(self) -> dict[str, FieldRule]:
        """Rules by field, those of resources as ``resources.format``."""
        of_resources = {f"resources.{rule.name}": rule for rule in self.mapping.resource_fields}
        return {**{rule.name: rule for rule in self.mapping.fields}, **of_resources}

    def _most_used(self, name: str, code_list: CodeList) -> list[Code]:
        """What the portal holds most of, then the first of the list."""
        if name not in self._used:
            self._used[name] = _held(name)
        ranked = [code_list[code] for code, _ in self._used[name].most_common() if code in code_list]
        rest = [code for code in code_list.children("") if code not in ranked]
        return [*ranked, *rest][:SUGGESTED]


def _held(name: str) -> Counter[str]:
    """How often the catalog holds each value of a field; of one with several values, each."""
    column = model.Resource.format if name == "resources.format" else model.Package.extras[name].astext
    held: Counter[str] = Counter()
    for value, count in model.Session.query(column, sa.func.count()).filter(column.isnot(None)).group_by(column):
        held.update(dict.fromkeys(_several(value), count))
    return held


def _several(value: str) -> list[str]:
    try:
        loaded = json.loads(value) if value.startswith("[") else value
    except ValueError:
        return []
    return [str(each) for each in loaded] if isinstance(loaded, list) else [str(loaded)]


def _options(codes: Iterable[Code], code_list: CodeList) -> list[dict[str, str]]:
    language = tk.h.lang() or "zh"
    return [{"id": code.id, "title": code_list.label(code.id, language)} for code in codes]


def refusal(field: str, message: str) -> tk.ValidationError:
    """One problem of one argument."""
    return tk.ValidationError({field: [message]})
