"""Helpers about one dataset or file: what may be downloaded, freshness, 信息项, sizes and numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from jinja2 import UndefinedError

from ckanext.gxdata import config
from ckanext.gxdata.core import access, freshness
from ckanext.gxdata.core.moments import SHANGHAI
from ckanext.gxdata.helpers import codes
from ckanext.gxdata.views import labels


def _(text: str) -> str:
    """Marks a text for translation that is translated where it is said."""
    return text


_TYPES = {
    "string": _("Text"), "number": _("Number"), "integer": _("Whole number"), "date": _("Date"),
    "datetime": _("Date and time"), "time": _("Time"), "year": _("Year"), "yearmonth": _("Month"),
    "boolean": _("Yes or no"), "geopoint": _("Point"), "geojson": _("Shape"), "object": _("Object"),
    "array": _("List"), "duration": _("Duration"),
}  # fmt: skip


def gxdata_may_download(package: Mapping[str, Any]) -> bool:
    """Whether pages may offer the files of a dataset to anybody."""
    return access.is_open(package) and package.get("data_grade") not in ("core", "important")


def gxdata_freshness(package: Mapping[str, Any]) -> freshness.Freshness:
    """Against the promised 更新周期, by the day in China."""
    frequency = str(package.get("update_frequency") or "")
    known = codes.codelist("update_frequency")
    lag = known[frequency].extra.get("max_lag_days") if frequency in known else None
    return freshness.judge(freshness.parse_day(package.get("modified")), lag, datetime.now(SHANGHAI).date())


def gxdata_items(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    """信息项 of a resource, from its Frictionless Table Schema."""
    schema = resource.get("schema") or {}
    if isinstance(schema, str):
        try:
            schema = json.loads(schema)
        except ValueError:
            return []
    return [item for item in schema.get("fields", []) if isinstance(item, dict)] if isinstance(schema, dict) else []


def gxdata_is_sample(region: str) -> bool:
    """National figures on a demonstration stand in for Guangxi's."""
    return region == labels.NATIONWIDE and bool(config.demonstration_notice())


def gxdata_demonstration_notice() -> str:
    return config.demonstration_notice()


def gxdata_size(size: Any) -> str:
    """A size for people: ``1.8 MB``; empty when unknown, as of a resource that has no such key."""
    try:
        left = float(size)
    except (TypeError, ValueError, UndefinedError):
        return ""
    for unit in ("B", "KB", "MB", "GB"):
        if left < 1000 or unit == "GB":
            return f"{left:.0f} {unit}" if unit == "B" else f"{left:.1f} {unit}"
        left /= 1000
    return ""


def gxdata_number(number: Any) -> str:
    """With thousands separated; what is no number stays as it is."""
    try:
        return f"{int(number):,}"
    except (TypeError, ValueError, UndefinedError):
        return str(number)


def gxdata_type_name(kind: Any) -> str:
    """Name of a Frictionless type; one that is not known names itself."""
    if kind in _TYPES:
        return str(tk._(_TYPES[kind]))
    return str(kind if kind and kind != "any" else tk._("Any"))


def gxdata_item_type(item: Mapping[str, Any]) -> str:
    """Type of a 信息项 in words, with its length where it is known: ``文字（18）``."""
    name = gxdata_type_name(item.get("type"))
    sizes = [str(item[size]) for size in ("length", "precision") if item.get(size) not in (None, "")]
    return f"{name}（{', '.join(sizes)}）" if sizes else name


def gxdata_item_grade(grade: Any) -> str:
    """``item_grade`` in words: a data grade, or a level of general data."""
    return codes.gxdata_code_label("general_level" if str(grade).isdecimal() else "data_grade", str(grade))
