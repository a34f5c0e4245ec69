"""A source's own constants and people's answers, laid over the mapping it shares with others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.mapping import map_record
from ckanext.gxdata.core.mapping_findings import near_codes
from ckanext.gxdata.core.mapping_lines import MappingLine, field_of, with_defaults, with_lines
from ckanext.gxdata.core.records import DatasetDraft, RawRecord

CONFIG = Path(__file__).parents[2] / "config"
BOOK = rulebook.load(CONFIG)
DOCUMENT: dict[str, Any] = {
    "fields": {
        "title": {"from": "name"},
        "update_frequency": {"from": "frequency"},
        "theme": {"value": ["agri_industry"]},
        "issued": {"from": "created", "transforms": ["date"]},
    }
}


def code(field: str, value: str, target: str) -> MappingLine:
    return MappingLine("code", field, value, target)


def label(value: str, target: str) -> MappingLine:
    return MappingLine("label", "", value, target)


def draft_of(payload: dict[str, Any], *lines: MappingLine, defaults: dict[str, Any] | None = None) -> DatasetDraft:
    mapping = BOOK.tailor.tailored("sample", DOCUMENT, defaults or {}, lines)
    return map_record(RawRecord("a", {"name": "甲", **payload}), mapping, BOOK.codelists)


def rules_of(draft: DatasetDraft) -> list[str]:
    return [finding.rule for finding in draft.findings]


def test_one_number_means_different_things_in_two_sources_and_nothing_in_a_third() -> None:
    here = draft_of({"frequency": 6}, code("update_frequency", "6", "half_yearly"))
    there = draft_of({"frequency": 6}, code("update_frequency", "6", "yearly"))
    nowhere = draft_of({"frequency": 6})
    assert (here.fields["update_frequency"], there.fields["update_frequency"]) == ("half_yearly", "yearly")
    assert "update_frequency" not in nowhere.fields
    assert nowhere.raw["update_frequency"] == 6
    [finding] = nowhere.findings
    assert finding.hint == (
        "有效值如：实时（realtime）、每日（daily）、每周（weekly）、每旬（tenday）、每月（monthly）、每季度（quarterly）；"
        '也可在映射文件中写 codes: {"6": 代码}'
    )


def test_a_number_is_near_no_code_though_its_digits_are_alike() -> None:
    levels = BOOK.codelists["general_level"]
    assert [code.id for code in levels.near("12")], "the digits of the codes 1 and 2 are alike"
    assert near_codes(levels, "12") == ()


def test_an_answer_counts_for_every_way_of_writing_the_value() -> None:
    assert draft_of({"frequency": "６"}, code("update_frequency", "6", "yearly")).fields["update_frequency"] == "yearly"


def test_an_answer_that_it_means_nothing_leaves_the_value_out_without_a_finding() -> None:
    line = code("update_frequency", "99", "")
    draft = draft_of({"frequency": 99}, line)
    assert "update_frequency" not in draft.fields
    assert draft.raw["update_frequency"] == 99
    assert draft.findings == ()
    defaulted = draft_of({"frequency": 99}, line, defaults={"update_frequency": "other"})
    assert defaulted.fields["update_frequency"] == "other"


def test_an_unknown_code_is_not_replaced_by_a_default() -> None:
    draft = draft_of({"frequency": "逢五"}, defaults={"update_frequency": "other"})
    assert "update_frequency" not in draft.fields
    assert rules_of(draft) == ["unknown-code"]


def test_a_constant_of_the_source_fills_what_the_record_does_not_say() -> None:
    defaults = {"region": "450100", "update_frequency": "yearly", "theme": ["other"]}
    assert draft_of({}, defaults=defaults).fields == {
        "source_identifier": "a", "title": "甲", "update_frequency": "yearly", "theme": ["other"], "region": ["450100"],
    }  # fmt: skip
    assert draft_of({"frequency": "每月"}, defaults=defaults).fields["update_frequency"] == "monthly"


def test_an_answered_label_is_read_into_the_fields_of_its_notion() -> None:
    details = {"归口时间": "2023年6月15日", "处室信箱": "mailto:data@example.com", "板块": "农业农村"}
    lines = (label("归口时间", "publish_time"), label("处室信箱", "email"), label("板块", "category"))
    draft = draft_of({"details": details}, *lines)
    assert draft.fields["issued"] == "2023-06-15"
    assert draft.fields["contact_email"] == "data@example.com"
    assert draft.raw["issued.label"] == "归口时间"
    assert draft.fields["theme"] == [BOOK.codelists["theme"].resolve("农业农村").id]
    assert draft_of({"created": "2020-01-01", "details": details}, *lines).fields["issued"] == "2020-01-01"
    assert draft_of({}, *lines).fields["theme"] == ["agri_industry"]


def test_a_label_answered_with_nothing_is_not_asked_about_again() -> None:
    assert rules_of(draft_of({"details": {"浏览次": "12"}}, label("板块", "category"))) == ["unknown-label"]
    assert rules_of(draft_of({"details": {"浏览次": "12"}}, label("板块", "category"), label("浏览 次：", ""))) == []


def test_neither_constants_nor_answers_change_the_mapping_they_are_laid_over() -> None:
    before = yaml.safe_dump(DOCUMENT)
    with_lines(
        with_defaults(DOCUMENT, {"title": "x"}), [code("issued", "1", "2"), label("板块", "category")], BOOK.labels
    )
    assert yaml.safe_dump(DOCUMENT) == before


def test_codes_of_resources_are_answered_too() -> None:
    document = {**DOCUMENT, "resources": {"each": "files", "fields": {"format": {"from": "f", "code_list": "format"}}}}
    line = code(field_of("resources[3].format"), "表格", "XLSX")
    mapping = BOOK.tailor.tailored("sample", document, {}, [line])
    draft = map_record(RawRecord("a", {"name": "甲", "files": [{"f": "表格"}]}), mapping, BOOK.codelists)
    assert draft.resources == ({"format": "XLSX"},)


def test_the_mapping_with_its_answers_is_a_mapping_file(tmp_path: Path) -> None:
    lines = [code("update_frequency", "6", "yearly"), code("update_frequency", "99", ""), label("NO", "category")]
    document = BOOK.tailor.laid_over(DOCUMENT, {"region": ["450100"]}, lines)
    written = yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False)
    path = tmp_path / "mine.yaml"
    path.write_text(written, encoding="utf-8")
    assert rulebook.read_mapping(path, BOOK) == BOOK.tailor.tailored("mine", DOCUMENT, {"region": ["450100"]}, lines)


@pytest.mark.parametrize(
    ("defaults", "lines", "pointer", "message"),
    [
        ({"region": "459999"}, (), "defaults/region", "采集源的缺省值“region: 459999”不可用：代码表“region”中没有代码“459999”"),
        ({"title": "x", "regoin": "x"}, (), "defaults/regoin", "没有名为“regoin”的字段"),
        ({"open_type": ["closed"]}, (), "defaults/open_type", "只能有一个值"),
        ({}, (code("update_frequency", "6", "half_yearly"), code("update_frequency", "7", "never")), "lines/update_frequency 7",
         "映射回答“update_frequency 7 → never”不可用：代码表“update_frequency”中没有代码“never”"),
        ({}, (code("theme", "6", "other"),), "lines/theme 6", "没有从记录读取的字段“theme”"),
        ({}, (code("title", "6", "other"),), "lines/title 6", "没有代码表，不能用 codes"),
        ({}, (label("板块", "theme"),), "lines/板块", "没有名为“theme”的栏目项目"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(defaults: dict[str, Any], lines: Any, pointer: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        draft_of({}, *lines, defaults=defaults)
    assert caught.value.pointer == pointer
    assert message in caught.value.message


def test_a_mapping_without_a_file_cannot_be_tailored() -> None:
    with pytest.raises(RuleError, match="没有名为“nowhere”的映射"):
        BOOK.tailored("nowhere", {}, ())


def test_meanings_of_labels_may_be_given_without_an_answer() -> None:
    mapping = BOOK.tailored("dcat", {}, labels={"联系方式": "email"})
    payload = {"title": "甲", "details": {"联系方式": "data@example.com"}}
    assert map_record(RawRecord("a", payload), mapping, BOOK.codelists).fields["contact_email"] == "data@example.com"
