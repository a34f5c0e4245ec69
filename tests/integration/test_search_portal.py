"""The demo as citizens and programs search it, over CKAN's own API with the real ckanapi."""

from __future__ import annotations

import json
from typing import Any

import ckanapi
import pytest
from ckan.lib.search.common import SearchQueryError


@pytest.fixture(scope="module")
def api(portal: Any) -> Any:
    return ckanapi.RemoteCKAN(portal.url)


def words_of(dataset: dict[str, Any]) -> str:
    """Title and 信息项: where a hit must show why it is one."""
    return dataset["title"] + json.dumps([res.get("schema") for res in dataset["resources"]], ensure_ascii=False)


@pytest.mark.parametrize("question", ["甘蔗", "ganzhe", "糖料", "sugarcane", "糖料蔗"])
def test_sugar_cane_comes_first_and_nothing_of_diabetes(api: Any, question: str) -> None:
    answer = api.action.package_search(q=question, rows=100)

    assert answer["count"] >= 3
    assert all("甘蔗" in words_of(dataset) or "糖料" in words_of(dataset) for dataset in answer["results"][:3])
    assert not [dataset["title"] for dataset in answer["results"] if "糖尿病" in dataset["title"]]


@pytest.mark.parametrize(
    ("question", "word"), [("港口", "港口"), ("货物吞吐", "货物吞吐"), ("港口貨物吞吐量", "吞吐量")]
)
def test_words_sub_words_and_traditional_signs_are_found(api: Any, question: str, word: str) -> None:
    assert word in words_of(api.action.package_search(q=question)["results"][0])


def test_a_dataset_is_found_by_its_codes_and_its_name(api: Any) -> None:
    for dataset in api.action.package_search(q="甘蔗", rows=3)["results"]:
        for code in filter(None, (dataset.get("resource_code"), dataset["name"])):
            assert api.action.package_search(q=code)["results"][0]["name"] == dataset["name"]


def test_the_label_of_a_theme_finds_its_datasets(api: Any) -> None:
    assert api.action.package_search(q="Agriculture", rows=0)["count"] > 0


def test_queries_with_fields_are_left_alone(api: Any) -> None:
    name = api.action.package_search(rows=1)["results"][0]["name"]

    assert api.action.package_search(q=f"name:{name}")["count"] == 1
    assert api.action.package_search(q=f"name:{name} OR name:no-such")["count"] == 1
    assert api.action.package_search(q="*:*", rows=0)["count"] == api.action.package_search(rows=0)["count"]
    assert api.action.package_search(q="甘蔗", fq=f"name:{name}", rows=0)["count"] <= 1


def test_without_a_question_the_newest_come_first(api: Any) -> None:
    times = [dataset["metadata_modified"][:23] for dataset in api.action.package_search(rows=50)["results"]]  # Solr keeps milliseconds

    assert times == sorted(times, reverse=True)


def test_an_order_that_is_asked_for_is_kept(api: Any) -> None:
    names = [dataset["name"] for dataset in api.action.package_search(q="产量", sort="name asc", rows=20)["results"]]

    assert names == sorted(names)


@pytest.mark.parametrize("question", ["???", '"', "甘蔗 AND (", "{!lucene}甘", "a:b:c", "\\", "\x00甘蔗", "甘" * 5000])
def test_no_text_is_an_error(api: Any, question: str) -> None:
    assert api.action.package_search(q=question, rows=0)["count"] >= 0


def test_facets_hold_code_ids(api: Any) -> None:
    fields = ["gx_theme", "gx_zone", "gx_region", "gx_format", "gx_open_type", "gx_update_frequency"]
    facets = api.action.package_search(rows=0, **{"facet.field": json.dumps(fields)})["facets"]

    assert all(facets[field] for field in fields)
    assert set(facets["gx_open_type"]) <= {"unconditional", "conditional", "closed"}
    assert "CSV" in facets["gx_format"]


@pytest.mark.parametrize("field", ["data_grade", "extras_data_grade", "general_level"])
def test_fields_that_are_not_public_cannot_be_counted_or_asked(api: Any, field: str) -> None:
    for question in ({"facet.field": json.dumps([field])}, {"q": f"{field}:general"}, {"fq": f"{field}:general"}):
        with pytest.raises(SearchQueryError, match=field):
            api.action.package_search(rows=0, **question)


def test_a_reason_for_not_opening_is_not_counted(api: Any) -> None:
    assert not api.action.package_search(rows=0, **{"facet.field": json.dumps(["closed_reason"])})["facets"]["closed_reason"]
