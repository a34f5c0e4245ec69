"""Helpers about codes: their names in the reader's language, choices of forms, departments and licences."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.gxdata import config
from ckanext.gxdata.core import important_data
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.wording import say
from ckanext.gxdata.views import facets, labels


def language() -> str:
    """Locale of this request, as CKAN writes it: ``zh_Hans_CN``."""
    return str(tk.h.lang())


def codelist(list_id: str) -> CodeList:
    """A list of the rulebook."""
    return config.rulebook().codelists[list_id]


def gxdata_code_label(list_id: str, code: str) -> str:
    """Name of a code in the reader's language; an unknown code names itself."""
    return codelist(list_id).label(str(code), language())


def gxdata_code_labels(list_id: str, codes: Any) -> list[dict[str, str]]:
    """``[{"id", "label"}]`` of a field's stored value: a list, the JSON of one, or a single code."""
    return [{"id": code, "label": gxdata_code_label(list_id, code)} for code in gxdata_listed(codes)]


def gxdata_listed(value: Any) -> list[str]:
    """The codes of a stored value: a list, the JSON of one, a single code, or nothing."""
    if not value:
        return []
    if isinstance(value, str) and value.startswith("["):
        value = json.loads(value)
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]


def gxdata_choices(field: Mapping[str, Any]) -> list[dict[str, str]]:
    """``choices_helper`` of every code-list field of the schemas (``code_list`` names the list)."""
    return labels.choices(codelist(field["code_list"]), language())


def gxdata_protected_grades() -> list[dict[str, str]]:
    """Options of a form: core and important, the grades of the register."""
    return [{"value": grade, "text": gxdata_code_label("data_grade", grade)} for grade in important_data.GRADES]


def gxdata_facet_label(facet: str, item: Mapping[str, Any]) -> str:
    """Name of a facet's value."""
    list_id = facets.CODE_LISTS.get(facet)
    if list_id:
        return gxdata_code_label(list_id, item["name"])
    if facet == "gx_uses":
        return facets.uses().get(item["name"], str(item["name"]))
    if facet == "gx_badges":
        titles = {rule.id: rule.title for rule in config.rulebook().badges.all}
        return say(titles[item["name"]], language()) if item["name"] in titles else str(item["name"])
    if facet == "license_id":
        return gxdata_code_label("license", item["name"])
    return gxdata_organization_title({"name": item["name"], "title": item.get("display_name")})


def gxdata_organization_title(organization: Mapping[str, Any] | None) -> str:
    """Name of a department; in English the one of the code list, which CKAN has no field for."""
    if not organization:
        return ""
    name, known = str(organization["name"]), codelist("organization")
    if language() != "zh_Hans_CN" and name in known:
        return known.label(name, language())
    return str(organization.get("title") or name)


def gxdata_licence(licence_id: str | None) -> dict[str, Any] | None:
    """``{"label", "url", "proposed"}``; a proposed one has no force yet and must say so. None when there is none."""
    known = codelist("license")
    if not licence_id or licence_id == "notspecified":
        return None
    extra = known[licence_id].extra if licence_id in known else {}
    return {
        "label": gxdata_code_label("license", licence_id),
        "url": extra.get("url", ""),
        "proposed": "PROPOSED" in str(extra.get("status", "")),
    }
