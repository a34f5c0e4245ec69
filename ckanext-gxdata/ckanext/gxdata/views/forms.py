"""The dataset form: which field stands in which step, what is folded away, and what was wrong. Pure.

A field that no step names comes last, so that none is ever missing. Not here: the words of the steps (the template).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Field = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """``usual`` fields stand open, those one must fill first; ``rare`` ones are folded."""

    id: str
    usual: tuple[str, ...]
    rare: tuple[str, ...] = ()


DATASET_STEPS = (
    Step(
        "what",
        ("title", "title_translated", "notes", "notes_translated", "owner_org", "name", "tag_string"),
        ("resource_code", "source_identifier", "language", "version", "machine_translated"),
    ),
    Step(
        "kind",
        ("theme", "region"),
        ("zone", "industry", "catalog_class", "classification_object", "admin_level", "spatial", "spatial_crs",
         "related_codes", "partner_countries", "hs_chapters"),
    ),
    Step("when", ("update_frequency", "modified", "temporal_start", "temporal_end"), ("issued",)),
    Step(
        "open",
        ("open_type", "open_condition", "closed_reason", "data_grade", "general_level", "contains_personal_info",
         "contains_sensitive_pi", "desensitisation"),
        ("format_reason", "share_type", "share_mode", "share_condition", "cross_border_sensitive", "cross_border_note"),
    ),
    Step(
        "rights",
        ("license_id", "provider_kind", "own_terms"),
        ("rights_holder", "source_system", "provenance", "legal_basis", "liability", "registration_code",
         "registration_authority", "authorised_operation", "authorised_operator", "authorisation_start",
         "authorisation_end", "disclosure_url"),
    ),
    Step(
        "who",
        ("contact_phone", "contact_email", "contact_name"),
        ("provider_inner_unit", "provider_code", "content_responsible", "safety_responsible"),
    ),
)  # fmt: skip
RESOURCE_STEPS = (
    Step(
        "file",
        ("url", "name", "format", "description"),
        ("period_start", "period_end", "encoding", "delimiter", "header_rows", "sheet", "row_count", "resource_type",
         "format_class", "mimetype", "access_url", "api_doc", "api_auth", "api_rate_limit", "hash", "hash_algorithm",
         "conforms_to"),
    ),
    Step("items", ("schema",)),
)  # fmt: skip
REST = "more"
FILLED_BY_THEMSELVES = frozenset(
    {
        "language", "catalog_class", "admin_level", "spatial_crs", "issued", "share_type", "share_mode",
        "share_condition", "cross_border_sensitive", "provider_code", "zone", "resource_type", "format_class", "mimetype",
    }
)  # fmt: skip
"""Their values were seldom typed (``core/derived``), so they open no fold."""
_ITEM = re.compile(r"信息项 (\d+)")
_IDS = {"owner_org": "field-organizations", "url": "field-resource-url"}


@dataclass(frozen=True, slots=True)
class FormStep:
    id: str
    usual: tuple[Field, ...]
    rare: tuple[Field, ...]
    is_open: bool
    """The fold: it holds an error, or something a person filled in."""
    faults: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the summary; ``anchor`` is the id of the input."""

    anchor: str
    text: str


def steps(wanted: Sequence[Step], fields: Iterable[Field], data: Mapping[str, Any], errors: Any) -> list[FormStep]:
    """The steps with the fields the form shows; a step without any is left out."""
    left = {str(field["field_name"]): field for field in fields if field.get("form_snippet", "") is not None}
    wrong = {name for name in left if errors and errors.get(name)}
    found = [_step(step, left, data, wrong) for step in wanted]
    if left:
        found.append(FormStep(REST, tuple(left.values()), (), False, len(wrong & left.keys())))
    return [step for step in found if step.usual or step.rare]


def _step(step: Step, left: dict[str, Field], data: Mapping[str, Any], wrong: set[str]) -> FormStep:
    usual = tuple(left.pop(name) for name in step.usual if name in left)
    rare = tuple(left.pop(name) for name in step.rare if name in left)
    names = {str(field["field_name"]) for field in rare}
    typed = any(_is_filled(data.get(name)) for name in names - FILLED_BY_THEMSELVES)
    all_names = names | {str(field["field_name"]) for field in usual}
    return FormStep(step.id, usual, rare, bool(typed or names & wrong), len(all_names & wrong))


def _is_filled(value: Any) -> bool:
    return value not in (None, "", [], {}, "[]", "{}")


def faults(fields: Iterable[Field], data: Mapping[str, Any], errors: Any, label: Callable[[Field], str]) -> list[Fault]:
    """Every error once, in the order of the form; each says the field and, where the message does not, the value."""
    known = {str(field["field_name"]): field for field in fields}
    names = [*(name for name in known if name in errors), *(name for name in errors if name not in known)]
    found = [fault for name in names for fault in _faults(name, known.get(name), data, errors[name], label)]
    return list(dict.fromkeys(found))


def _faults(
    name: str, field: Field | None, data: Mapping[str, Any], told: Any, label: Callable[[Field], str]
) -> list[Fault]:
    said = label(field) if field else ""
    return [Fault(_anchor(name, text), _sentence(said, text, data.get(name), field)) for text in _texts(told)]


def _texts(told: Any) -> list[str]:
    """Messages, also those inside: an error of a resource is a mapping in a list."""
    if isinstance(told, Mapping):
        return [text for value in told.values() for text in _texts(value)]
    if isinstance(told, (list, tuple)):
        return [text for value in told for text in _texts(value)]
    return [str(told)] if told else []


def _anchor(name: str, text: str) -> str:
    item = _ITEM.search(text) if name == "schema" else None
    return f"item-{item[1]}" if item else _IDS.get(name, f"field-{name}")


def _sentence(said: str, text: str, value: Any, field: Field | None) -> str:
    is_told = not said or (text[:1] in "“「" and text[1:].startswith(said))
    sentence = text if is_told else f"{said}：{text}"
    is_short = isinstance(value, str) and 0 < len(value) <= 60 and "code_list" not in (field or {})
    return f"{sentence}（所填：{value}）" if is_short and value not in text else sentence


def item_faults(told: Any) -> dict[int, list[str]]:
    """Errors of 信息项 by the number of their row; 0 for those of the whole."""
    found: dict[int, list[str]] = {}
    for text in _texts(told):
        item = _ITEM.search(text)
        found.setdefault(int(item[1]) if item else 0, []).append(text)
    return found
