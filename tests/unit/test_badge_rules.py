"""What a wrong ``config/badges.yaml`` says: file, line and the nearest valid value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.badge_rules import read_badges
from ckanext.gxdata.core.badge_rules import STATES, Rules
from ckanext.gxdata.core.badge_rules import tests as every_test
from ckanext.gxdata.core.codelists import LANGUAGES
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.dataset_fields import dataset_fields

CONFIG = Path(__file__).parents[2] / "config"
SAYS = "says: {zh: 条件, en: condition}"
FILE = """\
baseline: {share: 81, source: {zh: 出处, en: source}, note: {zh: 口径, en: note}}
words:
  lists: [名录, 名单]
high:
  id: high_value
  title: {zh: 高价值, en: High value}
  about: {zh: 说明, en: about}
  source: 拟定
  certainty: medium
  when:
    - {fact: theme, one_of: [transport], says: {zh: 条件, en: condition}}
basic:
  id: basic
  title: {zh: 基础目录, en: Basic}
  about: {zh: 说明, en: about}
  source: 拟定
  certainty: unknown
  when:
    - {fact: title, words: [lists], says: {zh: 条件, en: condition}, because: {zh: "有“{value}”", en: "has {value}"}}
badges:
  - id: described
    title: {zh: 说明, en: Described}
    about: {zh: 说明, en: about}
    source: 拟定
    certainty: unknown
    when:
      - {fact: filled, fields: [notes], says: {zh: 条件, en: condition}}
"""


@pytest.fixture(scope="module")
def book() -> rulebook.Rulebook:
    return rulebook.load(CONFIG)


def read(folder: Path, text: str, book: rulebook.Rulebook):  # type: ignore[no-untyped-def]
    (folder / "badges.yaml").write_text(text, encoding="utf-8")
    return read_badges(folder, book.codelists, dataset_fields(), book.zone_targets, book.zones)


def test_the_small_file_itself_is_good(tmp_path: Path, book: rulebook.Rulebook) -> None:
    rules = read(tmp_path, FILE, book)

    assert [rule.id for rule in rules.all] == ["high_value", "basic", "described"]
    assert next(every_test(rules.basic.when)).words == ("名录", "名单")


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("certainty: medium", "certanty: medium", 9, "certainty"),
        ("[transport]", "[transprot]", 11, "transport"),
        ("words: [lists]", "words: [list]", 19, "lists"),
        ("fields: [notes]", "fields: [note]", 27, "notes"),
        ("fields: [notes]", "fields: [data_grade]", 27, "data_grade"),
        ("fields: [notes]", "fields: [record_count]", 27, "record_count"),
        ("fact: filled", "fact: filed", 27, "filled"),
        ("{fact: filled, fields: [notes],", "{fact: filled,", 27, "fields"),
        ("{fact: filled, fields: [notes],", "{fact: stars,", 27, "least"),
        ("{fact: filled, fields: [notes],", "{fact: wanted, least: 2,", 27, "不带参数"),
        ("{fact: filled, fields: [notes],", "{fact: stars, least: 0,", 27, "least"),
        ("{value}", "{valeu}", 19, "value"),
        ("{value}", "{value", 19, "花括号"),
        ("id: described", "id: basic", 21, "重复"),
        ("id: high_value", "id: highvalue", 5, "high_value"),
        ("lists: [名录, 名单]", "lists: [名录, 单]", 3, "太短"),
        ("{fact: theme, one_of: [transport],", "{fact: freshness, one_of: [on_time],", 4, "每天"),
        (", says: {zh: 条件, en: condition}}\nbasic", "}\nbasic", 11, "says"),
        ("{fact: filled, fields: [notes],", "{any: [{fact: wanted, says: {zh: 甲, en: a}}],", 27, "says"),
        ("{fact: filled, fields: [notes],", "{fact: wanted, any: [{fact: wanted, says: {zh: 甲, en: a}}],", 27, "之一"),
        ("title: {zh: 说明, en: Described}", "title: {zh: 说明}", 22, "en"),
    ],
)
def test_a_fault_names_file_line_and_remedy(
    tmp_path: Path, book: rulebook.Rulebook, before: str, after: str, line: int, words: str
) -> None:
    text = FILE.replace(before, after, 1)
    assert text != FILE
    with pytest.raises(RuleError) as fault:
        read(tmp_path, text, book)

    assert fault.value.pointer.endswith(f"badges.yaml:{line}")
    assert words in f"{fault.value.message} {fault.value.hint}"


def test_without_the_file_nothing_is_earned(tmp_path: Path, book: rulebook.Rulebook) -> None:
    rules = read_badges(tmp_path, book.codelists, dataset_fields(), book.zone_targets, book.zones)

    assert rules.badges == ()
    assert rules.high.when.members == ()


def test_every_rule_as_shipped_has_source_and_certainty(book: rulebook.Rulebook) -> None:
    assert all(rule.source and rule.certainty in ("high", "medium", "unknown") for rule in book.badges.all)


def texts(rules: Rules) -> list[Mapping[str, str]]:
    """Every text that a reader may meet."""
    every = [test for rule in rules.all for test in every_test(rule.when)]
    states = [labels for values in STATES.values() for labels in values.values()]
    return [
        *(text for rule in rules.all for text in (rule.title, rule.about)),
        *(test.says for test in every),
        *(test.because for test in every if test.because),
        *(rules.baseline.source, rules.baseline.note),
        *states,
    ]


def test_every_text_as_shipped_is_there_in_all_four_languages(book: rulebook.Rulebook) -> None:
    assert len(texts(book.badges)) > 80
    assert [text for text in texts(book.badges) if set(text) != set(LANGUAGES)] == []


def test_a_translation_fills_in_what_the_chinese_fills_in(book: rulebook.Rulebook) -> None:
    def placeholders(text: str) -> list[str]:
        return sorted(re.findall(r"{\w*}", text))

    for text in texts(book.badges):
        assert {language: placeholders(text[language]) for language in LANGUAGES} == dict.fromkeys(
            LANGUAGES, placeholders(text["zh"])
        )


def test_vietnamese_and_thai_may_be_left_out_but_no_fifth_language_written(tmp_path: Path, book: rulebook.Rulebook) -> None:
    title = "title: {zh: 说明, en: Described}"

    rules = read(tmp_path, FILE.replace(title, "title: {zh: 说明, en: Described, th: คำอธิบาย}"), book)
    assert rules.badges[0].title == {"zh": "说明", "en": "Described", "th": "คำอธิบาย"}

    with pytest.raises(RuleError, match="fr"):
        read(tmp_path, FILE.replace(title, "title: {zh: 说明, en: Described, fr: Décrit}"), book)
