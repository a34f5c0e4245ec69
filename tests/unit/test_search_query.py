"""What Solr is asked."""

from __future__ import annotations

import re

import pytest

from ckanext.gxdata.core.search_query import Weights, quoted, solr_parameters, uses_fields
from ckanext.gxdata.core.search_terms import Understood, understand
from ckanext.gxdata.core.search_words import SearchRules, Term
from ckanext.gxdata.core.semantic import Neighbour

WEIGHTS = Weights(
    words={"title": 6, "text": 1},
    phrase={"title_bi": 6},
    pinyin={"gx_pinyin": 5},
    initials={"gx_initials": 3},
    place={"gx_labels_bi": 6},
    light={"title": 0.3},
)


def test_each_term_is_one_clause_of_its_forms_and_the_rest_is_optional() -> None:
    term = Term("甘蔗", synonyms=("sugar cane",), related=("甜菜",), pinyin=("gan zhe",))
    asked = solr_parameters(Understood((term,), 1, ("广西",), ("产量",), "广西甘蔗产量"), WEIGHTS)
    assert asked == {
        "q": '("甘蔗" OR "sugar cane"^0.8 OR "甜菜"^0.4 OR gx_pinyin:"gan zhe"^5)',
        "bq": [
            'title:"产量"^0.3', 'gx_labels_bi:"广西"^6', 'title_string:"广西甘蔗产量"^20', 'title_bi:"广西甘蔗产量"^6',
        ],
        "defType": "edismax",
        "qf": "title^6 text^1",
        "mm": "1",
        "tie": "0.1",
    }


def test_points_whatever_was_asked_are_conditions_that_solr_remembers() -> None:
    asked = solr_parameters(Understood((Term("甘蔗"),), 1), Weights(merit={"gx_format:*": 5, "gx_use:[20 TO *]": 0.5}))
    assert asked["bq"][:2] == ["filter(gx_format:*)^=5", "filter(gx_use:[20 TO *])^=0.5"]
    assert "gx_format" not in asked["q"]


def test_the_minimum_is_counted_over_the_terms() -> None:
    asked = solr_parameters(Understood((Term("货物"), Term("物吞"), Term("吞吐")), 2, whole="货物吞吐"), WEIGHTS)
    assert asked["mm"] == "2"
    assert asked["q"] == '("货物") OR ("物吞") OR ("吞吐")'


def test_what_is_near_meets_the_minimum_and_has_points_by_its_rank() -> None:
    weights = Weights(words={"title": 6}, semantic={"points": 60})
    asked = solr_parameters(
        Understood((Term("甲"), Term("乙"), Term("丙")), 2, whole="甲乙丙"), weights, [Neighbour("a", 0.9), Neighbour('b"', 0.8)]
    )
    assert asked["mm"] == "2"
    assert asked["q"] == '(("甲") OR id:("a" OR "b\\"")^=0) OR (("乙") OR id:("a" OR "b\\"")^=0) OR ("丙")'
    assert asked["bq"] == ['title_string:"甲乙丙"^20', 'id:"a"^=60', 'id:"b\\""^=54.5455']


def test_a_long_question_has_fewer_near_ones_so_that_solr_takes_it() -> None:
    terms = tuple(Term(str(number)) for number in range(9))
    asked = solr_parameters(Understood(terms, 9), WEIGHTS, [Neighbour(f"id{number}", 0.9) for number in range(30)])
    assert str(asked).count("id14") == 10 and "id15" not in str(asked)


def test_a_word_of_one_sign_is_asked_of_the_fields_that_hold_words() -> None:
    asked = solr_parameters(Understood((Term("茶"), Term("油茶")), 1), Weights(sign={"notes": 1, "tags": 3}))["q"]
    assert asked == '("茶" OR notes:"茶"^1 OR tags:"茶"^3) OR ("油茶")'


def test_a_code_and_initials_are_asked_in_their_own_fields() -> None:
    terms = (Term("307014/000126", code="307014/000126"), Term("hwttl", initials="h w t t l"))
    asked = solr_parameters(Understood(terms, 1), WEIGHTS)["q"]
    assert 'gx_code:"307014/000126"^50' in asked
    assert 'gx_initials:"h w t t l"^3' in asked


def test_a_question_without_terms_finds_nothing_instead_of_everything() -> None:
    assert solr_parameters(Understood(), WEIGHTS) == {"q": "-entity_type:*", "defType": "lucene"}


@pytest.mark.parametrize(
    "typed",
    ['甘蔗") OR (*:*', "{!lucene}甘蔗", "甘蔗 AND NOT (", "_query_:甘蔗", '甘蔗"^99', "\\甘蔗\\", "甘~2 g* [a TO b]"],
)
def test_syntax_typed_by_accident_stays_within_quotation_marks(typed: str) -> None:
    made = solr_parameters(understand(typed, SearchRules()), WEIGHTS)
    for text in (made["q"], *made["bq"]):
        asked = re.sub(r"\b[a-z]{5,}~1\^", "", text)  # a word that may be misspelt: letters alone
        bare = [part for number, part in enumerate(asked.split('"')) if number % 2 == 0]
        allowed = set("()^. +:=_0123456789abcdefghijklmnopqrstuvwxyzOR")
        assert all(set(part) <= allowed for part in bare)
        assert "{!" not in asked
        assert "_query_" not in asked


def test_a_parser_s_name_within_quotation_marks_is_text() -> None:
    made = solr_parameters(understand('_query_:"{!func}1" “{!join}”', SearchRules()), WEIGHTS)
    asked = " ".join((made["q"], *made["bq"]))
    assert "{!" not in asked
    assert '"{ func}1"' in asked


def test_quoted_text_cannot_end_its_phrase() -> None:
    assert quoted('a"b\\') == '"a\\"b\\\\"'


@pytest.mark.parametrize(
    "query",
    ["*:*", "name:foo", "name:foo OR id:bar", "+organization:a", "(title:甘蔗)", "extras_x:1", "gx_theme:a", "theme:x"],
)
def test_a_query_with_fields_is_recognised(query: str) -> None:
    assert uses_fields(query)


@pytest.mark.parametrize("query", ["甘蔗", "http://example.org/a", "标题:甘蔗", "note: 甘蔗", "比例 1:2", "title: "])
def test_a_colon_in_ordinary_text_is_no_field(query: str) -> None:
    assert not uses_fields(query)
