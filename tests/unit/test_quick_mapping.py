"""The quick ways through a mapping answer what mapping the whole record answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.mapping import RecordMapping, map_record
from ckanext.gxdata.core.records import RawRecord
from ckanext.gxdata.harvest.fetching import tables

BOOK = rulebook.load(Path(__file__).resolve().parents[2] / "config")
FETCHING = sorted(name for name in BOOK.mappings if BOOK.mappings[name].fetch)

WORDS = st.sampled_from(
    (
        *("", " ", "无", "csv", "CSV", "pdf", "text/csv", "甘蔗", "南宁市", "每年", "450100", "public", "2024-01-05", "1,234", "abc"),
        *("https://data.example.gov.cn/a.csv", "https://data.example.gov.cn/a", "files/b.xlsx?x=1", "mailto:a@b.cn", "c.\tcsv"),
    )
)
SCALARS = WORDS | st.none() | st.booleans() | st.integers(-1, 2) | st.sampled_from([0.0, 450102.0])


def tables_of_whole_records(raw: RawRecord, mapping: RecordMapping) -> list[str]:
    try:
        draft = map_record(raw, mapping, BOOK.codelists)
    except RecordError:
        return []
    found = []
    for each in draft.resources:
        address = str(each.get("url") or "")
        suffix = urlsplit(address).path.rpartition(".")[2].upper()
        if address and (each.get("format") in mapping.fetch or suffix in mapping.fetch):
            found.append(address)
    return found


def records_of(mapping: RecordMapping) -> st.SearchStrategy[dict[str, Any]]:
    """With keys that the paths of the mapping look at, at every depth."""
    paths = [path for rule in (*mapping.fields, *mapping.resource_fields) for path in rule.paths]
    paths += [mapping.resources] if mapping.resources else []
    keys = st.sampled_from(sorted({name for path in paths for name in path.names()} | {"key", "value"}))
    inner = st.recursive(SCALARS, lambda part: st.lists(part, max_size=3) | st.dictionaries(keys, part, max_size=5), max_leaves=12)
    titled = st.fixed_dictionaries(dict.fromkeys(("title", "resTitle", "dataset", "name"), WORDS))
    return st.builds(lambda some, more: {**some, **more}, titled | st.just({}), st.dictionaries(keys, inner, max_size=8))


@pytest.mark.parametrize("name", FETCHING)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_tables_of_a_record_are_found_without_mapping_all_of_it(name: str, data: st.DataObject) -> None:
    mapping = BOOK.mappings[name]
    raw = RawRecord(data.draw(st.sampled_from(["", "a"])), data.draw(records_of(mapping)))
    assert tables(raw, mapping, BOOK.codelists) == tables_of_whole_records(raw, mapping)


@pytest.mark.parametrize("name", ["ckan_api", "dcat"])
def test_a_table_without_a_title_is_not_fetched(name: str) -> None:
    resource = {"url": "https://data.example.gov.cn/a.csv", "downloadURL": "https://data.example.gov.cn/a.csv"}
    record = {"resources": [resource], "distribution": [resource]}
    mapping = BOOK.mappings[name]
    assert tables(RawRecord("a", record), mapping, BOOK.codelists) == []
    assert tables(RawRecord("a", {**record, "title": "甘蔗"}), mapping, BOOK.codelists) == [resource["url"]]
