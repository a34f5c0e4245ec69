"""A dataset as an entry of a DCAT-US 1.1 ``data.json``, for catalogs that harvest this portal.

Pure: the dataset as an anonymous reader gets it. Addresses are told of open datasets only. What DCAT-US asks of federal
agencies alone (``bureauCode``, ``programCode``) is left out. Not here: paging and the route (``views/data_json.py``), RDF.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ckanext.gxdata.core import access, cascade
from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.solr_values import listed

Codelists = Mapping[str, CodeList]

_STANDARD = "https://project-open-data.cio.gov/v1.1/schema"
HEAD: Mapping[str, Any] = {
    "@context": f"{_STANDARD}/catalog.jsonld",
    "@type": "dcat:Catalog",
    "conformsTo": _STANDARD,
    "describedBy": f"{_STANDARD}/catalog.json",
}
_ACCESS = {"unconditional": "public", "conditional": "restricted public"}
_PERIODS = {"realtime": "R/PT1S", "tenday": "R/P0.33M", "irregular": "irregular"}
"""Where DCAT-US writes a period otherwise than ``iso8601`` of our list."""


def entry(dataset: Mapping[str, Any], codelists: Codelists, site: str) -> dict[str, Any]:
    """``site`` is the portal's address. The identifier is that of the portal where the dataset was first published."""
    organization = dataset.get("organization") or {}
    publisher = str(organization.get("title") or organization.get("name") or "")
    found = {
        "@type": "dcat:Dataset",
        "identifier": cascade.identity(dataset),
        "title": dataset.get("title"),
        "description": dataset.get("notes"),
        "keyword": [tag["name"] for tag in dataset.get("tags") or ()],
        "theme": _labels("theme", dataset.get("theme"), codelists),
        "spatial": "、".join(_labels("region", dataset.get("region"), codelists)),
        "modified": dataset.get("modified") or f"{dataset.get('metadata_modified')}Z",
        "issued": dataset.get("issued"),
        "temporal": _temporal(dataset),
        "accrualPeriodicity": _period(str(dataset.get("update_frequency") or ""), codelists),
        "publisher": {"@type": "org:Organization", "name": publisher},
        "contactPoint": _contact(dataset, publisher),
        "accessLevel": _ACCESS.get(str(dataset.get("open_type")), "non-public"),
        **_rights(dataset, codelists),
        "resourceCode": dataset.get("resource_code"),
        "landingPage": f"{site}/dataset/{quote(str(dataset.get('name')), safe='')}",
        "distribution": [
            _distribution(each, codelists, access.is_open(dataset)) for each in dataset.get("resources") or ()
        ],
    }
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def _code(name: str, code: str, codelists: Codelists) -> Code | None:
    known = codelists[name]
    return known[code] if code in known else None  # noqa: SIM401  a code list has no get


def _labels(name: str, codes: Any, codelists: Codelists) -> list[str]:
    return [codelists[name].label(code) for code in listed(codes)]


def _temporal(dataset: Mapping[str, Any]) -> str:
    start, end = dataset.get("temporal_start"), dataset.get("temporal_end")
    return f"{start}/{end}" if start and end else ""


def _period(code: str, codelists: Codelists) -> str:
    known = _code("update_frequency", code, codelists)
    iso = str(known.extra.get("iso8601", "")) if known else ""
    return _PERIODS.get(code) or (f"R/{iso}" if iso else "")


def _contact(dataset: Mapping[str, Any], publisher: str) -> dict[str, str]:
    contact = {"@type": "vcard:Contact", "fn": str(dataset.get("contact_name") or publisher)}
    email = dataset.get("contact_email")
    return {**contact, "hasEmail": f"mailto:{email}"} if email else contact


def _rights(dataset: Mapping[str, Any], codelists: Codelists) -> dict[str, str]:
    """A licence has an address in DCAT-US; one without is told in words, beside why a dataset is not public."""
    code = _code("license", str(dataset.get("license_id") or ""), codelists)
    address = str(code.extra.get("url", "")) if code else ""
    opened = codelists["open_type"].label(str(dataset.get("open_type") or "closed"))
    words = [] if dataset.get("open_type") == "unconditional" else [opened]
    words += [code.labels["zh"]] if code and not address else []
    return {"license": address, "rights": "；".join(words)}


def _distribution(resource: Mapping[str, Any], codelists: Codelists, is_open: bool) -> dict[str, Any]:
    format_name = str(resource.get("format") or "")
    code = _code("format", format_name, codelists)
    url = resource.get("url") if is_open else ""
    found = {
        "@type": "dcat:Distribution",
        "title": resource.get("name"),
        "description": resource.get("description"),
        "format": format_name,
        "mediaType": (code.extra.get("media_type", "") if code else "") if url else "",
        "downloadURL" if resource.get("url_type") == "upload" else "accessURL": url,
    }
    return {key: value for key, value in found.items() if value not in (None, "")}
