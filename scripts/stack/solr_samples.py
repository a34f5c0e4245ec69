"""Documents and questions of no consequence in the shape of ours: what Solr is run on to learn how it will be used.

For the archive of set-up (``solr_archive``) and for a server that was just started (``warming``). As many fields as ours have, as
long, of as many different words: Java compiles for what it met, and once more where what comes is different.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import httpx
import yaml

from stack.paths import Software

SET = 250
PLACES = ("南宁市", "柳州市", "桂林市", "梧州市", "北海市", "防城港市", "钦州市", "横州市", "三江侗族自治县", "Guangxi")
FORMATS = ("CSV", "JSON", "XML")
FOREIGN = (
    "廣西北部灣港口物流吞吐量統計，按港口與貨類劃分。",
    "Imports and exports with ASEAN by country, monthly figures in CSV and JSON.",
    "Dữ liệu thương mại giữa Quảng Tây và Việt Nam; ข้อมูลการค้ากับประเทศไทย.",
)
"""For one document in twenty: much of what Java had to learn of them it would unlearn."""
SYLLABLES = ("nan", "ning", "shi", "gui", "lin", "zhong", "yao", "huo", "wu", "jin", "chu", "kou", "e", "fen", "lei", "tong", "ji")
MOMENT = "2026-01-05T09:30:00.123457Z"

EXTRAS = {
    "admin_level": "1", "catalog_class": "307", "contact_email": "opendata@example.gov.cn", "contact_name": "数据管理处",
    "hs_chapters": "[]", "industry": "[]", "issued": "2026-03-15", "language": "zh-CN", "machine_translated": "[]",
    "modified": "2026-01-05T00:00:00+08:00", "open_condition": "[]", "open_type": "unconditional", "partner_countries": "[]",
    "provider_code": "unknown", "provider_kind": "government", "region": '["450181"]', "rights_holder": "河池市",
    "source_system": "广西壮族自治区统计局", "temporal_end": "2025-12-31", "temporal_start": "2025-01-01", "theme": '["trade"]',
    "update_frequency": "yearly", "zone": "[]",
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


@cache
def _goods() -> tuple[str, ...]:
    """Names of goods: words of many kinds, in the number and length of what a table counts."""
    codes = yaml.safe_load((Software().config / "codelists" / "hs_chapters.yaml").read_text("utf-8"))["codes"]
    return tuple(code["zh"] for code in codes)


def _document(number: int) -> dict[str, Any]:
    """In the shape and of the size of ours (``ckanext.gxdata.index.document``): methods are known by how they are used."""
    goods = _named(number)
    core = _core(number, goods)
    extras = EXTRAS | {"resource_code": f"307{number % 1000:03d}/{number:06d}", "source_identifier": f"0d1a65e2-bf9e-5d75-{number:017x}"}
    files = [_file(core, goods, number, step) for step in range(len(FORMATS))]
    office = {"id": core["owner_org"], "name": "office", "title": "广西壮族自治区统计局"}
    shown = json.dumps({**core, **extras, "resources": files, "organization": office}, ensure_ascii=False)
    return {
        **core, **extras, **{f"extras_{name}": value for name, value in extras.items()}, **_ours(number, goods, extras),
        "index_id": f"{number:032x}", "site_id": "sample", "entity_type": "package", "dataset_type": "dataset", "capacity": "public",
        "title_string": core["title"], "tags": [_place(number), goods[1], "统计数据", f"{2000 + number % 26}年"],
        "organization": "office", "groups": [], "res_name": [file["name"] for file in files],
        "res_description": [file["description"] for file in files], "res_format": list(FORMATS), "res_type": ["file"] * len(FORMATS),
        "res_url": [file["url"] for file in files], "permission_labels": ["public"], "data_dict": shown, "validated_data_dict": shown,
    }  # fmt: skip


def _core(number: int, goods: Sequence[str]) -> dict[str, Any]:
    place, year = _place(number), 2000 + number % 26
    title = f"{place}{goods[0]}进出口金额（{year}年）"
    foreign = FOREIGN[number % len(FOREIGN)] if number % 20 == 0 else ""
    told = f"共 {number % 30} 项指标：{'、'.join(goods)}。由{place}整理，每年更新；见“数据”（data.example.gov.cn）。"
    return {
        "creator_user_id": "0026f4dc-bcce-4ed6-bdc3-d95868acab59", "id": f"{number:036x}", "isopen": True, "license_id": "cc0-1.0",
        "license_title": "CC0 1.0 公共领域贡献", "license_url": "https://example.org/publicdomain/zero/1.0/", "metadata_created": MOMENT,
        "metadata_modified": MOMENT, "name": f"sample-{number:012x}", "notes": f"{title}。{told}{foreign}", "num_resources": 3,
        "num_tags": 4, "owner_org": "2890bc48-b9d4-49e3-8404-e3b6708a8da0", "private": False, "state": "active",
        "title": title, "type": "dataset", "version": "2025.1",
    }  # fmt: skip


def _file(core: Mapping[str, Any], goods: Sequence[str], number: int, step: int) -> dict[str, Any]:
    told = f"{core['title']}的 {FORMATS[step]} 格式，含{'、'.join(goods[1:4])}等指标。"
    return {
        **dict.fromkeys(("cache_url", "hash", "last_modified", "mimetype_inner", "url_type")), "id": f"{number:035x}{step}",
        "name": f"{core['title']} {FORMATS[step]}", "description": told, "format": FORMATS[step], "size": 20480 + step,
        "url": f"https://data.example.gov.cn/open/0d1a65e2-bf9e-5d75-bf20-{number:012x}/{step}.csv", "package_id": core["id"],
        "position": step, "state": "active", "created": MOMENT,
    }  # fmt: skip


def _ours(number: int, goods: Sequence[str], extras: Mapping[str, str]) -> dict[str, Any]:
    """Fields as ``ckanext.gxdata.core.search_document`` adds them."""
    spoken = [SYLLABLES[(number + step * 5) % len(SYLLABLES)] for step in range(16)]
    code = extras["resource_code"]
    return {
        "gx_labels": f"{_place(number)}；广西壮族自治区；商贸流通；Trade and commerce；统计局；广西壮族自治区统计局；Statistics",
        "gx_files": "；".join(FORMATS), "gx_items": goods[:5] if number % 2 else [], "gx_theme": ["trade"],
        "gx_zone": ["asean"], "gx_region": [str(450000 + number % 90)], "gx_open_type": "unconditional",
        "gx_update_frequency": "yearly", "gx_modified": MOMENT, "gx_issued": MOMENT, "gx_fresh_until": MOMENT, "gx_uses": ["preview"],
        "gx_code": [code, code.replace("/", ""), f"{number:036x}", extras["source_identifier"]], "gx_pinyin": " ".join(spoken),
        "gx_initials": " ".join(each[0] for each in spoken), "gx_pinyin_items": [" ".join(spoken[:4])] if number % 2 else [],
        "gx_format": list(FORMATS), "gx_badges": ["machine_readable"], "gx_zone_why": '{"asean":["theme"]}',
        "gx_digest": f"{number:032x}",
    }  # fmt: skip


def _named(number: int) -> list[str]:
    goods = _goods()
    return [goods[(number * 13 + step * 7) % len(goods)] for step in range(9)]


def _place(number: int) -> str:
    return PLACES[number % len(PLACES)]


def _question(number: int) -> dict[str, Any]:
    words = _goods()[number // SET % len(_goods())]
    return {
        "q": f'"{words[:2]}" OR "{words[2:4]}" OR title_ngram:"{words[:3]}"', "defType": "edismax", "mm": "1", "q.op": "AND",
        "qf": "title^6 title_bi^4 gx_items tags text", "fq": ["permission_labels:public", "gx_theme:trade"],
        "facet": "true", "facet.field": ["organization", "tags", "res_format", "gx_region"], "rows": "20", "wt": "json",
        "sort": "score desc, metadata_modified desc",
    }  # fmt: skip
