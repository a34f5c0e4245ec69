"""Loads ``config/cross_border.yaml`` into frozen rules. A fault is a ``RuleError`` with file, line and the nearest value.

Here: file → values. Not here: what the rules do (``core/cross_border.py``).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ckanext.gxdata import rule_schemas, yaml_lines
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.cross_border import DATA, PROVIDERS, CrossBorderRule, CrossBorderRules
from ckanext.gxdata.yaml_lines import Document, Place

FILE = "cross_border.yaml"
GROUPS = ("asean", "rcep")
"""Marks of the code list of countries that stand for all that bear them."""

_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "minItems": 1, "items": _TEXT}
_RULE = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("id", "review", "zh", "en", "source"), _TEXT),
        **dict.fromkeys(("data", "unless", "providers", "hs", "partners"), _TEXTS),
        "certainty": {"enum": ["high", "medium", "unknown"]},
    },
    "required": ["id", "data", "review", "zh", "en", "source", "certainty"],
    "additionalProperties": False,
}
SCHEMA: rule_schemas.Schema = {
    "type": "object",
    "properties": {"zones": _TEXTS, "rules": {"type": "array", "minItems": 1, "items": _RULE}},
    "required": ["zones", "rules"],
    "additionalProperties": False,
}


def read_cross_border(config_dir: Path, codelists: Mapping[str, CodeList]) -> CrossBorderRules:
    """Reads and checks the file; the first fault is raised. Without code lists of reviews or zones nothing is read."""
    if not {"cross_border_review", "zone", "country", "hs_chapter"} <= codelists.keys():
        return CrossBorderRules((), frozenset(), {}, {})
    document = yaml_lines.read(config_dir / FILE, f"{config_dir.name}/{FILE}")
    rule_schemas.check(document, SCHEMA)
    _refuse_doubles(document)
    reviews = codelists["cross_border_review"]
    zones, members = codelists["zone"], _members(codelists["country"])
    _known(document, ("zones",), [code.id for code in zones.codes])
    judged = [
        code.id
        for code in zones.codes
        if code.id in document.data["zones"] or zones.root_id(code.id) in document.data["zones"]
    ]
    return CrossBorderRules(
        rules=tuple(_rule(document, ("rules", number), codelists) for number in range(len(document.data["rules"]))),
        zones=frozenset(judged),
        strictness={code.id: int(code.extra.get("strictness", 0)) for code in reviews.codes},
        zone_partners={zone: members[zones.root_id(zone)] for zone in judged if zones.root_id(zone) in members},
    )


def _members(countries: CodeList) -> dict[str, frozenset[str]]:
    """China is a member of RCEP, but no partner of itself."""
    return {
        group: frozenset(code.id for code in countries.codes if code.extra.get(group) is True and code.id != "CN")
        for group in GROUPS
    }


def _rule(document: Document, place: Place, codelists: Mapping[str, CodeList]) -> CrossBorderRule:
    entry: Mapping[str, Any] = document.data["rules"][place[1]]
    countries = codelists["country"]
    allowed: Mapping[str, list[str]] = {
        "data": list(DATA),
        "unless": list(DATA),
        "providers": list(PROVIDERS),
        "hs": [code.id for code in codelists["hs_chapter"].codes],
        "partners": [*GROUPS, *(code.id for code in countries.codes)],
    }
    for part, values in allowed.items():
        _known(document, (*place, part), values)
    _known(document, (*place, "review"), [code.id for code in codelists["cross_border_review"].codes])
    members = _members(countries)
    partners = [country for each in entry.get("partners", ()) for country in members.get(each, (each,))]
    return CrossBorderRule(
        id=entry["id"],
        review=entry["review"],
        data=frozenset(entry["data"]),
        unless=frozenset(entry.get("unless", ())),
        providers=frozenset(entry.get("providers", ())),
        hs=frozenset(entry.get("hs", ())),
        partners=frozenset(partners),
        message={"zh": entry["zh"], "en": entry["en"]},
        source=entry["source"],
        certainty=entry["certainty"],
    )


def _known(document: Document, place: Place, allowed: Iterable[str]) -> None:
    value: Any = document.data
    for part in place:
        value = value.get(part, []) if isinstance(value, Mapping) else value[part]
    names = list(allowed)
    for number, written in enumerate(value if isinstance(value, list) else [value]):
        if written not in names:
            near = difflib.get_close_matches(str(written), names, n=3) or names[:8]
            here = (*place, number) if isinstance(value, list) else place
            raise document.fault(here, f"“{written}”不可用", f"可用的有：{'、'.join(near)}", "unknown-code")


def _refuse_doubles(document: Document) -> None:
    seen: set[str] = set()
    for number, entry in enumerate(document.data["rules"]):
        if entry["id"] in seen:
            raise document.fault(
                ("rules", number, "id"), f"规则“{entry['id']}”重复", "每条规则的 id 只能出现一次", "duplicate-id"
            )
        seen.add(entry["id"])
