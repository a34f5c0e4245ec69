"""The data model's names of fields in a search mean the fields of the index."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.gxdata.core.search_names import of_index
from ckanext.gxdata.index import hooks as index


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"fq": "zone:gz-sugar"}, {"fq": "gx_zone:gz-sugar"}),
        ({"fq": "subzone:gz-sugar"}, {"fq": "gx_zone:gz-sugar"}),
        (
            {"fq": "+capacity:public -theme:(health OR traffic)"},
            {"fq": "+capacity:public -gx_theme:(health OR traffic)"},
        ),
        (
            {"fq": 'region:"450100" AND (open_type:conditional)'},
            {"fq": 'gx_region:"450100" AND (gx_open_type:conditional)'},
        ),
        (
            {"fq_list": ["update_frequency:daily", "high_value:high"]},
            {"fq_list": ["gx_update_frequency:daily", "gx_high_value:high"]},
        ),
        ({"q": "zone:rcep"}, {"q": "gx_zone:rcep"}),
        ({"sort": "open_type asc, update_frequency desc"}, {"sort": "gx_open_type asc, gx_update_frequency desc"}),
        ({"facet.field": ["zone", "subzone", "gx_zone"]}, {"facet.field": ["gx_zone"]}),
        ({"facet.field": ["zone", "organization"]}, {"facet.field": ["gx_zone", "organization"]}),
    ],
)
def test_the_names_of_the_data_model_are_those_of_the_index(given: dict[str, Any], asked: dict[str, Any]) -> None:
    assert of_index(given) == asked


@pytest.mark.parametrize(
    "params",
    [
        {"fq": 'title:"zone:rcep"'},
        {"fq": "gx_zone:rcep extras_zone:x res_zone:y zonee:z"},
        {"fq": 'title:"a \\" zone:b"'},
        {"fq": "nosuchfield:1"},
        {"q": "zone 专区"},
        {"sort": "title_string asc, zoned desc"},
        {"facet.field": ["gx_zone", "groups"]},
        {"rows": 3, "fl": ["zone"]},
    ],
)
def test_all_else_is_left_to_solr(params: dict[str, Any]) -> None:
    assert of_index(params) == params


@pytest.mark.parametrize("query", ["zone:gz-sugar", "subzone:gz-sugar", "+high_value:high"])
def test_a_question_by_field_is_no_question_of_a_person(query: str) -> None:
    asked = index.before_dataset_search({"q": query, "fq": "zone:rcep"})
    assert asked["q"].startswith(("gx_zone:gz-sugar", "+gx_high_value:high"))
    assert asked["fq"] == "gx_zone:rcep"


def test_facets_are_answered_under_the_names_that_were_asked() -> None:
    params = index.before_dataset_search(
        {"q": "", "facet.field": ["zone", "gx_theme", "theme"], "extras": {"ext_a": "b"}}
    )
    assert params["facet.field"] == ["gx_zone", "gx_theme"]
    assert params["extras"]["ext_a"] == "b"

    found = {
        "facets": {"gx_zone": {"rcep": 2}, "gx_theme": {"health": 1}},
        "search_facets": {
            "gx_zone": {"title": "gx_zone", "items": [1]},
            "gx_theme": {"title": "gx_theme", "items": []},
        },
    }
    told = index.after_dataset_search(found, params)
    assert told["facets"] == {"zone": {"rcep": 2}, "gx_theme": {"health": 1}, "theme": {"health": 1}}
    assert told["search_facets"]["zone"] == {"title": "zone", "items": [1]}
    assert sorted(told["search_facets"]) == ["gx_theme", "theme", "zone"]


def test_facets_of_the_index_asked_by_their_own_name_stay() -> None:
    params = index.before_dataset_search({"q": "", "facet.field": ["gx_zone"], "extras": {}})
    assert params["extras"] == {}
    assert index.after_dataset_search({"facets": {"gx_zone": {}}}, params) == {"facets": {"gx_zone": {}}}
