"""A catalog of any size in the shape of CKAN's ``package_show``: 3 resources, 5 tags, 15 extras, 3 to 5 KB a record.

The words are real (``facts``), their combination is not: no such dataset exists. The same number gives the same record on
every machine. Each edition is the one before with one record in a hundred changed.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any

from benches.facts import Facts, Table

NAMESPACE = uuid.UUID("5f1d9d3e-6a0e-5f0c-9f57-1f6f3a6f2c11")
ORGANIZATION = {"name": "gx-tjj", "title": "广西壮族自治区统计局"}
FORMATS = ("JSON", "XML", "RDF")
"""None that a portal would fetch to look into: neither subject opens a data file."""
FIRST_CHANGED = datetime(2026, 1, 5, 9, 30, 0, 123457)
CHANGED_EVERY = 100

Record = dict[str, Any]


def record(facts: Facts, number: int, edition: int = 1) -> Record:
    """Record ``number`` (from 0) of an edition."""
    table, place, year = _subject(facts, number)
    title = f"{place}{table.title}（{year}年）"
    identity = str(uuid.uuid5(NAMESPACE, str(number)))
    return {
        "id": identity,
        "name": f"bench-{number:06d}",
        "title": title,
        "notes": _notes(facts, table, title, number, edition),
        "type": "dataset",
        "state": "active",
        "private": False,
        "license_id": "cc0-1.0",
        "author": "",
        "maintainer": _department(facts, number),
        "version": f"{year}.{revision(number, edition)}",
        "metadata_created": (FIRST_CHANGED - timedelta(days=400)).isoformat(),
        "metadata_modified": modified(number, edition).isoformat(),
        "organization": {"id": str(uuid.uuid5(NAMESPACE, "organization")), **ORGANIZATION},
        "groups": [],
        "tags": [{"name": name, "display_name": name} for name in _tags(table, place, year)],
        "extras": _extras(facts, table, place, year, number),
        "resources": [_resource(identity, title, table, position) for position in range(len(FORMATS))],
        "num_resources": len(FORMATS),
        "num_tags": 5,
    }


def revision(number: int, edition: int) -> int:
    """The edition in which the record was changed last; 1 for one that never was."""
    return max((each for each in range(2, edition + 1) if each % CHANGED_EVERY == number % CHANGED_EVERY), default=1)


def changed(size: int, edition: int) -> int:
    """How many records of a catalog of ``size`` differ from the edition before."""
    return sum(revision(number, edition) == edition for number in range(size)) if edition > 1 else 0


def modified(number: int, edition: int) -> datetime:
    """When the portal says the record was changed last; never a whole second, which the peer cannot compare."""
    return FIRST_CHANGED + timedelta(seconds=number, days=30 * (revision(number, edition) - 1))


def dataset(given: Record) -> Record:
    """The record as one gives it to ``package_create``: without what the portal works out."""
    worked_out = {"metadata_created", "metadata_modified", "organization", "num_resources", "num_tags"}
    return {key: value for key, value in given.items() if key not in worked_out} | {"owner_org": ORGANIZATION["name"]}


def _subject(facts: Facts, number: int) -> tuple[Table, str, int]:
    """Every combination of table, place and year once before one comes again."""
    tables, places = len(facts.tables), len(facts.places)
    table = facts.tables[number % tables]
    place = facts.places[(number // tables + number % tables * 7) % places]
    return table, place, 2025 - number // tables // places % 20


def _notes(facts: Facts, table: Table, title: str, number: int, edition: int) -> str:
    columns = "、".join(table.columns[:12])
    revised = revision(number, edition)
    again = f"第 {revised} 次发布。" if revised > 1 else ""
    return (
        f"{title}。{again}共 {len(table.columns)} 项指标：{columns}。"
        f"由{_department(facts, number)}按年度整理，{table.frequency}更新；指标名称取自{facts.source}，"
        "本条为性能测试生成的目录，不对应任何真实数据。"
    )


def _department(facts: Facts, number: int) -> str:
    return facts.departments[_digit(number, len(facts.departments))]


def _digit(number: int, below: int) -> int:
    return int.from_bytes(hashlib.sha256(str(number).encode()).digest()[:4], "big") % below


def _tags(table: Table, place: str, year: int) -> list[str]:
    words = [table.chapter, table.topic, place, f"{year}年", "统计数据", "年度数据"]
    return list(dict.fromkeys(_tag(word) for word in words))[:5]


def _tag(word: str) -> str:
    """CKAN's tags are words: no full-width signs."""
    return "".join(sign if sign.isalnum() else "-" for sign in word).strip("-")


def _extras(facts: Facts, table: Table, place: str, year: int, number: int) -> list[dict[str, str]]:
    values = {
        "resource_code": f"307{_digit(number, 900) + 100:03d}/{number:06d}",
        "theme": table.topic,
        "region": place,
        "update_frequency": table.frequency,
        "accessLevel": "public",
        "issued": f"{year + 1}-03-15",
        "modified": modified(number, 1).date().isoformat(),
        "language": "zh",
        "temporal_start": f"{year}-01-01",
        "temporal_end": f"{year}-12-31",
        "contact_name": f"{_department(facts, number)}数据管理处",
        "contact_email": "opendata@example.gov.cn",
        "publisher_name": _department(facts, number),
        "chapter": table.chapter,
        "items": "；".join(table.columns[:10]),
    }
    return [{"key": key, "value": value} for key, value in values.items()]


def _resource(identity: str, title: str, table: Table, position: int) -> dict[str, Any]:
    name, given = FORMATS[position], uuid.uuid5(uuid.UUID(identity), str(position))
    return {
        "id": str(given),
        "package_id": identity,
        "position": position,
        "state": "active",
        "name": f"{title} {name}",
        "description": f"{title}的 {name} 格式，含{'、'.join(table.columns[:4])}等指标。",
        "format": name,
        "mimetype": f"application/{name.lower()}",
        "url": f"https://data.example.gov.cn/bench/{identity}/{position}.{name.lower()}",
        "url_type": None,
        "size": 20480 + position * 1024,
    }
