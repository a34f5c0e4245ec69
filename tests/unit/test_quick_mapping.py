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
from ckanext.gxdata.core.mapping import RecordMapping, _as_written, _Found, _made, _of_one, map_record
from ckanext.gxdata.core.mapping_rules import FieldRule
from ckanext.gxdata.core.record_scope import Scope
from ckanext.gxdata.core.records import DatasetDraft, RawRecord
from ckanext.gxdata.core.transforms import TRANSFORMS
from ckanext.gxdata.harvest.fetching import tables

BOOK = rulebook.load(Path(__file__).resolve().parents[2] / "config")
FETCHING, OTHERS = ("ckan_api", "dcat", "files"), ("family-beijing", "gx-tjj")

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
@settings(max_examples=30, deadline=None)
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


def forgotten(mapping: RecordMapping) -> RecordMapping:
    """The mapping as if it had mapped nothing yet."""
    for rule in (*mapping.fields, *mapping.resource_fields):
        rule.known.clear()
    return mapping


def mapped(record: dict[str, Any], mapping: RecordMapping) -> tuple[str, DatasetDraft | None]:
    try:
        draft = map_record(RawRecord("a", record), mapping, BOOK.codelists)
    except RecordError as error:
        return error.message, None
    return repr(draft), draft


@pytest.mark.parametrize("name", [*FETCHING, *OTHERS])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_record_is_mapped_the_same_whatever_was_mapped_before(name: str, data: st.DataObject) -> None:
    mapping = BOOK.mappings[name]
    records = data.draw(st.lists(records_of(mapping), min_size=1, max_size=4))
    fresh = [mapped(each, forgotten(mapping))[0] for each in records]
    assert [mapped(each, mapping)[0] for each in (*records, *records)] == [*fresh, *fresh]


def test_a_draft_that_is_changed_changes_no_other() -> None:
    record = {"title": "甘蔗", "groups": [{"title": "农业"}], "extras": [{"key": "region", "value": "南宁市"}]}
    first, second = (mapped(record, BOOK.mappings["ckan_api"])[1] for _ in range(2))
    assert first and second and first.fields["region"] == ["450100"]
    first.fields["region"].append("changed")
    assert second.fields["region"] == ["450100"]
    third = mapped(record, BOOK.mappings["ckan_api"])[1]
    assert third and third.fields["region"] == ["450100"]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_scope_finds_what_the_path_finds(data: st.DataObject) -> None:
    mapping = BOOK.mappings["ckan_api"]
    pair = st.fixed_dictionaries({"key": st.sampled_from(["region", "issued"]) | SCALARS, "value": SCALARS})
    pairs = st.lists(pair | st.dictionaries(st.sampled_from(["key", "value"]), SCALARS) | SCALARS, max_size=6)
    record = data.draw(records_of(mapping)) | data.draw(st.fixed_dictionaries({"extras": pairs}) | st.just({}))
    scope = Scope(record, mapping.reading)
    for path in (path for rule in mapping.fields for path in rule.paths):
        assert repr(scope.search(path)) == repr(path.search(record)), path.expression.expression


def test_most_paths_of_a_ckan_are_one_look() -> None:
    paths = [path for rule in BOOK.mappings["ckan_api"].fields for path in rule.paths]
    assert sum(path.key is not None for path in paths) == 19
    assert sum(path.pair is not None for path in paths) == 22
    assert len(paths) == 49


@given(st.text(max_size=30) | st.text(" \t\r\n\u3000\u200b\x00\x85\u2028\ud800a无", max_size=12) | WORDS, st.booleans())
def test_a_text_that_is_only_tidied_is_mapped_as_every_other(text: str, many: bool) -> None:
    rule = FieldRule("notes", "摘要", many=many)
    if (found := _as_written(rule, text)) is not None:
        assert found == _made(rule, _Found([text]), {}, "notes")


@given(
    st.text(max_size=20) | st.text(" \t\n\u3000\u200b\x00\ud800a无1-,", max_size=12) | WORDS,
    st.sampled_from(sorted(TRANSFORMS)),
    st.booleans(),
)
def test_one_text_that_one_transform_takes_is_mapped_as_every_other(text: str, transform: str, many: bool) -> None:
    rule = FieldRule("notes", "摘要", many=many, transforms=(transform,))
    if (found := _of_one(rule, text)) is not None:
        assert found == _made(rule, _Found([text]), {}, "notes")


def test_of_several_pairs_of_a_name_the_first_with_a_value_counts() -> None:
    pairs: list[Any] = ["无", {"key": "region"}, {"key": "region", "value": ""}, {"key": "region", "value": "南宁市"}, {"key": ["a"]}]
    scope = Scope({"extras": pairs}, BOOK.mappings["ckan_api"].reading)
    paths = [path for rule in BOOK.mappings["ckan_api"].fields if rule.name == "region" for path in rule.paths]
    assert [scope.search(path) for path in paths] == ["", None, None]


def test_what_is_wrong_with_a_word_is_told_of_every_resource_that_has_it() -> None:
    resources = [{"name": name, "url": "mailto:a@b.cn"} for name in "ab"]
    _, draft = mapped({"title": "甘蔗", "resources": resources}, BOOK.mappings["ckan_api"])
    assert draft
    assert [each.pointer for each in draft.findings if each.rule == "unfit-value"] == ["resources[0].url", "resources[1].url"]


def test_a_table_that_calls_itself_otherwise_is_known_by_the_end_of_its_address() -> None:
    addresses = ["https://data.example.gov.cn/a.CSV", "https://data.example.gov.cn/csv/a", "b.xlsx?x=1", "https://data.example.gov.cn/c?.csv"]
    record = {"title": "甘蔗", "resources": [{"url": each, "format": "PDF"} for each in addresses]}
    assert tables(RawRecord("a", record), BOOK.mappings["ckan_api"], BOOK.codelists) == [addresses[0], addresses[2]]
