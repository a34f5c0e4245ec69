"""Helpers of badges and 高价值: why a dataset has them, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata import config
from ckanext.gxdata.core import badges
from ckanext.gxdata.core.badge_rules import HIGH_VALUE, Rules
from ckanext.gxdata.core.wording import say
from ckanext.gxdata.helpers import codes


def gxdata_value(package: Mapping[str, Any]) -> dict[str, Any]:
    """``{"kind": high | basic | "", "title", "reasons": […], "decided"}`` of a dataset as the reader gets it."""
    rules = config.rulebook().badges
    return _told(badges.value_of(package, rules), rules)


def gxdata_high_value(package: Mapping[str, Any]) -> dict[str, Any] | None:
    """``gxdata_value`` of a dataset of high value, None of others."""
    rules = config.rulebook().badges
    value = badges.high_value_of(package, rules)
    return _told(value, rules) if value else None


def _told(value: badges.Value, rules: Rules) -> dict[str, Any]:
    language, titles = codes.language(), {"high": rules.high.title, "basic": rules.basic.title}
    return {
        "kind": value.kind,
        "title": say(titles[value.kind], language) if value.kind else "",
        "reasons": [say(reason.text, language) for reason in value.reasons],
        "decided": value.decided,
    }


def gxdata_badges(package: Mapping[str, Any]) -> list[dict[str, str]]:
    """Badges of an answer of ``package_show``, less 高价值, which is a mark of its own."""
    return [badge for badge in package.get("badges") or () if badge["id"] != HIGH_VALUE]


def gxdata_percent(share: float) -> str:
    """A share from 0 to 1 for people: ``40.1%``; what is there but little is never shown as nothing."""
    if 0 < share < 0.001:
        return "<0.1%"
    return f"{100 * share:.1f}".removesuffix(".0") + "%"


def gxdata_may_decide_value(package: Mapping[str, Any]) -> bool:
    """Whether the reader may decide about the value of a dataset."""
    return bool(tk.current_user.is_authenticated) and bool(
        tk.h.check_access("gxdata_high_value_decide", {"id": package["id"]})
    )
