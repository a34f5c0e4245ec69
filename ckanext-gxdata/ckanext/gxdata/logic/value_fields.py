"""高价值 and badges between storage and answers: stored is what a person decided, answered is what holds today.

Here: the badges of an answer, and what of a write is left out. Not here: the rules (``core/badges.py``), the decision
itself (``action/high_value.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core import badges
from ckanext.gxdata.core.access import flat
from ckanext.gxdata.core.wording import say

BADGES = "badges"
FIELDS = ("high_value", "high_value_reason")
DECIDED = "gxdata_high_value_decided"
"""Set in the context by our own action only: ``FIELDS`` as a person has just decided them."""


def answered(dataset: Mapping[str, Any], language: str, today: date) -> dict[str, Any]:
    """What ``package_show`` answers of a dataset's badges; ``dataset`` is as stored."""
    rules = config.rulebook().badges
    titles = {rule.id: rule.title for rule in rules.all}
    earned = badges.badges(flat(dataset), rules, today)
    return {
        BADGES: [
            {"id": badge.id, "title": say(titles[badge.id], language), "reason": sentence(badge.reasons, language)}
            for badge in earned
        ]
    }


def sentence(reasons: tuple[badges.Reason, ...], language: str) -> str:
    """All reasons in one line."""
    return ("；" if language.startswith("zh") else "; ").join(say(reason.text, language) for reason in reasons)


def keep_decided(context: Context, data: dict[str, Any], stored: Mapping[str, Any]) -> None:
    """Makes of an answer that is sent back what may be stored. ``stored`` is empty for a dataset being created.

    Badges are made anew at each answer. What a person decided survives a harvest and a form that does not have it, and
    changes by ``gxdata_high_value_decide`` alone, so that there is always a reason.
    """
    data.pop(BADGES, None)
    decided: Mapping[str, Any] = context.get(DECIDED, stored)  # type: ignore[assignment]
    for name in FIELDS:
        data.pop(name, None)
        data.update({name: decided[name]} if decided.get(name) else {})
