"""What a question means beyond its words: place, department, error of typing, sound, other languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.search_places import Place, innermost
from ckanext.gxdata.core.search_query import Weights, solr_parameters
from ckanext.gxdata.core.search_spelling import Spelling
from ckanext.gxdata.core.search_terms import Understood, understand
from ckanext.gxdata.core.search_words import SearchRules, Term
from ckanext.gxdata.search_rules import load_search, with_places

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def rules() -> SearchRules:
    return with_places(load_search(CONFIG), rulebook.load(CONFIG).codelists["region"]).rules


def forms(understood: Understood) -> set[str]:
    return {form for term in understood.terms for form in term.forms}


@pytest.mark.parametrize(
    "typed",
    ["南宁停车场", "南宁哪里有停车场？", "nanning tingchechang", "parking in Nanning", "bãi đỗ xe Nam Ninh", "bai do xe nam ninh"],
)
def test_a_city_is_a_place_and_the_rest_is_what_is_asked(rules: SearchRules, typed: str) -> None:
    asked = understand(typed, rules)
    assert [place.code for place in asked.regions] == ["450100"]
    assert "停车场" in forms(asked)
    assert asked.required == 1


def test_a_city_goes_before_its_counties_and_these_before_the_region(rules: SearchRules) -> None:
    asked = understand("南宁 公交", rules)
    points = Weights(region={"itself": 100, "within": 60, "around": 30})
    query = " ".join(solr_parameters(asked, points)["bq"])
    assert 'gx_region:("450100")^=100' in query
    assert '"450181"' in query.split("^=60")[0]
    assert 'gx_region:("450000")^=30' in query
    assert '"450200"' not in query


def test_of_a_county_its_city_is_nearer_than_the_region() -> None:
    place = Place("450181", (), ("450100", "450000"))
    asked = solr_parameters(Understood((Term("x"),), 1, regions=(place,)), Weights(region={"around": 30}))["bq"]
    assert asked[:2] == ['gx_region:("450100")^=30', 'gx_region:("450000")^=15']


def test_of_a_district_named_with_its_city_only_the_district_counts(rules: SearchRules) -> None:
    assert [place.code for place in understand("桂林市临桂区 医院", rules).regions] == ["450312"]
    city, county = Place("450300", ("450312",), ("450000",)), Place("450312", (), ("450300", "450000"))
    assert innermost([city, county, city]) == (county,)


def test_a_former_name_is_today_s_place(rules: SearchRules) -> None:
    assert [place.code for place in understand("横县 茉莉花", rules).regions] == ["450181"]


def test_a_department_beside_a_subject_is_welcome_and_alone_it_is_what_is_asked(rules: SearchRules) -> None:
    beside, alone = understand("环保局 水质", rules), understand("人社厅", rules)
    assert [term.text for term in beside.terms] == ["水质"]
    assert beside.offices[0].synonyms == ("生态环境",)
    assert alone.terms[0].synonyms == ("人力资源和社会保障",)
    query = solr_parameters(alone, Weights(office={"gx_labels_bi": 8}))["q"]
    assert 'gx_labels_bi:"人力资源和社会保障"^8' in query


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tingchechng", "停车场"),
        ("liubaochaa", "六堡茶"),
        ("vaccinatoin", "疫苗"),
        ("kindergaten", "幼儿园"),
        ("螺狮粉", "螺蛳粉"),
        ("图书官", "图书馆"),
    ],
)
def test_one_error_in_a_known_name_is_forgiven(rules: SearchRules, typed: str, meant: str) -> None:
    assert meant in forms(understand(typed, rules))


@pytest.mark.parametrize("typed", ["六包茶", "公机金", "低宝"])
def test_a_known_name_is_found_by_its_sound(rules: SearchRules, typed: str) -> None:
    assert {"六堡茶", "公积金", "低保"} & forms(understand(typed, rules))


def test_an_unknown_name_is_looked_for_by_its_sound_and_by_southern_pinyin() -> None:
    assert understand("魁风", SearchRules()).terms[0].guesses == ("kui feng",)
    assert "zhong zi" in understand("zongzi", SearchRules()).terms[0].guesses
    assert understand("魁风", SearchRules(guesses=False)).terms[0].guesses == ()


def test_first_letters_of_a_known_name_are_that_name(rules: SearchRules) -> None:
    assert "停车场" in understand("tcc", rules).terms[0].synonyms
    assert understand("kfw", SearchRules()).terms[0].initials == "k f w"


def test_two_errors_are_another_word() -> None:
    known = Spelling(["population", "空气质量"])
    assert known.near("populaton") == known.near("popualtion") == known.near("populationn") == ("population",)
    assert known.near("popolaton") == ()
    assert known.near("空气制量") == ("空气质量",)
    assert known.near("空调制量") == ()


def test_half_of_a_name_is_taken_only_where_nothing_else_is_known(rules: SearchRules) -> None:
    assert "荔枝" in forms(understand("荔纸", rules))


def test_syllables_side_by_side_are_pinyin_and_no_foreign_words(rules: SearchRules) -> None:
    assert "老挝" not in forms(understand("lao ren", rules))
    assert "台风" in forms(understand("bão", rules))
    assert "台风" not in forms(understand("bao zhuang", rules))


def test_known_words_are_taken_out_of_a_run_of_thai(rules: SearchRules) -> None:
    asked = understand("การส่งออกอาเซียน", rules)
    assert {"出口", "东盟"} <= forms(asked)


def test_a_share_is_asked_of_the_known_terms_and_pieces_are_no_condition(rules: SearchRules) -> None:
    asked = understand("请问去凭祥口岸打卡拍照好不好玩", rules)
    assert len(asked.terms) > 4
    assert asked.required == 1


def test_pieces_between_places_and_question_words_are_phrases(rules: SearchRules) -> None:
    assert understand("请问南宁有哪些公共图书馆", rules).phrases == ("公共图书馆",)
    assert understand("公共图书馆", rules).phrases == ()
