"""How many public datasets there are of each city of the region and of each of its counties."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.gxdata import config
from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.logic import arguments
from ckanext.gxdata.logic import zone_catalog as catalog

REGION = "450000"


@tk.side_effect_free
def gxdata_region_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """``{"region", "country", "cities": [{"id", "title", "count", "counties": [{"id", "title", "count"}]}]}``, of the public catalog.

    A dataset of a county counts for its city, once. ``region`` and ``country`` are datasets of the autonomous region as such
    and of the whole country.
    """
    arguments.only(data_dict)
    tk.check_access("gxdata_region_list", context, data_dict)
    known = config.rulebook().codelists["region"]
    counts = _counts()
    return {
        "region": counts.get(REGION, 0),
        "country": counts.get("100000", 0),
        "cities": [_city(city, known, counts) for city in known.children(REGION)],
    }


def _counts() -> dict[str, int]:
    asked = {"rows": 0, "facet.field": ["gx_region"], "facet.limit": -1, "facet.mincount": 1}
    found = tk.get_action("package_search")({**catalog.ANYBODY}, asked)
    return {item["name"]: int(item["count"]) for item in found["search_facets"]["gx_region"]["items"]}


def _city(city: Code, known: CodeList, counts: dict[str, int]) -> dict[str, Any]:
    counties = [_told(each, known, counts.get(each.id, 0)) for each in known.children(city.id)]
    of_counties = any(each["count"] for each in counties)
    count = _together(city, counties) if of_counties else counts.get(city.id, 0)
    return {**_told(city, known, count), "counties": counties}


def _told(code: Code, known: CodeList, count: int) -> dict[str, Any]:
    return {"id": code.id, "title": known.label(code.id, catalog.language()), "count": count}


def _together(city: Code, counties: list[dict[str, Any]]) -> int:
    """Counted anew: a dataset of two counties is one of the city."""
    places = " OR ".join((city.id, *(each["id"] for each in counties if each["count"])))
    found = tk.get_action("package_search")({**catalog.ANYBODY}, {"rows": 0, "fq": f"gx_region:({places})"})
    return int(found["count"])
