"""Rules of badges as the actions answer them: conditions in words, in the language of the reader."""

from __future__ import annotations

from typing import Any

from ckanext.gxdata.core.badge_rules import BadgeRule, Condition, Test
from ckanext.gxdata.core.wording import is_by_machine, say


def answered(rule: BadgeRule, language: str) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": say(rule.title, language),
        "about": say(rule.about, language),
        "source": rule.source,
        "certainty": rule.certainty,
        "machine_translated": is_by_machine(language),
        "conditions": [_condition(member, language) for member in rule.when.members],
    }


def _condition(condition: Condition, language: str) -> dict[str, Any]:
    if isinstance(condition, Test):
        return {"text": say(condition.says, language), "source": condition.source, "words": list(condition.words)}
    return {"kind": condition.kind, "members": [_condition(member, language) for member in condition.members]}
