"""Documents and questions of no consequence in the shape of ours: what Solr is run on to learn how it will be used.

For the archive of set-up (``solr_archive``) and for a server that was just started (``warming``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx

SET = 250
SENTENCES = (
    "南宁市空气质量监测数据（2025年），含二氧化硫、二氧化氮、可吸入颗粒物等指标，每日更新。",
    "廣西北部灣港口物流吞吐量統計，按港口與貨類劃分，由自治区交通运输厅发布。",
    "Imports and exports with ASEAN by country, monthly figures in CSV and JSON.",
    "Dữ liệu thương mại giữa Quảng Tây và Việt Nam; ข้อมูลการค้ากับประเทศไทย.",
)


EXTRAS = {
    "admin_level": "1", "catalog_class": "307", "contact_email": "opendata@example.gov.cn", "contact_name": "数据管理处 ",
    "hs_chapters": "[]", "industry": "[]", "issued": "2026-03-15", "language": "zh-CN", "machine_translated": "[]",
    "modified": "2026-01-05T00:00:00+08:00 ", "open_condition": "[]", "partner_countries": "[]", "provider_code": "unknown",
    "provider_kind": "government", "resource_code": "307741/", "rights_holder": "南宁市", "source_identifier": "0d1a65e2-bf9e-5d75-",
    "source_system": "统计局", "temporal_end": "2025-12-31", "temporal_start": "2025-01-01",
}  # fmt: skip


def sets(count: int) -> Iterator[tuple[list[dict[str, Any]], dict[str, Any]]]:
    """Documents as they are posted, each set with a question that finds some of them."""
    for first in range(0, count, SET):
        yield [_document(number) for number in range(first, min(first + SET, count))], _question(first)


def feed(client: httpx.Client, address: str, count: int) -> None:
    """Posted to the core at ``address``, and asked for, set by set. Raises httpx.HTTPError."""
    for documents, question in sets(count):
        client.post(f"{address}/update?softCommit=true", json=documents).raise_for_status()
        client.post(f"{address}/select", data=question).raise_for_status()


def _document(number: int) -> dict[str, Any]:
    """In the shape and of the size of ours (``ckanext.gxdata.index.document``): methods are known by how they are used."""
    texts = [f"{SENTENCES[(number + step) % len(SENTENCES)]}第{number * 7 + step}号" for step in range(4)]
    title, moment = texts[0][:32], "2026-01-05T09:30:00.123457Z"
    extras = {name: f"{value}{number}" for name, value in EXTRAS.items()}
    files = [{"id": f"{number}-{step}", "name": text, "description": text, "format": "CSV"} for step, text in enumerate(texts[:3])]
    shown = {**extras, "title": title, "notes": "".join(texts), "resources": [{**each, **extras} for each in files]}
    return {
        **{f"extras_{name}": value for name, value in extras.items()}, **extras, "index_id": f"{number:032x}", "id": str(number),
        "site_id": "sample", "entity_type": "package", "dataset_type": "dataset", "state": "active", "capacity": "public",
        "name": f"sample-{number}", "title": title, "title_string": title, "notes": "".join(texts), "tags": texts[2].split("，"),
        "isopen": True, "private": False, "num_resources": 3, "license_id": "cc-by", "organization": "office", "groups": [],
        "res_name": texts[:3], "res_description": texts[1:], "res_format": ["CSV", "JSON", "XML"], "res_type": ["file"] * 3,
        "res_url": [f"https://data.example.gov.cn/{number}/{step}.csv" for step in range(3)], "metadata_created": moment,
        "metadata_modified": moment, "gx_labels": "；".join(texts[:2]), "gx_files": texts[3], "gx_items": texts[1].split("、"),
        "gx_theme": ["trade"], "gx_region": [str(450000 + number % 90)], "gx_modified": moment, "gx_fresh_until": moment,
        "gx_code": [f"307014/{number:06d}", str(number)], "gx_pinyin": "nan ning shi kong qi zhi liang", "gx_initials": "n n s k q z l",
        "gx_format": ["CSV", "JSON"], "gx_badges": ["machine_readable"], "gx_digest": f"{number:032x}", "permission_labels": ["public"],
        "data_dict": json.dumps(shown, ensure_ascii=False), "validated_data_dict": json.dumps(shown, ensure_ascii=False),
    }  # fmt: skip


def _question(number: int) -> dict[str, Any]:
    words = SENTENCES[number // SET % len(SENTENCES)]
    return {
        "q": f'"{words[:2]}" OR "{words[4:8]}" OR title_ngram:"{words[:5]}"', "defType": "edismax", "mm": "1", "q.op": "AND",
        "qf": "title^6 title_bi^4 gx_items tags text", "fq": ["permission_labels:public", "gx_theme:trade"],
        "facet": "true", "facet.field": ["organization", "tags", "res_format", "gx_region"], "rows": "20", "wt": "json",
        "sort": "score desc, metadata_modified desc",
    }  # fmt: skip
