"""数据出境: which review a dataset needs before it is provided abroad, by the rules of ``config/cross_border.yaml``.

Pure. It points out what has to be looked at and where that is written; it grants nothing, and thresholds in numbers of
persons are beyond what metadata can say. Not here: whether the data may be opened at all (``grading``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.gxdata.core.solr_values import listed, loaded

RESTRICTING = 5
"""Strictness from which on a review limits where the data may go."""
DATA = ("any", "personal", "sensitive", "important", "core", "geographic", "customs")
PROVIDERS = ("government", "enterprise", "social")


@dataclass(frozen=True, slots=True)
class CrossBorderRule:
    """Applies when the dataset holds one of ``data``, none of ``unless``, and fits every part that is not empty."""

    id: str
    review: str
    """A code of the list ``cross_border_review``."""
    data: frozenset[str]
    unless: frozenset[str]
    providers: frozenset[str]
    hs: frozenset[str]
    partners: frozenset[str]
    """Country codes; groups (asean, rcep) are opened up when the file is read."""
    message: Mapping[str, str]
    """By language: zh, en."""
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class CrossBorderRules:
    """``zones`` have to be judged, sub-zones included; ``strictness`` orders the reviews."""

    rules: tuple[CrossBorderRule, ...]
    zones: frozenset[str]
    strictness: Mapping[str, int]
    zone_partners: Mapping[str, frozenset[str]]
    """The countries that a zone stands for, where the dataset names none itself."""


@dataclass(frozen=True, slots=True)
class CrossBorderReview:
    """One review, and what of the dataset asks for it: kinds of data, HS chapters, countries."""

    rule: str
    review: str
    message: Mapping[str, str]
    because: tuple[str, ...]
    source: str
    certainty: str


def concerns(dataset: Mapping[str, Any], rules: CrossBorderRules) -> bool:
    """Whether the dataset has to do with other countries: by its zones, partner countries or HS chapters."""
    zones = set(listed(dataset.get("zone")))
    return bool(zones & rules.zones or listed(dataset.get("partner_countries")) or listed(dataset.get("hs_chapters")))


def cross_border_reviews(dataset: Mapping[str, Any], rules: CrossBorderRules) -> tuple[CrossBorderReview, ...]:
    """Every rule that applies, the strictest review first; nothing for a dataset that stays in the country."""
    if not concerns(dataset, rules):
        return ()
    kinds, partners = _kinds(dataset), _partners(dataset, rules)
    chapters = frozenset(listed(dataset.get("hs_chapters")))
    found = [
        CrossBorderReview(rule.id, rule.review, rule.message, because, rule.source, rule.certainty)
        for rule in rules.rules
        for because in _because(rule, kinds, partners, chapters, str(dataset.get("provider_kind") or "government"))
    ]
    return tuple(sorted(found, key=lambda review: -rules.strictness.get(review.review, 0)))


def is_restricted(reviews: tuple[CrossBorderReview, ...], rules: CrossBorderRules) -> bool:
    """Whether an authority has to be asked before the data leave the country; a look by the department is none."""
    return any(rules.strictness.get(review.review, 0) >= RESTRICTING for review in reviews)


def _because(
    rule: CrossBorderRule, kinds: frozenset[str], partners: frozenset[str], chapters: frozenset[str], provider: str
) -> Iterator[tuple[str, ...]]:
    if not rule.data & kinds or rule.unless & kinds or (rule.providers and provider not in rule.providers):
        return
    met = [(rule.hs, rule.hs & chapters), (rule.partners, rule.partners & partners)]
    if all(common for wanted, common in met if wanted):
        yield (*sorted((rule.data & kinds) - {"any"}), *(each for _wanted, common in met for each in sorted(common)))


def _partners(dataset: Mapping[str, Any], rules: CrossBorderRules) -> frozenset[str]:
    named = frozenset(listed(dataset.get("partner_countries")))
    zones = listed(dataset.get("zone"))
    return named or frozenset(country for zone in zones for country in rules.zone_partners.get(zone, ()))


def _kinds(dataset: Mapping[str, Any]) -> frozenset[str]:
    anonymous = dataset.get("desensitisation") == "anonymised"
    sensitive = _says(dataset, "contains_sensitive_pi") and not anonymous
    personal = sensitive or (
        (_says(dataset, "contains_personal_info") or _has_personal_items(dataset)) and not anonymous
    )
    grade = str(dataset.get("data_grade") or "")
    found = {
        "any": True,
        "personal": personal,
        "sensitive": sensitive,
        "important": grade == "important",
        "core": grade == "core",
        "geographic": _is_geographic(dataset),
        "customs": bool(listed(dataset.get("hs_chapters"))),
    }
    return frozenset(kind for kind, holds in found.items() if holds)


def _says(dataset: Mapping[str, Any], field: str) -> bool:
    return str(dataset.get(field)).lower() == "true"


def _resources(dataset: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [each for each in dataset.get("resources") or () if isinstance(each, Mapping)]


def _has_personal_items(dataset: Mapping[str, Any]) -> bool:
    schemas = (loaded(resource.get("schema")) for resource in _resources(dataset))
    fields = (schema.get("fields") for schema in schemas if isinstance(schema, Mapping))
    items = [item for each in fields if isinstance(each, list) for item in each if isinstance(item, Mapping)]
    return any(
        item.get("personal_info_kind") not in (None, "", "none") and item.get("open") is not False for item in items
    )


def _is_geographic(dataset: Mapping[str, Any]) -> bool:
    """Data about space; that a record names its extent makes it none."""
    by_theme = "geospatial" in listed(dataset.get("theme"))
    return by_theme or any(resource.get("format_class") == "geo" for resource in _resources(dataset))
