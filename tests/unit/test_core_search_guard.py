"""Which questions to the catalog are refused, and what a search answers at most."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.gxdata.core.search_guard import refusal, restricted


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"fq": "data_grade:core"}, "data_grade"),
        ({"fq": "+capacity:public -general_level:1"}, "general_level"),
        ({"fq": 'extras_share_type : "none"'}, "extras_share_type"),
        ({"fq": "data\\_grade:core"}, "data_grade"),
        ({"fq_list": ["a:b", "review_state:draft"]}, "review_state"),
        ({"q": "甘蔗 AND extras_general_level:4"}, "extras_general_level"),
        ({"q": 'title:"x\\" data_grade:y" data_grade:core'}, "data_grade"),
        ({"sort": "share_condition asc"}, "share_condition"),
        ({"sort": "if(exists(review_time),1,0) desc"}, "review_time"),
        ({"fl": "id,extras_reviewer"}, "extras_reviewer"),
        ({"fl": ["id", "general_level"]}, "general_level"),
        ({"facet.field": '["review_state"]'}, "review_state"),
        ({"facet.field": ["res_extras_item_grade"]}, "res_extras_item_grade"),
        ({"qf": "title share_condition^4"}, "share_condition"),
        ({"bf": "ord(general_level)"}, "general_level"),
        ({"boost": "docfreq(title_string,secret)"}, "docfreq"),
        ({"q": "gx_vector:[* TO *]"}, "gx_vector"),
        ({"q": "{!knn f=gx_vector topK=10}[0.1]"}, "gx_vector"),
        ({"fq": "{!vectorSimilarity f='gx_vector' minReturn=0.9}[0.1]"}, "gx_vector"),
        ({"sort": "vectorSimilarity(gx_vector,[0.1]) desc"}, "gx_vector"),
        ({"fl": ["id", "gx_vector"]}, "gx_vector"),
        ({"facet.field": ["gx_model"]}, "gx_model"),
        ({"sort": "sum(TotalTermFreq(name,x),1) desc"}, "词频"),
        ({"bq": ["title:x^5"]}, "bq"),
        ({"defType": "func"}, "func"),
        ({"defType": "xmlparser"}, "xmlparser"),
    ],
)
def test_a_question_about_the_inside_is_refused_by_name(params: dict[str, Any], words: str) -> None:
    assert words in refusal(params)


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"q": "甘蔗"},
        {"q": "数据分级 data_grade"},
        {"q": '"review_state:draft"'},
        {"fq": 'title:"data_grade:core"'},
        {"fq": "+capacity:public theme:agri_industry gx_open_type:conditional"},
        {"sort": "score desc, metadata_modified desc"},
        {"facet.field": '["organization", "gx_theme"]'},
        {"defType": "edismax", "qf": "title^4 text", "fl": "id,name"},
    ],
)
def test_other_questions_are_not(params: dict[str, Any]) -> None:
    assert refusal(params) == ""


@pytest.mark.parametrize(
    ("fields", "answered"),
    [
        ("id,title", ["id", "title"]),
        (["id name", "extras_theme"], ["id", "name", "extras_theme"]),
        ("validated_data_dict data_dict res_url urls score", ["id", "name"]),
        ("x:validated_data_dict,title", ["title"]),
        ("field(data_dict),[explain],validated_data_dic?,v*,*", ["id", "name"]),
    ],
)
def test_stored_records_and_addresses_are_never_answered_as_fields(fields: Any, answered: list[str]) -> None:
    assert restricted({"fl": fields})["fl"] == answered


@pytest.mark.parametrize(("given", "used"), [("0", 1), (0, 1), ("-5", 1), ("x", 1), ("3", 3), (20, 20)])
def test_a_facet_lists_no_value_that_nothing_was_found_for(given: Any, used: int) -> None:
    assert restricted({"facet.mincount": given})["facet.mincount"] == used


def test_a_plain_question_stays_as_it_is() -> None:
    assert restricted({"q": "甘蔗", "rows": 5}) == {"q": "甘蔗", "rows": 5}
