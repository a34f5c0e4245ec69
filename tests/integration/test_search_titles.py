"""Real titles and 信息项 in a real Solr with our schema: what everyday questions find, and in which order.

The documents stand beside the demo's under a site of their own. ``GXDATA_TEST_SOLR_URL`` uses another Solr core.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysolr
import pytest

from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.search_document import search_document
from ckanext.gxdata.core.search_query import solr_parameters
from ckanext.gxdata.core.search_terms import understand
from ckanext.gxdata.search_rules import load_search, with_places

ROOT = Path(__file__).parents[2]
SITE = "search-test"
REGIONS = CodeList("region", {"zh": "地区"}, (Code("100000", {"zh": "全国"}), Code("450100", {"zh": "南宁市"})))
ABOUT_CANE = {
    "主要农作物产品产量",
    "主要农作物播种面积",
    "主要农作物单位面积产量",
    "广西糖料蔗种植面积和产量",
    "甘蔗良种推广面积",
}
DIABETES = {"居民糖尿病患病率监测", "糖尿病患者管理情况"}


def solr_document(number: int, entry: dict[str, Any]) -> dict[str, Any]:
    id_ = hashlib.md5(entry["title"].encode()).hexdigest()
    dataset = {
        "id": id_,
        "name": f"nbs-{id_[:12]}",
        "title": entry["title"],
        "open_type": "unconditional",
        "resource_code": f"307014/{number:06d}",
        "region": ["450100" if "南宁" in entry["title"] else "100000"],
        "organization": {"name": "nbs", "title": "国家统计局"},
        "resources": [{"format": "CSV", "schema": {"fields": [{"name": item} for item in entry["items"]]}}],
    }
    base = {"index_id": f"{SITE}-{id_}", "id": id_, "site_id": SITE, "entity_type": "package", "state": "active"}
    text = {"name": dataset["name"], "title": entry["title"], "title_string": entry["title"], "notes": entry["subject"]}
    record = {"validated_data_dict": json.dumps(dataset)}
    return search_document({**base, **text, **record}, {"region": REGIONS})


@pytest.fixture(scope="module")
def solr(request: pytest.FixtureRequest) -> Iterator[pysolr.Solr]:
    url = os.environ.get("GXDATA_TEST_SOLR_URL") or request.getfixturevalue("portal").solr_url
    core = pysolr.Solr(url, timeout=30)
    content = json.loads((ROOT / "tests/fixtures/search/titles.json").read_text(encoding="utf-8"))
    entries = [*content["real"], *content["made_up"]]
    core.add([solr_document(number, entry) for number, entry in enumerate(entries)], commit=True)
    yield core
    core.delete(q=f"site_id:{SITE}", commit=True)


@pytest.fixture(scope="module")
def find(solr: pysolr.Solr) -> Any:
    search = with_places(load_search(ROOT / "config"), REGIONS)

    def ask(question: str) -> list[str]:
        asked = solr_parameters(understand(question, search.rules), search.weights)
        given = {**asked, "q.op": "AND", "fq": f"site_id:{SITE}", "rows": 100, "sort": "score desc", "fl": "title"}
        return [document["title"] for document in solr.search(**given)]

    return ask


@pytest.mark.parametrize("question", ["甘蔗", "ganzhe", "gan zhe", "sugarcane", "Sugar canes", "糖料蔗", "甘蔗产糖"])
def test_tables_of_sugar_cane_come_first_and_nothing_of_diabetes(find: Any, question: str) -> None:
    found = find(question)
    assert set(found[:5]) == ABOUT_CANE
    assert not DIABETES & set(found)


@pytest.mark.parametrize("question", ["糖料", "tangliao"])
def test_who_asks_for_sugar_crops_also_gets_cane_and_nothing_of_diabetes(find: Any, question: str) -> None:
    found = find(question)
    assert found[0] == "广西糖料蔗种植面积和产量"
    assert set(found) >= ABOUT_CANE
    assert not DIABETES & set(found)


def test_a_title_goes_before_an_item_and_an_item_is_found_at_all(find: Any) -> None:
    assert find("甘蔗")[0] in {"广西糖料蔗种植面积和产量", "甘蔗良种推广面积"}
    assert "主要农作物产品产量" in find("甘蔗")


def test_diabetes_is_found_by_its_own_name(find: Any) -> None:
    assert set(find("糖尿病")) == DIABETES
    assert set(find("diabetes")) == DIABETES


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("港口", "沿海主要规模以上港口货物吞吐量"),
        ("port", "沿海主要规模以上港口货物吞吐量"),
        ("gangkou", "沿海主要规模以上港口货物吞吐量"),
        ("货物吞吐", "货物吞吐量"),
        ("港口货物吞吐量", "沿海主要规模以上港口货物吞吐量"),
        ("港口貨物吞吐量", "沿海主要规模以上港口货物吞吐量"),
        ("gangkouhuowutuntuliang", "沿海主要规模以上港口货物吞吐量"),
        ("糧食產量", "主要农作物产品产量"),
        ("茶", "茶叶、水果产量"),
        ("tea", "茶叶、水果产量"),
        ("旅游外汇收入", "国际旅游(外汇)收入及构成"),
        ("chongqing", "重庆市货物出口情况"),
        ("城镇职工基本医疗保险参保人数", "城镇基本医疗保险"),
        ("请问南宁有哪些停车场？", "南宁市停车场信息"),
        ("居民消费价格指数 食品", "食品类居民消费价格指数(上年=100)"),
        ("总人口", "总人口"),
        ("ＰＯＲＴ", "沿海主要规模以上港口货物吞吐量"),
    ],
)
def test_the_first_hit_is_the_one_that_is_meant(find: Any, question: str, first: str) -> None:
    assert find(question)[0] == first


def test_a_place_without_figures_of_its_own_still_has_an_answer(find: Any) -> None:
    assert find("南宁人口")[0] in {"总人口", "人口普查人口基本情况", "按年龄分人口数(人口抽样调查)"}


def test_initials_of_four_signs_find_a_title(find: Any) -> None:
    assert set(find("hwttl")) == {"货物吞吐量", "沿海主要规模以上港口货物吞吐量"}


@pytest.mark.parametrize("question", ["307014/000003", "307014000003", " ３０７０１４/000003 "])
def test_a_catalog_code_finds_that_dataset_only(find: Any, question: str) -> None:
    assert find(question) == ["平均每一农业劳动力生产的主要农产品"]


def test_a_dataset_name_finds_that_dataset_first(find: Any) -> None:
    name = "nbs-" + hashlib.md5("总人口".encode()).hexdigest()[:12]
    assert find(name)[0] == "总人口"


@pytest.mark.parametrize("question", ["???", "()", "😀", "zzzzqqq", "*", "-"])
def test_a_question_that_says_nothing_finds_nothing_and_is_no_error(find: Any, question: str) -> None:
    assert find(question) == []


@pytest.mark.parametrize(
    "question", ['甘蔗" OR title:"', "{!lucene}甘蔗", "甘蔗 AND (", "甘蔗^", "\\甘蔗", "[甘蔗 TO", "+甘蔗-!", "甘蔗~2"]
)
def test_syntax_typed_by_accident_is_text(find: Any, question: str) -> None:
    assert find(question)[0] in ABOUT_CANE


@pytest.mark.parametrize("unit", [None, "甘蔗港口人口产量广西旅游出口糖料茶叶"])
def test_an_endless_question_is_no_error(find: Any, unit: str | None) -> None:
    assert find(unit * 400 if unit else "".join(chr(0x4E00 + 37 * number) for number in range(500))) is not None


def test_a_poisonous_value_is_taken_in(solr: pysolr.Solr) -> None:
    entry = {"title": "字" * 20_000, "subject": "\x00\ufffe", "items": ["项" * 5000]}
    document = {**solr_document(999, entry), "owner_note": "长" * 20_000}
    solr.add([search_document(document, {})], commit=True)
    assert solr.search("title_bi:字字", fq=f"site_id:{SITE}").hits == 1
    solr.delete(q=f'site_id:{SITE} AND title_bi:"字字"', commit=True)
