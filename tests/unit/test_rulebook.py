"""The rulebook: a fault in ``config/`` names file and line, says why in Chinese, and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ckanext.gxdata import rulebook, yaml_lines
from ckanext.gxdata.core.errors import RuleError

CONFIG = Path(__file__).parents[2] / "config"
NAMED_BY_RULES = (
    "desensitisation", "divisions", "industry", "mask_rule", "organizations", "personal_info_kind", "zones",
)  # fmt: skip

THEME = """\
id: theme
title: {zh: 主题, en: Theme}
source: 测试
certainty: high
codes:
  - {id: agri, zh: 农业, aliases: [三农], eu: AGRI}
  - id: trade
    zh: 商贸
    children:
      - {id: port, zh: 港口, hs: ["01", NO, 1.5, true, 2024-01-01]}
"""
MAPPING = """\
fields:
  title: {from: name, transforms: [strip]}
  theme: {from: topicName, code_list: theme, codes: {"0": agri}}
resources:
  each: resources
  fields:
    url: {from: downloadUrl}
  items: {from: columns, name: name, type: type}
fetch: [CSV]
"""
SOURCE = "title: 统计局\nkind: json_catalog\noptions: {page_size: 50}\n"
PII = "mobile: {context: [手机], share: 0.5}\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    # The rules of grading and zones come as shipped, with the lists whose codes they name.
    (folder / "codelists").mkdir(parents=True)
    shipped = (path for path in CONFIG.glob("*.yaml") if path.name != "badges.yaml")  # that one names nearly every list
    for path in (*shipped, *(CONFIG / "codelists" / f"{name}.yaml" for name in NAMED_BY_RULES)):
        shutil.copy(path, folder / path.relative_to(CONFIG))
    for name, text in {
        "codelists/theme.yaml": THEME,
        "mappings/tjj.yaml": MAPPING,
        "sources/tjj.yaml": SOURCE,
        "pii.yaml": PII,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def fault(config: Path, name: str, text: str) -> RuleError:
    (config / name).write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        rulebook.load(config)
    return caught.value


def test_everything_under_config_is_loaded(config: Path) -> None:
    rules = rulebook.load(config)
    theme = rules.codelists["theme"]
    assert [(code.id, code.parent) for code in theme.codes] == [("agri", ""), ("trade", ""), ("port", "trade")]
    assert theme["agri"].extra == {"eu": "AGRI"}
    assert rules.mapping("tjj").fetch == ("CSV",)
    assert rules.mapping("tjj").fields[1].label == "主题"
    assert rules.source("tjj")["options"] == {"page_size": 50}
    assert rules.pii.of("mobile").context == ("手机",)


def test_a_coded_field_takes_its_own_code_list_when_the_mapping_names_none(config: Path) -> None:
    (config / "mappings/tjj.yaml").write_text(MAPPING.replace(", code_list: theme", ""), encoding="utf-8")
    assert rulebook.load(config).mapping("tjj").fields[1].code_list == "theme"


def test_words_that_yaml_would_turn_into_something_else_stay_words(config: Path) -> None:
    assert rulebook.load(config).codelists["theme"]["port"].extra["hs"] == ["01", "NO", 1.5, True, "2024-01-01"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("certainty: high", "certainty: sure", 4, "“certainty”的值“sure”不可用"),
        ("source: 测试", "quelle: 测试", 3, "不认识的键“quelle”"),
        ("source: 测试\n", "", 1, "文件缺少“source”"),
        ("id: port,", "id: agri,", 10, "代码“agri”重复，第 6 行已有"),
        ("id: agri, zh: 农业,", "id: 1, zh: 农业,", 6, "“id”的类型不对，应为文字"),
        ("zh: 港口, ", "", 10, "缺少“zh”"),
        ("title: {zh: 主题", "title: {zh: 主题, zh: 题", 2, "键“zh”重复"),
        ("  - id: trade", "   - id: trade", 7, "YAML 格式错误"),
        ("codes:", "codes:\n\t- x", 6, "YAML 格式错误"),
    ],
)
def test_a_fault_of_a_code_list_names_file_and_line(config: Path, old: str, new: str, line: int, message: str) -> None:
    error = fault(config, "codelists/theme.yaml", THEME.replace(old, new))
    assert error.pointer == f"config/codelists/theme.yaml:{line}"
    assert message in error.message
    assert error.hint


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "hint"),
    [
        ("transforms: [strip]", "transforms: [strip, datum]", 2, "没有名为“datum”的转换", "datetime"),
        ("transforms: [strip]", "transform: [strip]", 2, "不认识的键“transform”", "是否想写“transforms”？"),
        ("code_list: theme", "code_list: themes", 3, "没有名为“themes”的代码表", "theme"),
        ('"0": agri', '"0": agro', 3, "代码表“theme”中没有代码“agro”", "agri"),
        ('"0": agri', '"a/1/b": agro', 3, "代码表“theme”中没有代码“agro”", "agri"),
        ("{from: downloadUrl}", "{from: downloadUrl, match: contains}", 7, "没有代码表，不能用 match", "code_list"),
        ('{from: topicName, code_list: theme, codes: {"0": agri}}', "{value: [agro]}", 3, "没有代码“agro”", "agri"),
        ("from: name,", "from: 名称,", 2, "“名称”不是有效的 JMESPath", "双引号"),
        ("from: name,", "", 2, "要写 from（路径）、label（栏目）或 value（固定值）", "from"),
        ("  title:", "  titel:", 1, "缺少“title”", "title"),
        ("  theme:", "  themen:", 3, "没有名为“themen”的字段", "是否想写“theme”？"),
        ("    url:", "    link:", 7, "没有名为“link”的字段", "url"),
        ("  each: resources\n", "", 4, "缺少“each”", "each"),
        ("fetch: [CSV]", "fetch: CSV", 9, "“fetch”的类型不对，应为列表", ""),
        ("fetch: [CSV]", "fatch: [CSV]", 9, "不认识的键“fatch”", "是否想写“fetch”？"),
    ],
)
def test_a_fault_of_a_mapping_names_file_and_line(
    config: Path, old: str, new: str, line: int, message: str, hint: str
) -> None:
    error = fault(config, "mappings/tjj.yaml", MAPPING.replace(old, new))
    assert error.pointer == f"config/mappings/tjj.yaml:{line}"
    assert message in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    ("name", "text", "pointer"),
    [
        ("sources/tjj.yaml", "title: 统计局\nuri: http://x\n", "config/sources/tjj.yaml:2"),
        ("sources/tjj.yaml", "", "config/sources/tjj.yaml:1"),
        ("pii.yaml", "mobile: {}\nfingerprint: {}\n", "config/pii.yaml:2"),
        ("pii.yaml", "mobile:\n  share: 1.5\n", "config/pii.yaml:2"),
    ],
)
def test_a_fault_of_another_file_names_file_and_line(config: Path, name: str, text: str, pointer: str) -> None:
    assert fault(config, name, text).pointer == pointer


def test_a_code_list_may_not_be_there_twice(config: Path) -> None:
    error = fault(config, "codelists/zzz.yaml", THEME)
    assert (error.pointer, error.rule) == ("config/codelists/zzz.yaml:1", "duplicate-id")


def test_a_missing_file_is_named(config: Path) -> None:
    (config / "pii.yaml").unlink()
    with pytest.raises(RuleError) as caught:
        rulebook.load(config)
    assert caught.value.pointer == "config/pii.yaml:1"


def test_a_file_in_another_encoding_is_a_fault_in_chinese(config: Path) -> None:
    (config / "codelists/theme.yaml").write_bytes(THEME.encode("gb18030"))
    with pytest.raises(RuleError, match="不是 UTF-8"):
        rulebook.load(config)


def test_an_unknown_mapping_lists_the_known_ones(config: Path) -> None:
    with pytest.raises(RuleError, match="没有名为“nowhere”的映射") as caught:
        rulebook.load(config).mapping("nowhere")
    assert "tjj" in caught.value.hint


def test_a_source_file_may_lie_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOURCE, encoding="utf-8")
    assert dict(rulebook.read_source(path, {}))["title"] == "统计局"


PROFILE = """\
title: 同款系统
kind: json_catalog
mapping: tjj
options: {list: {path: /list, items: data, id: id}, page_size: 50}
"""


def test_a_source_is_laid_over_its_profile_options_at_every_depth(config: Path) -> None:
    (config / "sources/profiles").mkdir()
    (config / "sources/north").mkdir()
    (config / "sources/profiles/family.yaml").write_text(PROFILE, encoding="utf-8")
    mine = "profile: family\ntitle: 甲市\noptions: {list: {path: /other}, page_size: 10}\n"
    (config / "sources/north/mine.yaml").write_text(mine, encoding="utf-8")
    rules = rulebook.load(config)
    assert rules.source("mine") == {
        "profile": "family",
        "title": "甲市",
        "kind": "json_catalog",
        "mapping": "tjj",
        "options": {"list": {"path": "/other", "items": "data", "id": "id"}, "page_size": 10},
    }
    assert set(rules.profiles) == {"family"}
    assert set(rules.sources) == {"mine", "tjj"}
    assert rules.profiles["family"]["options"]["list"]["path"] == "/list"


def test_the_constants_of_a_source_are_laid_over_those_of_its_profile_one_by_one() -> None:
    profile = {"kind": "dcat", "options": {}, "defaults": {"open_type": "unconditional", "theme": ["a"]}}
    given = {"profile": "family", "defaults": {"theme": ["b"], "region": ["450100"]}}

    assert rulebook.over_profile(given, profile)["defaults"] == {
        "open_type": "unconditional",
        "theme": ["b"],
        "region": ["450100"],
    }
    assert rulebook.over_profile({}, profile)["defaults"] == {"open_type": "unconditional", "theme": ["a"]}
    assert "defaults" not in rulebook.over_profile({}, {"kind": "dcat", "options": {}})


def test_an_unknown_profile_names_file_line_and_the_known_ones(config: Path) -> None:
    (config / "sources/profiles").mkdir()
    (config / "sources/profiles/family.yaml").write_text(PROFILE, encoding="utf-8")
    error = fault(config, "sources/tjj.yaml", "title: 甲市\nprofile: familie\n")
    assert (error.pointer, error.rule) == ("config/sources/tjj.yaml:2", "unknown-profile")
    assert "family" in error.hint


def test_a_misspelt_key_of_a_profile_is_a_fault(config: Path) -> None:
    (config / "sources/profiles").mkdir()
    error = fault(config, "sources/profiles/family.yaml", PROFILE.replace("mapping:", "maping:"))
    assert error.pointer == "config/sources/profiles/family.yaml:3"


def test_two_sources_of_one_name_in_different_folders_are_refused(config: Path) -> None:
    (config / "sources/north").mkdir()
    error = fault(config, "sources/north/tjj.yaml", SOURCE)
    assert (error.pointer, error.rule) == ("config/sources/north/tjj.yaml:1", "duplicate-source")
    assert error.message == "采集源“tjj”在 config/sources/tjj.yaml 中已有"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    labels: [详情页网址, url]", "    labels: [详情页网址, 标 题：]", "栏目“标 题：”在“title”中已有"),
        ("{contact_phone: {transforms: [strip]}}", "{phone: {transforms: [strip]}}", "没有名为“phone”的字段"),
        ("{issued: {transforms: [date]}}", "{issued: {transforms: [datum]}}", "没有名为“datum”的转换"),
        ("certainty: medium", "certainty: sure", "“certainty”的值“sure”不可用"),
    ],
)
def test_a_fault_of_the_labels_names_file_and_line(config: Path, old: str, new: str, message: str) -> None:
    text = (CONFIG / "labels.yaml").read_text(encoding="utf-8")
    assert old in text
    error = fault(config, "labels.yaml", text.replace(old, new))
    line = text[: text.index(old)].count("\n") + 1
    assert error.pointer == f"config/labels.yaml:{line}"
    assert message in error.message


@pytest.mark.parametrize(
    ("line", "number", "message"),
    [
        ("labels: {联系/方式: mail}", 10, "没有名为“mail”的栏目项目"),
        ("labels_at: 详情", 10, "“详情”不是有效的 JMESPath"),
        ("label: {联系方式: email}", 10, "不认识的键“label”"),
    ],
)
def test_a_fault_about_labels_in_a_mapping_names_its_line(config: Path, line: str, number: int, message: str) -> None:
    error = fault(config, "mappings/tjj.yaml", f"{MAPPING}{line}\n")
    assert error.pointer == f"config/mappings/tjj.yaml:{number}"
    assert message in error.message


def test_lines_are_known_for_keys_items_and_whatever_is_below_them(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("# 注释\na:\n  - b\n  - c: 1\n", encoding="utf-8")
    document = yaml_lines.read(path, "x.yaml")
    assert document.data == {"a": ["b", {"c": 1}]}
    assert document.pointer(("a", 1, "c")) == "x.yaml:4"
    assert document.pointer(("a", 1, "missing", 5)) == "x.yaml:4"


def test_our_own_config_is_without_fault(tmp_path: Path) -> None:
    copy = shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("solr", "demo"))
    rules = rulebook.load(copy)
    assert {"theme", "zone", "region", "open_type", "update_frequency", "organization"} <= rules.codelists.keys()
