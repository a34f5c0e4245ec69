"""The shape of ``config/badges.yaml`` as JSON Schema. Not here: what it means (``badge_rules.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core.badge_rules import CODED, COUNTED, STATES, WORDED
from ckanext.gxdata.core.codelists import LANGUAGES

Schema = Mapping[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = {"type": "array", "minItems": 1, "items": _TEXT}
_ID: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$"}
_CONDITIONS: Schema = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}
GROUPS = ("any", "all", "none")
PLAIN = ("wanted", "filled")


def _closed(properties: Schema, *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_LABELS = _closed(dict.fromkeys(LANGUAGES, _TEXT), "zh", "en")
_CONDITION = _closed(
    {
        **dict.fromkeys(GROUPS, _CONDITIONS),
        "fact": {"enum": [*CODED, *STATES, *COUNTED, *WORDED, *PLAIN]},
        **dict.fromkeys(("one_of", "words", "fields"), _TEXTS),
        "least": {"type": "integer", "minimum": 1},
        **dict.fromkeys(("says", "because"), _LABELS),
        "source": _TEXT,
    }
)
_RULE = _closed(
    {
        "id": _ID,
        **dict.fromkeys(("title", "about"), _LABELS),
        "source": _TEXT,
        "certainty": {"enum": ["high", "medium", "unknown"]},
        "when": _CONDITIONS,
    },
    *("id", "title", "about", "source", "certainty", "when"),
)
BADGES: Schema = {
    **_closed(
        {
            "baseline": _closed(
                {"share": {"type": "integer", "minimum": 0, "maximum": 100}, "source": _LABELS, "note": _LABELS},
                *("share", "source", "note"),
            ),
            "words": {"type": "object", "additionalProperties": _TEXTS},
            "high": _RULE,
            "basic": _RULE,
            "badges": {"type": "array", "items": _RULE},
        },
        *("baseline", "words", "high", "basic", "badges"),
    ),
    "$defs": {"condition": _CONDITION},
}
