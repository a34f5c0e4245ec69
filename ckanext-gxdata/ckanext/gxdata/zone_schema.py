"""The shape of ``config/zones.yaml`` as JSON Schema. Not here: what it means (``zone_rules.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core.zone_rules import TEXT_FIELDS

Schema = Mapping[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = {"type": "array", "minItems": 1, "items": _TEXT}
_CERTAINTY: Schema = {"enum": ["high", "medium", "unknown"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def _closed(properties: Schema, required: tuple[str, ...]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _counts(keys: tuple[str, ...]) -> Schema:
    return _closed(dict.fromkeys(keys, _COUNT), keys)


EVIDENCE = ("words", "regions", "industries", "hs", "departments")
"""What a rule may be made of; exactly one of them (the loader says so)."""
_RULE = _closed(
    {
        "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$"},
        **dict.fromkeys((*EVIDENCE, "with", "not", "unless"), _TEXTS),
        "fields": {"type": "array", "minItems": 1, "items": {"enum": list(TEXT_FIELDS)}},
        "strength": {"enum": ["strong", "weak"]},
        "source": _TEXT,
        "certainty": _CERTAINTY,
    },
    ("id",),
)
_ZONE = _closed(
    {
        "id": _TEXT,
        "about": _closed(dict.fromkeys(("zh", "en", "vi", "th"), _TEXT), ("zh", "en", "vi")),
        "rules": {"type": "array", "items": _RULE},
    },
    ("id", "about", "rules"),
)
ZONES: Schema = _closed(
    {
        "source": _TEXT,
        "certainty": _CERTAINTY,
        "points": _closed(
            {
                "threshold": {"type": "integer", "minimum": 1},
                "strong": _counts(TEXT_FIELDS),
                "weak": _counts(TEXT_FIELDS),
                "codes": _counts(("region", "industry", "hs", "department")),
            },
            ("threshold", "strong", "weak", "codes"),
        ),
        "elsewhere": _closed(
            {
                "places": _TEXTS,
                "rules": {
                    "type": "array",
                    "items": _closed({"zones": _TEXTS, "records": _TEXTS}, ("zones",)),
                },
            },
            ("places", "rules"),
        ),
        "paperwork": _closed({"words": _TEXTS, "unless": _TEXTS}, ("words", "unless")),
        "zones": {"type": "array", "minItems": 1, "items": _ZONE},
    },
    ("source", "certainty", "points", "zones"),
)
