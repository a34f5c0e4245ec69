"""The file of the zone rules: whole, and a mistake in it names file, line and the nearest valid value."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ckanext.gxdata import rulebook, zone_rules
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.errors import RuleError

CONFIG = Path(__file__).parents[2] / "config"
BOOK = rulebook.load(CONFIG)
HEAD = """\
source: 测试
certainty: medium
points:
  threshold: 10
  strong: {title: 10, tags: 6, items: 6, notes: 4}
  weak: {title: 6, tags: 2, items: 1, notes: 1}
  codes: {region: 4, industry: 4, hs: 4, department: 4}
zones:
  - id: gz-sugar
    about: {zh: 糖, en: Sugar, vi: Đường}
    rules:
      - {id: sugar-words, words: [甘蔗]}
      - {id: sugar-home, regions: ["451400"]}
"""


def read(folder: Path, text: str) -> None:
    (folder / "zones.yaml").write_text(text, encoding="utf-8")
    zone_rules.read_zones(folder, BOOK.codelists)


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "hint"),
    [
        ("words: [甘蔗]", "word: [甘蔗]", 12, "不认识的键“word”", "是否想写“words”？"),
        ("threshold", "treshold", 4, "不认识的键“treshold”", "是否想写“threshold”？"),
        ("id: gz-sugar", "id: gz-suger", 9, "没有这个专区：gz-suger", "gz-sugar（糖业（甘蔗））"),
        ('["451400"]', '["451499"]', 13, "没有这个行政区划代码：451499", "（天等县）"),
        ('regions: ["451400"]', "departments: [gx-tyj2]", 13, "没有这个部门：gx-tyj2", "gx-tyj（"),
        ('regions: ["451400"]', 'industries: ["98"]', 13, "没有这个行业代码：98", "97（国际组织）"),
        ('regions: ["451400"]', 'hs: ["170"]', 13, "没有这个海关税则章：170", "17"),
        ('regions: ["451400"]', 'hs: ["77"]', 13, "没有这个海关税则章：77", "没有 77"),
        ("id: sugar-home", "id: sugar-words", 13, "规则“sugar-words”重复，第 12 行已有", "请合并"),
        (', regions: ["451400"]', "", 13, "要写一种证据，现有 0 种", "words"),
        ("words: [甘蔗]", 'words: [甘蔗], hs: ["17"]', 12, "要写一种证据，现有 2 种", "分写"),
        (", vi: Đường", "", 10, "缺少“vi”", "请补上“vi”"),
        ("[甘蔗]", "[]", 12, "不可用", "至少要有一项"),
        ("certainty: medium", "certainty: sure", 2, "“certainty”的值“sure”不可用", "medium"),
    ],
)
def test_a_mistake_names_file_line_and_what_was_meant(
    tmp_path: Path, old: str, new: str, line: int, message: str, hint: str
) -> None:
    with pytest.raises(RuleError) as caught:
        read(tmp_path, HEAD.replace(old, new, 1))
    assert caught.value.pointer == f"{tmp_path.name}/zones.yaml:{line}"
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_an_id_that_was_changed_in_the_code_list_alone_is_told_with_both_places(tmp_path: Path) -> None:
    shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("solr", "demo", "search"))
    codes = tmp_path / "config/codelists/zones.yaml"
    text = codes.read_text(encoding="utf-8")
    codes.write_text(text.replace("id: gz-sugar,", "id: gz-suggar,", 1), encoding="utf-8")
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "id: gz-sugar," in each)

    with pytest.raises(RuleError) as caught:
        rulebook.load(tmp_path / "config")
    assert "gz-sugar" in caught.value.message
    assert caught.value.pointer.startswith("config/zone_targets.yaml:")
    assert caught.value.hint.endswith(f"若是那里把“gz-sugar”写成了“gz-suggar”，请改 config/codelists/zones.yaml:{line}")

    (tmp_path / "config/zone_targets.yaml").unlink()
    with pytest.raises(RuleError) as caught:
        zone_rules.read_zones(tmp_path / "config", rulebook._read_codelists(tmp_path / "config"))
    assert caught.value.pointer.startswith("config/zones.yaml:")
    assert f"请改 config/codelists/zones.yaml:{line}" in str(caught.value)


def test_what_an_entry_lacks_is_told_with_the_id_of_the_entry(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as caught:
        read(tmp_path, HEAD.replace("    about: {zh: 糖, en: Sugar, vi: Đường}\n", "", 1))
    assert caught.value.message == "“gz-sugar”缺少“about”"
    assert str(caught.value) == f"{tmp_path.name}/zones.yaml:9：“gz-sugar”缺少“about”。请补上“about”"

    with pytest.raises(RuleError) as caught:
        read(tmp_path, HEAD.replace("id: sugar-words, ", "", 1))
    assert caught.value.message == "第 1 项缺少“id”"


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as caught:
        zone_rules.read_zones(tmp_path, BOOK.codelists)
    assert caught.value.pointer.endswith("zones.yaml:1")


def test_a_portal_without_zones_needs_no_rules(tmp_path: Path) -> None:
    assert zone_rules.read_zones(tmp_path, {"theme": CodeList("theme", {}, ())}).subjects == ()


def test_every_zone_and_sub_zone_of_the_code_list_has_rules_and_says_what_it_is() -> None:
    for code in BOOK.codelists["zone"].codes:
        subject = BOOK.zones.by_id[code.id]
        assert subject.rules, code.id
        assert {"zh", "en", "vi"} <= subject.about.keys(), code.id


def test_every_rule_says_where_it_comes_from_and_none_is_presented_as_law() -> None:
    rules = [rule for subject in BOOK.zones.subjects for rule in subject.rules]
    assert all(rule.source and rule.certainty in ("medium", "unknown") for rule in rules)


def test_a_weak_word_never_suffices_alone_and_every_strong_title_word_does() -> None:
    points = BOOK.zones.points
    assert (
        points.weak["title"] + points.weak["tags"] + max(points.weak["items"], points.weak["notes"]) < points.threshold
    )
    assert points.strong["title"] >= points.threshold
    assert points.weak["title"] + min(points.codes.values()) >= points.threshold


def test_an_industry_covers_the_divisions_below_it(tmp_path: Path) -> None:
    shutil.copy(CONFIG / "zones.yaml", tmp_path)
    read(tmp_path, HEAD.replace('regions: ["451400"]', "industries: [A]"))
    [subject] = [each for each in zone_rules.read_zones(tmp_path, BOOK.codelists).subjects if each.id == "gz-sugar"]
    assert subject.rules[1].values == {"A", "01", "02", "03", "04", "05"}
