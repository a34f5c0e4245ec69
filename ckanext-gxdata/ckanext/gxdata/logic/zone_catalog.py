"""What the public catalog holds for the zones: counts, members, coverage. Search goes through ``package_search``.

Here: reading the index into values of the core. Not here: what answers look like (``action/zone_read.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from flask import has_request_context

from ckanext.gxdata import config
from ckanext.gxdata.core import wording
from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.solr_values import loaded
from ckanext.gxdata.core.zone_coverage import Candidate, Cell, coverage
from ckanext.gxdata.core.zone_figures import Member

ANYBODY: Mapping[str, Any] = {"user": "", "auth_user_obj": None}
PAGE = 1_000
"""CKAN's own limit of one search."""
MOST = 50_000
FIELDS = (
    "name title tags organization gx_zone gx_region gx_open_type gx_modified gx_update_frequency res_name res_format"
    " extras_title_translated"
)


def zones() -> CodeList:
    return config.rulebook().codelists["zone"]


def language() -> str:
    """Of the request; Chinese on the command line."""
    return str(tk.h.lang()) if has_request_context() else "zh_Hans_CN"


def comma() -> str:
    """Between the parts of a list, in the language of the request."""
    return wording.comma(language())


def zone(zone_id: str) -> Code:
    """Raises ``ObjectNotFound`` naming the nearest valid ids."""
    known = zones()
    if zone_id in known:
        return known[zone_id]
    near = known.near(zone_id) or known.children("")
    ids = comma().join(f"{code.id} ({known.label(code.id, language())})" for code in near)
    raise tk.ObjectNotFound(tk._("There is no zone “{id}”; the nearest are: {ids}").format(id=zone_id, ids=ids))


def below(zone_id: str) -> tuple[str, ...]:
    """The id and those of its sub-zones."""
    return (zone_id, *(code.id for child in zones().children(zone_id) for code in (child, *zones().children(child.id))))


def members(zone_id: str) -> tuple[Member, ...]:
    """Every public dataset of a zone, whoever asks; an empty id asks for those of all zones."""
    return tuple(_member(row) for row in _rows(f"gx_zone:{zone_id}" if zone_id else "gx_zone:[* TO *]"))


def _rows(query: str) -> Iterator[dict[str, Any]]:
    for start in range(0, MOST, PAGE):
        wanted = {"fq": query, "fl": FIELDS, "rows": PAGE, "start": start, "sort": "id asc"}
        found = tk.get_action("package_search")(dict(ANYBODY), wanted)
        yield from found["results"]
        if start + PAGE >= found["count"]:
            return


def _member(row: Mapping[str, Any]) -> Member:
    candidate = Candidate(
        name=row["name"],
        title=str(row.get("title") or row["name"]),
        zones=frozenset(row.get("gx_zone") or ()),
        open_type=str(row.get("gx_open_type") or ""),
        regions=frozenset(row.get("gx_region") or ()),
        tags=tuple(row.get("tags") or ()),
        update_frequency=str(row.get("gx_update_frequency") or ""),
        resources=max(len(row.get(field) or ()) for field in ("res_name", "res_format")),
        elsewhere=config.rulebook().zones.names_elsewhere(str(row.get("title") or "")),
    )
    modified = str(row.get("gx_modified") or "")[:10]
    return Member(
        candidate,
        department=str(row.get("organization") or ""),
        modified=date.fromisoformat(modified) if modified else None,
        update_frequency=str(row.get("gx_update_frequency") or ""),
        titles=titles if isinstance(titles := loaded(row.get("extras_title_translated")), Mapping) else {},
    )


def cells(zone_ids: Iterable[str], found: Iterable[Member]) -> tuple[Cell, ...]:
    """Coverage of these zones by these members; on a demonstration national figures stand in for Guangxi's."""
    targets = config.rulebook().zone_targets.of(zone_ids)
    samples = bool(config.demonstration_notice())
    return coverage(targets, (member.candidate for member in found), samples=samples)


def promised_lags() -> dict[str, int]:
    """Days by update frequency, where something regular is promised."""
    codes = config.rulebook().codelists["update_frequency"].codes
    return {code.id: int(code.extra["max_lag_days"]) for code in codes if code.extra.get("max_lag_days")}


def counts(context: Mapping[str, Any]) -> dict[str, int]:
    """Datasets by zone and sub-zone, as ``package_search`` counts them for this reader."""
    wanted = {"rows": 0, "facet.field": ["gx_zone"], "facet.limit": -1, "facet.mincount": 1}
    found = tk.get_action("package_search")(reader(context), wanted)
    return {item["name"]: int(item["count"]) for item in found["search_facets"].get("gx_zone", {}).get("items", ())}


def reader(context: Mapping[str, Any]) -> dict[str, Any]:
    """A context of the one who asks, and nothing else of the caller's."""
    return {key: context[key] for key in ("user", "auth_user_obj") if key in context}
