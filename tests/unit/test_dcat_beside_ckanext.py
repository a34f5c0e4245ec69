"""Our reading of DCAT against that of ckanext-dcat: the same datasets, texts, addresses, dates and contacts.

Its parser is the yardstick here and no part of the harvest: docs/decisions/0008-dcat-parsers.md says why.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ckanext.dcat.processors import RDFParser

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
