"""``config/grading.yaml``: each kind of mistake stops the start with file, line and what was probably meant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.grading_rules import GATE
from ckanext.gxdata.grading_rules import load_grading

CONFIG = Path(__file__).parents[2] / "config"
LISTS = rulebook.load(CONFIG).codelists
TEXT = (CONFIG / "grading.yaml").read_text(encoding="utf-8")


def fault(folder: Path, old: str, new: str) -> tuple[RuleError, int]:
    """The fault of the shipped file with one change, and the line that was changed."""
    assert old in TEXT
    line = TEXT[: TEXT.index(old)].count("\n") + 1
    (folder / "grading.yaml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_grading(folder, LISTS)
    return caught.value, line


@pytest.mark.parametrize(
    ("old", "new", "said", "hint"),
    [
        ("    exact: [手机, 移动电话", "    exakt: [手机, 移动电话", "不认识的键“exakt”", "是否想写“exact”？"),
        ("\ninstitutions:", "\ninstitution:", "不认识的键“institution”", "是否想写“institutions”？"),
        ("needs: person_row", "needs: person_raw", "“person_raw”不可用", "person_row"),
        ("    kind: biometric\n", "    kind: biometrics\n", "“biometrics”不可用", "是否想写“biometric”？"),
        ("kinds: [name, id_number]", "kinds: [name, idnumber]", "“idnumber”不可用", "是否想写“id_number”？"),
        ("marks: [vehicle, place, moment]", "marks: [vehicle, plaze, moment]", "“plaze”不可用", "是否想写“place”？"),
        ("{id: masked, title", "{id: maskd, title", "“maskd”不可用", "是否想写“masked”？"),
        ("{id: kind-name, kind: name, grade: 2", "{id: kind-name, kind: name, grade: 7", "“7”不可用", "important"),
        ("    certainty: high\n", "    certainty: sure\n", "“sure”不可用", "high"),
        ("{grade: 1, default: unconditional", "{grade: 1, default: open", "“open”不可用", "unconditional"),
        ("  - id: pi-mobile\n", "  - id: pi-id-card\n", "规则编号“pi-id-card”重复", "只能出现一次"),
        ("    kinds_at_least: 4\n", "", "没有任何条件", "kinds_at_least"),
        ("exact: [年龄,", "exact: [龄,", "只有一个字", "两个字"),
        ("  declared_grade: {", "  declared_grad: {", "不认识的键“declared_grad”", "是否想写“declared_grade”？"),
        ("lowers_by: 2", "lowers_by: 二", "类型不对", "数字"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_line_and_what_was_meant(tmp_path: Path, old: str, new: str, said: str, hint: str) -> None:
    error, line = fault(tmp_path, old, new)
    name, _, place = error.pointer.rpartition(":")
    assert name.endswith("grading.yaml")
    assert line - 1 <= int(place) <= line + 3 or said == "没有任何条件"
    assert said in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("  - {grade: 3, default: conditional, widest: conditional}\n", "“openness”中“3”"),
        ("    certainty: unknown\n", "缺少“certainty”"),
        ("    source: 《反不正当竞争法》（商业秘密）；级别为本平台拟定\n", "缺少“source”"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, old: str, said: str) -> None:
    assert said in fault(tmp_path, old, "")[0].message


def test_a_missing_file_a_broken_one_and_a_missing_code_list_are_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="没有这个文件"):
        load_grading(tmp_path, LISTS)
    (tmp_path / "grading.yaml").write_text("items: [\n", encoding="utf-8")
    with pytest.raises(RuleError, match="YAML"):
        load_grading(tmp_path, LISTS)
    without = {name: codes for name, codes in LISTS.items() if name != "mask_rule"}
    with pytest.raises(RuleError) as caught:
        load_grading(CONFIG, without)
    assert "codelists/mask_rule.yaml" in caught.value.pointer


def test_a_wrong_file_stops_the_start(tmp_path: Path) -> None:
    copy = shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("solr", "demo", "search"))
    (copy / "grading.yaml").write_text(TEXT.replace("needs: person_row", "needs: someone", 1), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        rulebook.load(copy)
    assert "config/grading.yaml:" in caught.value.pointer


def test_every_shipped_rule_says_where_it_comes_from_and_quotes_no_clause_of_a_standard() -> None:
    rules = load_grading(CONFIG, LISTS)
    parts = (rules.items, rules.datasets, rules.combinations, rules.treatments.values(), rules.kinds.values())
    origins = [rule.origin for part in parts for rule in part] + list(rules.gate.values())
    assert all(origin.source and origin.certainty in ("high", "medium", "unknown") for origin in origins)
    assert not [origin.id for origin in origins if "GB/T" in origin.source and "条" in origin.source.split("GB/T")[1]]
    assert set(rules.gate) == set(GATE)


def test_what_is_not_certain_says_so_wherever_it_is_shown() -> None:
    rules = load_grading(CONFIG, LISTS)
    shown = {rule.origin.certainty: rule.origin.shown_source for rule in rules.items}
    assert shown["medium"].endswith("（转述或归纳，非条文）")
    assert shown["unknown"].endswith("（不确定，供审核人判断）")
    assert not shown["high"].endswith("）（")


def test_nothing_says_twice_that_it_is_not_certain() -> None:
    rules = load_grading(CONFIG, LISTS)
    shown = [rule.origin.shown_source for rule in rules.items] + [origin.shown_source for origin in rules.gate.values()]
    assert [text for text in shown if text.count("归纳") > 1 or text.count("转述") > 1] == []
