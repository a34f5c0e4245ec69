"""Names and sentences about zones in a reader's language: title, about, provider, why a dataset is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata import config
from ckanext.gxdata.core.translations import said
from ckanext.gxdata.core.wording import Labels, say
from ckanext.gxdata.core.zone_coverage import Cell, Lack, Near, Target
from ckanext.gxdata.core.zone_figures import Member
from ckanext.gxdata.logic import zone_catalog as catalog

NEAREST = 2
"""Of the datasets that nearly fill a target, so many are named."""
_LEAST: tuple[Lack, ...] = ("period", "national", "register", "resources")


def title(zone_id: str, language: str) -> str:
    return say(catalog.zones()[zone_id].labels, language)


def about(zone_id: str, language: str) -> str:
    """What the zone is; of a sub-zone what belongs to it, where the rules say so."""
    told = config.rulebook().zone_targets.about.get(zone_id) or _subject(zone_id)
    return say(told, language)


def _subject(zone_id: str) -> Labels:
    subject = config.rulebook().zones.by_id.get(zone_id)
    return subject.about if subject else {}


def provider(target: Target, language: str) -> str:
    """Who would provide it: a department of the portal, or another body."""
    others = config.rulebook().zone_targets.providers
    if target.provider in others:
        return say(others[target.provider], language)
    return say(config.rulebook().codelists["organization"][target.provider].labels, language)


def missing(cell: Cell, language: str, members: Mapping[str, Member]) -> dict[str, Any]:
    """One entry of the public list of missing data. ``members`` by name of their dataset."""
    target, who = cell.target, provider(cell.target, language)
    return {
        "id": target.id,
        "title": say(target.title, language),
        "why": _why(cell, who, language, members),
        "zone": target.zone,
        "zone_title": title(target.zone, language),
        "kind": say(config.rulebook().zone_targets.kinds[target.kind], language),
        "provider": who,
        "organization": "" if target.provider in config.rulebook().zone_targets.providers else target.provider,
        "near": [_near(each, language, members[each.name]) for each in nearest(cell.near)],
    }


def nearest(near: Sequence[Near]) -> list[Near]:
    """Those that lack least."""
    return sorted(near, key=lambda each: _LEAST.index(each.lack))[:NEAREST]


def _near(near: Near, language: str, member: Member) -> dict[str, Any]:
    text, tag = _title(member, language)
    return {"name": near.name, "title": text, "language": tag, "lack": near.lack, "lacks": _lacks(near, language, member)}


def _lacks(near: Near, language: str, member: Member) -> str:
    frequencies = config.rulebook().codelists["update_frequency"]
    if near.lack == "period" and member.update_frequency in frequencies:
        often = say(frequencies[member.update_frequency].labels, language)
        return str(tk._("updates: {promise}").format(promise=often))
    says = {
        "period": tk._("no promised update"),
        "register": tk._("not a register"),
        "resources": tk._("without a file or interface"),
        "national": tk._("figures of the whole country"),
    }
    return str(says[near.lack])


def _title(member: Member, language: str) -> tuple[str, str]:
    return said({"title": member.candidate.title, "title_translated": member.titles}, "title", language)


def met(cell: Cell, language: str) -> dict[str, Any]:
    """One target that is there, with the names of the datasets that fill it."""
    shown = {"id": cell.target.id, "title": say(cell.target.title, language), "zone": cell.target.zone}
    return {**shown, "datasets": list(cell.datasets)}


def _why(cell: Cell, who: str, language: str, members: Mapping[str, Member]) -> str:
    matter = say(cell.target.why, language)
    if cell.closed:
        name, _ = _title(members[cell.closed[0]], language)
        return str(tk._("{matter}. “{dataset}” is in the catalog but not opened.").format(matter=matter, dataset=name))
    return str(tk._("{matter}. {provider} has not listed such a dataset yet.").format(matter=matter, provider=who))
