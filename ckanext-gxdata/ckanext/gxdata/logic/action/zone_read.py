"""Reading of zones: what is in them and why, what they should have, and what is missing. Answers GET, for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core import zone_coverage, zone_figures
from ckanext.gxdata.core.codelists import Code
from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.core.wording import is_by_machine
from ckanext.gxdata.core.zone_coverage import Cell
from ckanext.gxdata.core.zone_figures import Member
from ckanext.gxdata.logic import arguments
from ckanext.gxdata.logic import zone_catalog as catalog
from ckanext.gxdata.logic import zone_words as words

ORDERS = {"newest": "gx_modified desc, metadata_modified desc, name asc", "title": "title_string asc, name asc", "": ""}
"""By name; without a name the best match first."""


@tk.side_effect_free
def gxdata_zone_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """The zones in their order: ``[{"id", "title", "count", "target", "have", "subzones": [the same]}]``.

    ``target`` is the number of datasets a zone should have, ``have`` how many of them are there.
    """
    tk.check_access("gxdata_zone_list", context, data_dict)
    known = catalog.zones()
    counts = catalog.counts(context)
    cells = catalog.cells((code.id for code in known.codes), catalog.members(""))
    return [_summary(code, counts, cells) for code in known.children("")]


@tk.side_effect_free
def gxdata_zone_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """A zone or sub-zone (``id``): its datasets with the reason of each, and the data that is missing, with why.

    Optional: ``rows`` (up to 1000, the default) and ``start``; ``region``: division code whose datasets are wanted, with
    all places below it; ``q``: search words; ``sort``: ``newest`` (the default) or ``title``. The figures (``have``,
    ``missing``, ``on_time`` …) are of the public catalog.
    """
    tk.check_access("gxdata_zone_show", context, data_dict)
    zone = catalog.zone(arguments.text(data_dict, "id"))
    found = _search(context, zone, data_dict)
    everything = catalog.members(catalog.zones().root_id(zone.id))
    cells = catalog.cells(catalog.below(zone.id), everything)
    return {
        **_summary(zone, catalog.counts(context), cells),
        **_facts(zone),
        **_figures([member for member in everything if zone.id in member.candidate.zones]),
        **_coverage(cells, everything),
        "found": found["count"],
        "datasets": [_dataset(dataset, zone.id) for dataset in found["results"]],
    }


def _facts(zone: Code) -> dict[str, Any]:
    targets, language = config.rulebook().zone_targets, catalog.language()
    parent = words.title(zone.parent, language) if zone.parent else ""
    return {
        "parent": zone.parent,
        "parent_title": parent,
        "about": words.about(zone.id, language),
        "goal": targets.goal,
        "targets_source": {"source": targets.source, "certainty": targets.certainty},
        "machine_translated": is_by_machine(language),
        "feed": tk.url_for("gxdata_zone.feed", zone_id=zone.id, _external=True),
        "page": tk.url_for("gxdata_zone.read", zone_id=zone.id, _external=True),
    }


def _figures(members: Sequence[Member]) -> dict[str, Any]:
    fresh, promised = zone_figures.on_time(members, catalog.promised_lags(), datetime.now(SHANGHAI).date())
    return {
        "on_time": {"count": fresh, "of": promised},
        "departments": zone_figures.departments(members),
        "regions": zone_figures.by_city(members),
    }


def _coverage(cells: Sequence[Cell], members: Sequence[Member]) -> dict[str, Any]:
    language = catalog.language()
    known = {member.candidate.name: member for member in members}
    return {
        "missing": [words.missing(cell, language, known) for cell in cells if not cell.is_filled],
        "met": [words.met(cell, language) for cell in cells if cell.is_filled],
    }


def _summary(code: Code, counts: Mapping[str, int], cells: Sequence[Cell]) -> dict[str, Any]:
    ids = set(catalog.below(code.id))
    own = [cell for cell in cells if cell.target.zone in ids]
    return {
        "id": code.id,
        "title": words.title(code.id, catalog.language()),
        "count": counts.get(code.id, 0),
        "target": len(own),
        "have": zone_coverage.filled(own),
        "subzones": [_summary(child, counts, cells) for child in catalog.zones().children(code.id)],
    }


def _search(context: Context, zone: Code, data: dict[str, Any]) -> dict[str, Any]:
    filters = [f"gx_zone:{zone.id}"]
    if data.get("region"):
        filters.append(_within(arguments.text(data, "region")))
    wanted = {
        "fq": " AND ".join(filters),
        "rows": min(arguments.count(data, "rows", catalog.PAGE), catalog.PAGE),
        "start": arguments.count(data, "start", 0),
        "sort": _order(data),
    }
    if data.get("q"):
        wanted["q"] = arguments.text(data, "q")
    found: dict[str, Any] = tk.get_action("package_search")(catalog.reader(context), wanted)
    return found


def _order(data: Mapping[str, Any]) -> str:
    asked = data.get("sort") or ("" if data.get("q") else "newest")
    if asked not in ORDERS:
        known = catalog.comma().join(name for name in ORDERS if name)
        message = tk._("“{value}” is not an order; there are: {known}").format(value=asked, known=known)
        raise tk.ValidationError({"sort": [message]})
    return ORDERS[asked]


def _within(division: str) -> str:
    """Filter for a division and what lies below it; Guangxi itself and the whole country stand for themselves."""
    regions = config.rulebook().codelists["region"]
    if division not in regions:
        near = catalog.comma().join(code.id for code in regions.near(division))
        message = tk._("“{value}” is not a division code; the nearest are: {codes}").format(value=division, codes=near)
        raise tk.ValidationError({"region": [message]})
    is_city = division.endswith("00") and not division.endswith("0000")
    return f"gx_region:{division[:4]}*" if is_city else f"gx_region:{division}"


def _dataset(dataset: Mapping[str, Any], zone_id: str) -> dict[str, Any]:
    organization = dataset.get("organization") or {}
    reasons = {told["zone"]: told["reason"] for told in dataset.get("zone_reasons") or ()}
    return {
        "name": dataset["name"],
        "title": dataset.get("title") or dataset["name"],
        "title_translated": dataset.get("title_translated") or {},
        "machine_translated": dataset.get("machine_translated") or [],
        "reason": reasons.get(zone_id, ""),
        "organization": organization.get("name", ""),
        "open_type": dataset.get("open_type") or "",
        "modified": dataset.get("modified") or "",
        "update_frequency": dataset.get("update_frequency") or "",
    }
