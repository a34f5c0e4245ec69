"""The shape of ``config/grading.yaml`` as JSON Schema. What it means: ``grading_rules``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core.grading_rules import GATE, NEEDS

Schema = Mapping[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = {"type": "array", "minItems": 1, "items": _TEXT}
_COUNT: Schema = {"type": "integer", "minimum": 1}
_GRADE: Schema = {"enum": [1, 2, 3, 4, "important", "core"]}
_OPEN_TYPE: Schema = {"enum": ["unconditional", "conditional", "closed"]}
_WORDS: Schema = dict.fromkeys(("words", "exact", "columns", "endings", "inside", "cut"), _TEXTS)
_ORIGIN: Schema = {
    "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$"},
    "title": _TEXT,
    "source": _TEXT,
    "certainty": {"enum": ["high", "medium", "unknown"]},
}
_ANY_ORIGIN = ("id", "source", "certainty")


def _closed(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _rule(properties: Schema, required: tuple[str, ...]) -> Schema:
    return {"type": "array", "minItems": 1, "items": _closed({**_ORIGIN, **properties}, (*_ANY_ORIGIN, *required))}


_ITEMS = _rule(
    {
        **_WORDS,
        "kind": _TEXT,
        "grade": _GRADE,
        "needs": {"enum": [need for need in NEEDS if need]},
        "sensitive": {"type": "boolean"},
    },
    ("title", "grade"),
)
_COMBINATIONS = _rule(
    {
        "kinds": _TEXTS,
        "kinds_at_least": _COUNT,
        "marks": _TEXTS,
        "titles": _closed(_WORDS),
        "titles_not": _TEXTS,
        "records": _COUNT,
        "sensitive_records": _COUNT,
        "kind": _TEXT,
        "grade": _GRADE,
        "sensitive": {"type": "boolean"},
    },
    ("title", "grade"),
)
_TREATMENTS = _rule(
    {
        "lowers_by": {"type": "integer", "minimum": 0, "maximum": 3},
        "not_below": {"type": "integer", "minimum": 1, "maximum": 4},
        "needs_mask": _TEXTS,
        "masks": _TEXTS,
    },
    ("title", "lowers_by", "not_below"),
)
_OPENNESS: Schema = {
    "type": "array",
    "items": _closed(
        {"grade": _GRADE, "default": _OPEN_TYPE, "widest": _OPEN_TYPE}, required=("grade", "default", "widest")
    ),
}
_GATE = _closed(dict.fromkeys(GATE, _closed(_ORIGIN, (*_ANY_ORIGIN, "title"))), required=GATE)

GRADING: Schema = _closed(
    {
        "figures": _closed(dict.fromkeys(("endings", "contains", "columns", "before", "numbers"), _TEXTS)),
        "variants": {"type": "object", "additionalProperties": _TEXT, "propertyNames": {"maxLength": 1}},
        "persons": _closed(_WORDS),
        "person_columns": _closed(_WORDS),
        "institutions": _closed(_WORDS),
        "items": _ITEMS,
        "marks": {"type": "object", "additionalProperties": _closed(_WORDS)},
        "combinations": _COMBINATIONS,
        "datasets": _rule({**_WORDS, "with": _closed(_WORDS), "grade": _GRADE}, ("title", "grade")),
        "kinds": _rule({"kind": _TEXT, "grade": _GRADE, "sensitive": {"type": "boolean"}}, ("kind", "grade")),
        "treatments": _TREATMENTS,
        "openness": _OPENNESS,
        "gate": _GATE,
    },
    required=(
        "figures",
        "variants",
        "persons",
        "person_columns",
        "institutions",
        "items",
        "marks",
        "combinations",
        "datasets",
        "kinds",
        "treatments",
        "openness",
        "gate",
    ),
)
