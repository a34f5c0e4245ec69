"""The files under config/search/."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ckanext.gxdata.core.codelists import Code, CodeList
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.search_words import fold
from ckanext.gxdata.search_rules import load_search, with_places

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CONFIG / "search", tmp_path / "search")
    return tmp_path


@pytest.mark.parametrize(
    ("word", "other"),
    [("甘蔗", "糖料蔗"), ("sugarcane", "甘蔗"), ("sugar cane", "甘蔗"), ("东盟", "asean"), ("tcm", "中医药")],
)
def test_shipped_names_of_the_same_find_each_other(word: str, other: str) -> None:
    assert other in load_search(CONFIG).rules.synonyms[word]


def test_chinese_names_are_reached_by_their_pinyin() -> None:
    rules = load_search(CONFIG).rules
    assert {"甘蔗", "糖料蔗"} <= set(rules.synonyms["ganzhe"])
    assert "甘蔗" in rules.related["tangliao"]


def test_related_words_do_not_point_back() -> None:
    rules = load_search(CONFIG).rules
    assert "甘蔗" in rules.related["糖料"]
    assert "甘蔗" not in rules.related
    assert "糖料" not in rules.synonyms["甘蔗"]


def test_no_shipped_word_leads_from_sugar_to_diabetes() -> None:
    rules = load_search(CONFIG).rules
    sweet = {word for word in rules.synonyms if "蔗" in word} | {"糖料", "sugar"}
    found = {other for word in sweet for other in (*rules.synonyms.get(word, ()), *rules.related.get(word, ()))}
    assert not {word for word in found if "糖尿" in word or "diabetes" in word}


def test_no_shipped_name_is_a_single_latin_letter_or_unfolded() -> None:
    rules = load_search(CONFIG).rules
    words = {*rules.synonyms, *rules.related, *rules.light, *rules.questions}
    assert all(word == fold(word, rules) for word in words)
    assert not [word for word in {*rules.synonyms, *rules.related} if len(word) == 1 and word.isascii()]


def test_traditional_is_folded_by_the_table_the_index_uses() -> None:
    assert fold("港口貨物吞吐量 ＡＢＣ", load_search(CONFIG).rules) == "港口货物吞吐量 abc"


def test_cities_are_known_as_people_say_them_and_counties_by_their_full_names_only() -> None:
    regions = CodeList(
        "region",
        {"zh": "地区"},
        (
            Code("450000", {"zh": "广西壮族自治区"}),
            Code("450100", {"zh": "南宁市"}),
            Code("450329", {"zh": "资源县"}),
            Code("450602", {"zh": "港口区"}, ("港口",)),
        ),
    )
    places = with_places(load_search(CONFIG), regions).rules.places
    assert {"广西壮族自治区", "广西", "南宁市", "南宁", "nanning", "nan ning", "nam ninh", "资源县", "港口区"} <= places
    assert not {"资源", "港口", "ziyuan"} & places


def test_broken_yaml_names_file_and_line(folder: Path) -> None:
    (folder / "search/words.yaml").write_text("questions: [a]\nlight: [b\n", encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_search(folder)
    assert caught.value.pointer.endswith("words.yaml:3")


@pytest.mark.parametrize(
    ("file", "content", "where"),
    [
        ("synonyms.yaml", "same: [[甘蔗, 7]]", "same[0]"),
        ("synonyms.yaml", "same: {甘蔗: 糖}", "same"),
        ("synonyms.yaml", "also: [甘蔗]", "also"),
        ("words.yaml", "questions: 请问", "questions"),
        ("weights.yaml", "code: much", "code"),
        ("weights.yaml", "words: {title: -1}", "words.title"),
        ("weights.yaml", "minimum: true", "minimum"),
        ("weights.yaml", "wrods: {title: 1}", "weights.yaml"),
    ],
)
def test_a_wrong_entry_is_named(folder: Path, file: str, content: str, where: str) -> None:
    (folder / "search" / file).write_text(content, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_search(folder)
    assert file in caught.value.pointer
    assert caught.value.pointer.endswith(where)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "search/weights.yaml").unlink()
    with pytest.raises(RuleError, match="没有这个文件"):
        load_search(folder)
