"""Rows become the answer of CKAN's ``model_dictize.package_dictize``, without a question to the database.

Not here: validation by the show schemas and what plugins add (``answers``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from ckan import model
from ckan.common import config
from ckan.lib import munge
from ckan.lib.helpers import helper_functions as h
from flask import has_request_context

from ckanext.gxdata.catalog import columns
from ckanext.gxdata.catalog.known import Known
from ckanext.gxdata.catalog.rows import DatasetRows

_PACKAGE = tuple(name for name in columns.PACKAGE if name != "plugin_data")
_RESOURCE = tuple(name for name in columns.RESOURCE if name != "extras")
_PACKAGE_TIMES = tuple(name for name in _PACKAGE if name in columns.TIMES)
_RESOURCE_TIMES = tuple(name for name in _RESOURCE if name in columns.TIMES)


def dictized(rows: DatasetRows, known: Known) -> dict[str, Any]:
    """In the order of keys that CKAN's has, too."""
    package = rows.package
    made = _plain({name: package[name] for name in _PACKAGE}, _PACKAGE_TIMES)
    if made["title"]:
        made["title"] = made["title"].strip()
    kind = package["type"] or "dataset"
    made["resources"] = [_resource(each, kind) for each in sorted(rows.resources, key=_position)]
    made["num_resources"] = len(rows.resources)
    made["tags"] = _tags(rows)
    made["num_tags"] = len(rows.tags)
    made["extras"] = [{"key": key, "value": value} for key, value in package["extras"].items()]
    made["groups"] = _groups(rows, known)
    made["organization"] = _organization(package["owner_org"], known)
    made["relationships_as_subject"] = [dict(each) for each in rows.as_subject]
    made["relationships_as_object"] = [dict(each) for each in rows.as_object]
    made["type"] = kind
    return _licensed(made)


def _plain(made: dict[str, Any], times: tuple[str, ...]) -> dict[str, Any]:
    for name in times:
        if isinstance(made[name], datetime):
            made[name] = made[name].isoformat()
    return made


def _position(resource: Mapping[str, Any]) -> int:
    return int(resource["position"])


def _resource(row: Mapping[str, Any], kind: str) -> dict[str, Any]:
    made = _plain({name: row[name] for name in _RESOURCE}, _RESOURCE_TIMES)
    made.update(row["extras"])
    url = made["url"]
    if made.get("url_type") == "upload":
        made["url"] = _download(url.rsplit("/")[-1], made, row["id"], kind)
    elif url and not urlsplit(url).scheme:
        made["url"] = "http://" + url.lstrip("/")
    return made


_DATASET, _RESOURCE_ID, _FILE = "gxdata-dataset", "gxdata-resource", "gxdata.file"


def _download(name: str, resource: Mapping[str, Any], resource_id: str, kind: str) -> str:
    address = _address(kind, str(h.lang()) if has_request_context() else "", str(config["ckan.site_url"]))
    address = address.replace(_DATASET, resource["package_id"]).replace(_RESOURCE_ID, resource_id)
    return address.replace(_FILE, munge.munge_filename(name))


@lru_cache(maxsize=64)
def _address(kind: str, _language: str, _site: str) -> str:
    """CKAN's own way takes half a millisecond for each file; ids and file names are of characters that no URL escapes."""
    route = f"{kind}_resource.download"
    made = h.url_for(route, id=_DATASET, resource_id=_RESOURCE_ID, filename=_FILE, qualified=True)
    return str(made)


def _tags(rows: DatasetRows) -> list[dict[str, Any]]:
    return [
        {
            "id": tag,
            "name": name,
            "vocabulary_id": rows.vocabularies.get(tag),
            "state": "active",
            "display_name": name,
        }
        for name, tag in zip(rows.tags, rows.tag_ids, strict=True)
    ]


def _groups(rows: DatasetRows, known: Known) -> list[dict[str, Any]]:
    joined = [dict(known.groups[each]) for each in rows.groups if each in known.groups]
    return joined if len(joined) < 2 else sorted(joined, key=lambda group: h.strxfrm(group["display_name"]))


def _organization(owner: str | None, known: Known) -> dict[str, Any] | None:
    found = known.organizations.get(owner or "")
    return dict(found) if found else None


def _licensed(made: dict[str, Any]) -> dict[str, Any]:
    licence = model.Package.get_license_register().get(made["license_id"]) if made["license_id"] else None
    made["isopen"] = bool(licence and licence.isopen())
    if licence and licence.url:
        made["license_url"] = licence.url
        made["license_title"] = licence.title.split("::")[-1]
    else:
        made["license_title"] = licence.title if licence else made["license_id"]
    return made
