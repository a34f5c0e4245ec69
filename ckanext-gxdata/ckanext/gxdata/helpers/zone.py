"""Helpers of the zone pages: texts in the reader's language, names in the others, numbers of a band."""

from __future__ import annotations

from collections.abc import Mapping

import ckan.plugins.toolkit as tk

from ckanext.gxdata import config
from ckanext.gxdata.core.wording import say
from ckanext.gxdata.core.zone_coverage import share
from ckanext.gxdata.helpers import codes
from ckanext.gxdata.helpers.links import LANGUAGES
from ckanext.gxdata.views.languages import is_there


def gxdata_say(labels: Mapping[str, str]) -> str:
    """A text of a rule file in the reader's language, else in English, else in Chinese."""
    return say(labels, codes.language())


def gxdata_named(list_id: str, code: str) -> str:
    """Name of a code in the reader's language, else in English; an unknown code names itself."""
    known = codes.codelist(list_id)
    return say(known[code].labels, codes.language()) if code in known else code


def gxdata_zone_names(zone_id: str) -> list[dict[str, str]]:
    """The zone's name in the other languages of its page: ``{"tag", "title", "url"}``."""
    labels, here = codes.codelist("zone")[zone_id].labels, codes.language()
    return [
        {
            "tag": tag,
            "title": labels[tag.split("-")[0]],
            "url": tk.url_for("gxdata_zone.read", zone_id=zone_id, locale=locale),
        }
        for locale, tag, _title in LANGUAGES
        if locale != here and is_there(locale, "gxdata_zone.read") and tag.split("-")[0] in labels
    ]


def gxdata_share(have: int, target: int) -> int:
    """Per cent, rounded down."""
    return share(have, target)


def gxdata_is_demonstration() -> bool:
    return bool(config.demonstration_notice())


def gxdata_zone_facts(zone_id: str) -> list[dict[str, str]]:
    """What the list of zones says of a sub-zone: ``{"key", "value"}`` for place, customs chapters, industry, mark."""
    extra = codes.codelist("zone")[zone_id].extra
    facts = {
        "place": gxdata_named("region", extra["division"]) if extra.get("division") else "",
        "hs": ", ".join(extra.get("hs", ())) if codes.language() != "zh_Hans_CN" else "、".join(extra.get("hs", ())),
        "industry": gxdata_named("industry", extra["industry"]) if extra.get("industry") else "",
    }
    return [{"key": key, "value": value} for key, value in facts.items() if value]


def gxdata_node_kinds() -> Mapping[str, Mapping[str, str]]:
    """Kinds of nodes on the map with their names, in the order of their file."""
    return config.rulebook().zone_map.kinds
