"""How much of the public catalog is of high value: counted by facets of the index, whoever asks, never per dataset.

Not here: the rules (``core/badges.py``), the pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata import config
from ckanext.gxdata.core.badge_rules import BadgeRule, Rules
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.wording import say
from ckanext.gxdata.logic.zone_catalog import ANYBODY

FRESH = "gx_fresh_until:{NOW TO *]"
"""Query of what is not overdue at this moment."""
Counts = Mapping[str, int]


def query(rule: BadgeRule, rules: Rules) -> str:
    """What the search is asked for the datasets that a rule holds for."""
    if rule.changes_daily:
        return FRESH
    return "gx_high_value:basic" if rule.id == rules.basic.id else f"gx_badges:{rule.id}"


def badge_counts(rules: Rules) -> dict[str, int]:
    """Public datasets by rule."""
    found = _search("*:*", "gx_badges", "gx_high_value")
    badges, values = _counts(found, "gx_badges"), _counts(found, "gx_high_value")
    counts = {rule.id: badges.get(rule.id, 0) for rule in rules.all}
    counts[rules.basic.id] = values.get("basic", 0)
    daily = {rule.id: _search(query(rule, rules))["count"] for rule in rules.badges if rule.changes_daily}
    return {**counts, **daily}


def shares(language: str) -> dict[str, Any]:
    """As ``gxdata_high_value_list`` answers."""
    found = {kind: _search(text, "organization", "gx_zone") for kind, text in _QUERIES.items()}
    book = config.rulebook()
    baseline = book.badges.baseline
    return {
        "total": _share({kind: answer["count"] for kind, answer in found.items()}),
        "departments": _departments(found, book.codelists["organization"], language),
        "zones": _zones(found, book.codelists["zone"], language),
        "baseline": {
            "basic_share": baseline.share / 100,
            "source": say(baseline.source, language),
            "note": say(baseline.note, language),
        },
    }


_QUERIES = {"high": "gx_high_value:high", "basic": "gx_high_value:basic", "all": "*:*"}


def _search(text: str, *fields: str) -> dict[str, Any]:
    wanted = {"q": "*:*", "fq": text, "rows": 0, "facet.field": list(fields), "facet.limit": -1}
    found: dict[str, Any] = tk.get_action("package_search")(dict(ANYBODY), wanted)
    return found


def _items(found: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    return [item for item in found["search_facets"].get(field, {}).get("items", ()) if item["count"]]


def _counts(found: Mapping[str, Any], field: str) -> dict[str, int]:
    return {str(item["name"]): int(item["count"]) for item in _items(found, field)}


def _share(counts: Counts) -> dict[str, Any]:
    """Counts with their shares of all; of nothing the share is 0."""
    whole = counts["all"]
    part = {kind: counts[kind] / whole if whole else 0.0 for kind in ("high", "basic")}
    return {**counts, "share": round(part["high"], 4), "basic_share": round(part["basic"], 4)}


def _each(found: Mapping[str, Any], field: str) -> dict[str, dict[str, int]]:
    """Counts of every value, by kind."""
    by_kind = {kind: _counts(answer, field) for kind, answer in found.items()}
    return {id_: {kind: counts.get(id_, 0) for kind, counts in by_kind.items()} for id_ in by_kind["all"]}


def _departments(found: Mapping[str, Any], known: CodeList, language: str) -> list[dict[str, Any]]:
    titles = {str(item["name"]): str(item["display_name"]) for item in _items(found["all"], "organization")}
    if not language.startswith("zh"):
        titles.update({id_: known.label(id_, language) for id_ in titles if id_ in known})
    rows = [{"id": id_, "title": titles[id_], **_share(counts)} for id_, counts in _each(found, "organization").items()]
    return sorted(rows, key=lambda row: (-row["all"], row["title"]))


def _zones(found: Mapping[str, Any], known: CodeList, language: str) -> list[dict[str, Any]]:
    """In the order of the code list; a zone without data is there too."""
    each, nothing = _each(found, "gx_zone"), dict.fromkeys(_QUERIES, 0)
    return [
        {
            "id": code.id,
            "parent": code.parent,
            "title": known.label(code.id, language),
            **_share(each.get(code.id, nothing)),
        }
        for code in known.codes
    ]
