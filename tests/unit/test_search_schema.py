"""The Solr schema made from CKAN's."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from ckanext.gxdata.core.search_names import INDEXED
from ckanext.gxdata.search_rules import load_search
from stack.solr_schema import SchemaError, build_configset, merge, simplification

CONFIG = Path(__file__).parents[2] / "config"
CKAN = """<schema name="ckan-2.12"><types><fieldType name="text" class="old"/>
<fieldType name="string" class="S"/></types>
<fields><field name="title" type="text"/><field name="urls" type="text"/><dynamicField name="*" type="string"/></fields>
<uniqueKey>id</uniqueKey><copyField source="urls" dest="title"/></schema>"""
OURS = """<additions><types><fieldType name="text" class="new"/><fieldType name="code" class="C"/></types>
<fields><field name="gx_code" type="code"/></fields><copyFields><copyField source="title" dest="gx_code"/></copyFields>
<remove><copyField source="urls" dest="title"/></remove></additions>"""


def merged(ckan: str = CKAN, ours: str = OURS) -> etree._Element:
    return merge(etree.fromstring(ckan), etree.fromstring(ours))


def test_an_entry_that_ckan_has_is_replaced_and_a_new_one_added() -> None:
    schema = merged()
    assert [(kind.get("name"), kind.get("class")) for kind in schema.find("types")] == [
        ("text", "new"),
        ("string", "S"),
        ("code", "C"),
    ]
    assert [field.get("name") for field in schema.find("fields")] == ["title", "urls", "*", "gx_code"]


def test_copies_are_removed_and_added() -> None:
    assert [(copy.get("source"), copy.get("dest")) for copy in merged().iter("copyField")] == [("title", "gx_code")]


@pytest.mark.parametrize(
    ("ckan", "ours", "named"),
    [
        (CKAN.replace("ckan-2.12", "ckan-2.13"), OURS, "ckan-2.13"),
        (CKAN.replace("types>", "kinds>"), OURS, "types"),
        (CKAN.replace('source="urls"', 'source="title"'), OURS, "urls → title"),
        (CKAN, OURS.replace('dest="gx_code"', 'dest="gx_kode"'), "gx_kode"),
        (CKAN, OURS.replace('type="code"', 'type="kode"'), "kode"),
    ],
)
def test_another_shape_of_ckans_schema_is_refused_with_what_is_missing(ckan: str, ours: str, named: str) -> None:
    with pytest.raises(SchemaError, match=named):
        merged(ckan, ours)


def test_the_configset_is_made_from_the_installed_packages(tmp_path: Path) -> None:
    build_configset(tmp_path / "conf", CONFIG)
    schema = etree.parse(str(tmp_path / "conf/schema.xml")).getroot()
    fields = {field.get("name"): field.get("type") for field in schema.find("fields")}
    assert schema.get("name") == "ckan-2.12"
    assert (fields["title_bi"], fields["gx_pinyin"], fields["gx_code"]) == ("text_bi", "pinyin", "code")
    assert fields["validated_data_dict"] == "string"
    table = (tmp_path / "conf/mapping-t2s.txt").read_text(encoding="utf-8")
    assert '"貨" => "货"\n' in table
    assert len(table.splitlines()) > 3000


def test_the_searched_text_takes_no_raw_fields_and_no_addresses(tmp_path: Path) -> None:
    build_configset(tmp_path, CONFIG)
    schema = etree.parse(str(tmp_path / "schema.xml")).getroot()
    sources = {copy.get("source") for copy in schema.iter("copyField") if copy.get("dest") == "text"}
    assert not sources & {"extras_*", "res_extras_*", "urls", "res_url"}
    assert sources >= {"title", "notes", "tags", "gx_files"}


def test_fields_that_a_question_never_reaches_under_their_own_name_are_in_no_index(tmp_path: Path) -> None:
    build_configset(tmp_path, CONFIG)
    schema = etree.parse(str(tmp_path / "schema.xml")).getroot()
    indexed = {field.get("name") for field in schema.find("fields") if field.get("indexed") == "true"}
    assert not set(INDEXED) & indexed
    assert set(INDEXED.values()) <= indexed


def test_a_second_build_writes_the_same(tmp_path: Path) -> None:
    build_configset(tmp_path, CONFIG)
    first = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    build_configset(tmp_path, CONFIG)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == first


def test_a_missing_folder_of_rules_is_said_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="无法读取"):
        build_configset(tmp_path, tmp_path / "nowhere")


def test_an_incomplete_table_of_signs_is_refused() -> None:
    with pytest.raises(SchemaError, match="TSCharacters"):
        simplification("貨\t货\n")


def test_part_of_a_title_is_asked_as_pairs_of_signs_in_one_piece_and_indexed_as_such(tmp_path: Path) -> None:
    build_configset(tmp_path, CONFIG)
    schema = etree.parse(str(tmp_path / "schema.xml")).getroot()
    (kind,) = schema.xpath("types/fieldType[@name='text_ngram']")
    assert kind.get("autoGeneratePhraseQueries") == "true"
    (sizes,) = {(each.get("minGramSize"), each.get("maxGramSize")) for each in kind.iter("tokenizer")}
    assert sizes == ("2", "2")


def test_all_that_ranks_a_hit_is_in_the_text_by_which_it_is_found(tmp_path: Path) -> None:
    build_configset(tmp_path, CONFIG)
    schema = etree.parse(str(tmp_path / "schema.xml")).getroot()
    sources = {copy.get("source") for copy in schema.xpath("copyField[@dest='text']")}
    same = {"title_bi": "title", "text": "title"}
    assert {same.get(name, name) for name in load_search(CONFIG).weights.words} <= sources
    assert {"gx_labels", "gx_files", "notes"} <= sources
