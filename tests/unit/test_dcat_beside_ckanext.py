"""Our reading of DCAT against that of ckanext-dcat: the same datasets, texts, addresses, dates and contacts.

Its parser is the yardstick here and no part of the harvest: docs/decisions/0008-dcat-parsers.md says why.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ckanext.dcat.processors import RDFParser, RDFSerializer

from ckanext.gxdata.core.records import RawRecord
from ckanext.gxdata.sources.dcat import Dcat

OWN = Path(__file__).resolve().parents[1] / "fixtures" / "dcat"
THEIRS = Path(__file__).resolve().parents[3] / "shared" / "data" / "catalogs" / "dcat_examples" / "dcat"
SYNTAX = {".ttl": "turtle", ".rdf": "xml", ".jsonld": "json-ld", ".nt": "nt"}
EXAMPLES = [
    *("catalog.rdf", "catalog_datasets_list.rdf", "dataset.rdf", "dataset_gov_de.rdf", "dataset_sweden.rdf"),
    *("dataset_afs.ttl", "dataset_deri.ttl", "dataset_gob_es.ttl", "dataset_health.ttl", "dataset_health_no_blank.ttl"),
    *("dataset_multilingual.ttl", "dataset_health_multilingual.ttl", "catalog_with_at_graph.jsonld"),
]


def ours(path: Path) -> list[dict[str, Any]]:
    found = [item for item in Dcat.read_upload(path.read_bytes(), path.name, {}) if isinstance(item, RawRecord)]
    return sorted((facts(item.payload) for item in found), key=json.dumps)


def facts(payload: Any) -> dict[str, Any]:
    return {
        "title": every(payload, "title"),
        "notes": every(payload, "description"),
        "tags": sorted(part.strip() for word in every(payload, "keyword") for part in word.split(",")),
        "urls": sorted(
            str(each.get("downloadURL", each.get("accessURL", ""))) for each in payload.get("distribution", [])
        ),
        "issued": payload.get("issued", ""),
        "frequency": payload.get("accrualPeriodicity", ""),
        "contacts": sorted(word for each in listed(payload.get("contactPoint")) for word in every(each, "fn")),
    }


def theirs(path: Path) -> list[dict[str, Any]]:
    parser = RDFParser(profiles=["euro_dcat_ap_3"])
    parser.parse(path.read_text("utf-8"), SYNTAX[path.suffix])
    return list(parser.datasets())


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def every(payload: Any, key: str) -> list[str]:
    """A text in every language."""
    others = [word for text in payload.get("translations", {}).get(key, {}).values() for word in listed(text)]
    return [*listed(payload.get(key)), *others]


def extra(dataset: Any, key: str) -> str:
    return next((str(each["value"]) for each in dataset["extras"] if each["key"] == key), "")


@pytest.fixture(
    params=[*(OWN / name for name in ("catalog.ttl", "catalog.rdf", "catalog.nt")), *(THEIRS / n for n in EXAMPLES)],
    ids=lambda path: path.name,
)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    if not found.exists():
        pytest.skip("the examples of ckanext-dcat lie in ../shared, which is not here")
    return found


def test_what_ckanext_dcat_reads_we_read_too(path: Path) -> None:
    mine, other = ours(path), theirs(path)
    assert len(mine) == len(other) > 0
    for dataset in other:
        same = [each for each in mine if dataset.get("title", "") in (each["title"] or [""])]
        assert len(same) == 1, dataset.get("title")
        (found,) = same
        assert dataset.get("notes", "") in (found["notes"] or [""])
        assert {tag["name"] for tag in dataset["tags"]} == set(found["tags"])
        assert sorted(each["url"] for each in dataset["resources"]) == found["urls"]
        assert extra(dataset, "frequency") == found["frequency"]
        assert extra(dataset, "contact_name") in (found["contacts"] or [""])
        assert extra(dataset, "issued").removesuffix("+00:00") == str(found["issued"]).removesuffix("Z").removesuffix(
            "+00:00"
        )


SERVED: dict[str, Any] = {
    "id": "4f1c3e1e-0000-4000-8000-000000000001",
    "uri": "https://portal.example.gov.cn/dataset/4f1c3e1e-0000-4000-8000-000000000001",
    "name": "gx-nynct-0123456789ab",
    "title": "广西分县甘蔗种植面积",
    "notes": "按县统计。",
    "tags": [{"name": "甘蔗"}, {"name": "面积"}],
    "extras": [
        {"key": "frequency", "value": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"},
        {"key": "access_rights", "value": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
        {"key": "publisher_name", "value": "广西壮族自治区农业农村厅"},
        {"key": "publisher_uri", "value": "https://portal.example.gov.cn/organization/gx-nynct"},
        {"key": "contact_name", "value": "信息中心"},
        {"key": "contact_email", "value": "sj@nynct.example.gov.cn"},
        {"key": "temporal_start", "value": "2020-01-01"},
        {"key": "temporal_end", "value": "2025-12-31"},
    ],
    "resources": [
        {
            "id": "r1",
            "uri": "https://portal.example.gov.cn/resource/r1",
            "url": "https://portal.example.gov.cn/a.csv",
            "name": "分县面积",
            "format": "CSV",
            "mimetype": "text/csv",
            "size": 2048,
        }
    ],
    "metadata_created": "2024-01-01T00:00:00",
    "metadata_modified": "2024-01-02T00:00:00",
}


@pytest.mark.parametrize("syntax", ["turtle", "xml", "json-ld"])
def test_what_a_portal_like_ours_serves_is_read_back(syntax: str) -> None:
    serializer = RDFSerializer(profiles=["euro_dcat_ap_3"])
    serializer.graph_from_dataset(SERVED)
    serializer._add_pagination_triples({"count": 1, "current": "https://portal.example.gov.cn/catalog?page=1"})
    (record,) = Dcat.read_upload(serializer.g.serialize(format=syntax).encode(), "catalog", {})
    assert isinstance(record, RawRecord)
    assert record.guid == "4f1c3e1e-0000-4000-8000-000000000001"
    payload = record.payload
    assert (payload["title"], payload["description"], payload["keyword"]) == (
        "广西分县甘蔗种植面积",
        "按县统计。",
        ["甘蔗", "面积"],
    )
    assert payload["accrualPeriodicity"].endswith("/ANNUAL") and payload["accessRights"].endswith("/PUBLIC")
    assert (payload["temporal"], payload["publisher"]["name"]) == ("2020-01-01/2025-12-31", "广西壮族自治区农业农村厅")
    assert payload["contactPoint"]["hasEmail"] == "mailto:sj@nynct.example.gov.cn"
    (distribution,) = payload["distribution"]
    assert (distribution["title"], distribution["format"], distribution["mediaType"]) == ("分县面积", "CSV", "text/csv")
    assert distribution["accessURL"] == "https://portal.example.gov.cn/a.csv"
    assert distribution["byteSize"] == "2048"
