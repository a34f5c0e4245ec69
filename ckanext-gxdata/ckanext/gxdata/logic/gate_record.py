"""The record that the publish gate judges: as it will be stored, from what is written and what is stored already.

Here: reading only, and no opinion. Not here: what the rules say of it (``core/grading``), what is done then (``gate``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import FlattenDataDict, FlattenKey

from ckanext.gxdata.core import extras, grading
from ckanext.gxdata.core.grading import Grade, Reason
from ckanext.gxdata.core.grading_review import grade_of
from ckanext.gxdata.dataset_fields import dataset_fields

PROTECTION = (
    "data_grade", "general_level", "contains_personal_info", "contains_sensitive_pi", "review_state", "reviewer", "review_time",
)  # fmt: skip
"""Texts that only rise, or that only a review changes."""
COLUMNS = ("id", "name", "title", "notes", "owner_org", "private", "state")
"""Kept by CKAN when a write leaves them out; every other field is then gone."""
FIELDS_OF_GATE = {
    "protected_public": ("data_grade",),
    "condition_missing": ("open_condition",),
    "reason_missing": ("closed_reason",),
    "level_open": ("open_type", "general_level"),
}
"""At which fields a form tells of a rule of ``Rules.gate``: where the remedy lies; of all others that is the openness."""
PERSONAL = ("personal_open", "claim_refuted")
"""Rules of ``Rules.gate`` about columns with personal data."""


@lru_cache(maxsize=1)
def _own_fields() -> frozenset[str]:
    return frozenset(name for name in dataset_fields().labels if "." not in name)


def fold_extras(data: dict[str, Any], stored: Mapping[str, Any]) -> dict[str, list[str]]:
    """Fields of ours given as ``extras`` become fields: as extras they would pass by every validator. What stays there,
    because a field beside it says otherwise, is told."""
    if not isinstance(data.get("extras"), list):
        return {}
    found = extras.folded(data, stored, _own_fields())
    data.update(found.fields)
    data["extras"] = found.rest
    return {name: [extras.contradiction(name)] for name in found.contradictory}


def fresh(original: Mapping[str, Any]) -> dict[str, Any]:
    """The stored record with what is in the database now, locked until this write ends.

    Somebody may have raised the grade or withdrawn the dataset since it was read.
    """
    if not original:
        return {}
    query = model.Session.query(model.Package.extras, model.Package.private, model.Package.state)
    row = query.filter(model.Package.id == original["id"]).with_for_update().one()
    known = {key: value for key, value in row[0].items() if key in PROTECTION}
    return {**original, **known, "private": row[1], "state": row[2]}


def whole(data: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """What will be stored, unchanged resources included, before CKAN has validated it."""
    kept = {name: stored[name] for name in (*COLUMNS, "resources") if name in stored}
    return {**kept, **data}


def grade(fields: Mapping[str, Any]) -> tuple[Grade, ...]:
    return grade_of(fields)


def declared(fields: Mapping[str, Any], stored: tuple[Grade, ...]) -> tuple[Grade, ...]:
    """The grade that a write declares. *General* without a level is less than important, whatever level comes of it."""
    says_general = fields.get("data_grade") == grading.GENERAL and not fields.get("general_level")
    return (Grade(4),) if says_general and stored and max(stored) > Grade(4) else grade_of(fields)


ASKED = ("private", "state", "review_state", "resource_code", "open_type", "open_condition", "closed_reason")
"""All that the gate looks at of a validated dataset."""


def validated(data: FlattenDataDict) -> dict[str, Any]:
    """``ASKED`` out of CKAN's flat data, as they are about to be saved; lists are lists again."""
    fields = {name: value for name in ASKED if (value := data.get((name,), tk.missing)) is not tk.missing}
    own = _own_fields()
    named = [(key[1], value) for key, value in data.items() if key[-1] == "key" and value in ASKED and _is_extra(key)]
    for number, name in sorted(named):
        if name in own:
            fields[name] = data.get(("extras", number, "value"))
    return {name: _loaded(value) for name, value in fields.items()}


def _is_extra(key: FlattenKey) -> bool:
    return len(key) == 3 and key[0] == "extras"


def _loaded(value: Any) -> Any:
    if not (isinstance(value, str) and value.startswith("[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def is_true(value: Any) -> bool:
    """As CKAN's ``boolean_validator`` takes it."""
    if isinstance(value, str):
        return value.lower() in ("true", "yes", "t", "y", "1")
    return isinstance(value, int) and bool(value)


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def fields_of_breach(reason: Reason, rules: grading.Rules) -> tuple[str, ...]:
    """The fields at which a form tells of this breach."""
    told = {rules.gate[name].id: fields for name, fields in FIELDS_OF_GATE.items()}
    return told.get(reason.rule, ("open_type",))


def sentence(reason: Reason, rules: grading.Rules) -> str:
    """The breach with the rule, where it comes from, and the remedy where the rule itself names none."""
    message = tk._("{message} (rule {rule}, {source})")
    told = str(message).format(message=reason.message, rule=reason.rule, source=reason.source)
    if reason.rule not in {rules.gate[name].id for name in PERSONAL}:
        return told
    return told + str(tk._("; remove the column, or anonymise it and say how, or open the dataset with conditions"))
