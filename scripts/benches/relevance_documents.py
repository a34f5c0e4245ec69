"""Titles of the judged set as the documents that Solr gets: CKAN's own, and the same made ours. Pure.

CKAN's hold what ``ckan.lib.search.index`` would put there of such a dataset; ours are made of them by the portal's own code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.search_document import search_document

SITE = "relevance"
NATIONAL = "国家统计局"
CHINA = "100000"


def plain(row: Mapping[str, str]) -> dict[str, Any]:
    """CKAN's document."""
    office = row["org"] or (NATIONAL if row["id"].startswith("n") else "")
    tags = [tag for tag in row["tags"].split("|") if tag]
    return {
        "index_id": hashlib.md5(row["id"].encode()).hexdigest(),
        "id": row["id"],
        "site_id": SITE,
        "entity_type": "package",
        "dataset_type": "dataset",
        "state": "active",
        "capacity": "public",
        "permission_labels": ["public"],
        "name": f"gx-{row['id']}",
        "title": row["title"],
        "title_string": row["title"],
        "notes": row["en"],
        "tags": tags,
        "organization": _short(office),
        "res_name": [row["title"]] if _files(row) else [],
        "res_format": ["CSV"] * _files(row),
        "metadata_modified": f"{row['modified'] or '2024-01-01'}T00:00:00Z",
        "extras_resource_code": row["code"],
        "extras_theme": row["theme"],
    }


def ours(row: Mapping[str, str], codes: Mapping[str, CodeList]) -> dict[str, Any]:
    """The same as the portal indexes it."""
    office = row["org"] or (NATIONAL if row["id"].startswith("n") else "")
    known = codes["organization"].resolve(office)
    region = row["region"] or (CHINA if row["id"].startswith("n") else "")
    schema = {"fields": [{"name": item} for item in row["items"].split("|") if item]}
    dataset = {
        "id": row["id"],
        "name": f"gx-{row['id']}",
        "title": row["title"],
        "open_type": "unconditional",
        "resource_code": row["code"],
        "region": [region] if region else [],
        "theme": [row["theme"]] if row["theme"] else [],
        "modified": row["modified"],
        "organization": {"name": known.id if known else _short(office), "title": office},
        "resources": [{"format": "CSV", "schema": schema}] * max(1, _files(row)),
    }
    if not _files(row):
        dataset["resources"] = [{"format": "", "schema": schema}]
    return search_document(plain(row), codes, dataset=dataset)


def _files(row: Mapping[str, str]) -> int:
    return int(row["files"] or 1)


def _short(office: str) -> str:
    return "org-" + hashlib.md5(office.encode()).hexdigest()[:8] if office else ""


def posted(document: Mapping[str, Any]) -> bytes:
    return json.dumps({key: value for key, value in document.items() if value not in (None, "")}).encode()
