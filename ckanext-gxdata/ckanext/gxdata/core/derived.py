"""What follows from what was given, so that nobody has to type it: language, level, sharing, class, provider.

Only empty fields are filled, and only where a rule says what is right or safe. Pure. Not here: grades (``grading``),
openness (nobody's guess), safe defaults of a harvest (``landing``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.gxdata.core import credit_code, divisions, geometry, resource_code
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.solr_values import listed
from ckanext.gxdata.core.text import as_text

LANGUAGE = "zh-CN"
OTHER_CLASS = "307"
"""省（自治区、直辖市）及其下各级政务部门: right for every department here, only less telling than a theme's class."""
ASK_THE_DEPARTMENT = "须经数源部门审核同意（未填写时的默认条件，待数源部门确认）"
_SHARE = {"unconditional": "unconditional", "conditional": "conditional", "closed": "conditional"}


@dataclass(frozen=True, slots=True)
class Owner:
    """What is known of the department; texts are empty where nothing is."""

    name: str = ""
    region: str = ""
    provider_code: str = ""


def derive(given: Mapping[str, Any], owner: Owner, codelists: Mapping[str, CodeList]) -> dict[str, Any]:
    """Values for fields that ``given`` leaves empty; of wrong values nothing is derived, they are refused elsewhere."""
    found = {
        "language": LANGUAGE,
        "provider_kind": "government",
        "provider_code": owner.provider_code or credit_code.UNKNOWN,
        "admin_level": level_of(owner, codelists),
        "catalog_class": _catalog_class(given, codelists),
        "share_mode": "platform",
        **_sharing(given),
        **_crs(given, codelists),
        **({"license_id": "notspecified"} if given.get("open_type") == "closed" else {}),
    }
    return {field: value for field, value in found.items() if value and given.get(field) in (None, "", [])}


def level_of(owner: Owner, codelists: Mapping[str, CodeList]) -> str:
    """层级 of the department, empty where its region is unknown."""
    return divisions.level(owner.region, codelists[divisions.REGIONS])


def _catalog_class(given: Mapping[str, Any], codelists: Mapping[str, CodeList]) -> str:
    known = codelists["catalog_class"]
    of_code = resource_code.catalog_class(as_text(given.get("resource_code")))
    if of_code in known:
        return of_code
    themes = listed(given.get("theme"))
    fitting = (code.id for theme in themes for code in known.codes if theme in code.extra.get("themes", ()))
    return next(fitting, OTHER_CLASS)


def _sharing(given: Mapping[str, Any]) -> dict[str, str]:
    """Between departments sharing is the principle; what the public gets on conditions, they get on conditions."""
    kind = str(given.get("share_type") or _SHARE.get(str(given.get("open_type")), "conditional"))
    return {"share_type": kind, **({"share_condition": ASK_THE_DEPARTMENT} if kind == "conditional" else {})}


def _crs(given: Mapping[str, Any], codelists: Mapping[str, CodeList]) -> dict[str, str]:
    """RFC 7946 says WGS 84 where nothing is said."""
    if not given.get("spatial"):
        return {}
    named = codelists["spatial_crs"].resolve(geometry.declared_crs(given["spatial"]))
    return {"spatial_crs": named.id if named else "EPSG:4326"}


def issued(modified: str, today: str) -> str:
    """发布日期 of what becomes public now: today, but never after the day its data were updated."""
    return min(day for day in (modified[:10], today) if day)
