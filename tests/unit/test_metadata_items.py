"""信息项: one form for what is given, every fault at once with its place, closed items gone for readers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import access, items
from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.search_document import item_names

CONFIG = Path(__file__).resolve().parents[2] / "config"


@pytest.fixture(scope="module")
def codelists() -> Mapping[str, CodeList]:
    return rulebook.load(CONFIG).codelists


def test_the_names_of_the_model_are_stored_in_frictionless_form(codelists: Mapping[str, CodeList]) -> None:
    given = {
        "fields": [
            {
                "item_name": "编号",
                "item_name_en": "id",
                "data_type": "字符型",
                "length": "18",
                "nullable": False,
                "unique": True,
                "primary_key": True,
            },
            {
                "name": "产量",
                "data_type": "N",
                "length": 12,
                "precision": 2,
                "unit": "吨",
                "null_tokens": ["…", "-"],
                "open": "否",
                "item_grade": 2,
            },
            {
                "name": "手机号",
                "type": "string",
                "personal_info_kind": "手机号",
                "mask_rule": "keep_3_4",
                "item_grade": "L3",
                "code_list": "GB/T 2260",
            },
        ]
    }
    schema, problems = items.tidied(given, codelists)
    assert problems == ()
    assert schema == {
        "fields": [
            {
                "name": "编号",
                "item_name_en": "id",
                "data_type": "C",
                "type": "string",
                "length": 18,
                "constraints": {"required": True, "unique": True},
            },
            {
                "name": "产量",
                "data_type": "N",
                "type": "number",
                "length": 12,
                "precision": 2,
                "unit": "吨",
                "missingValues": ["…", "-"],
                "open": False,
                "item_grade": "2",
            },
            {
                "name": "手机号",
                "type": "string",
                "personal_info_kind": "phone",
                "mask_rule": "keep_3_4",
                "item_grade": "3",
                "code_list": "GB/T 2260",
            },
        ],
        "primaryKey": ["编号"],
    }


def test_a_stored_schema_stays_as_it_is(codelists: Mapping[str, CodeList]) -> None:
    once, _ = items.tidied(
        {"fields": [{"name": "a", "nullable": False, "primary_key": "是", "null_tokens": ["-"]}]}, codelists
    )
    assert items.tidied(once, codelists) == (once, ())


def test_every_fault_is_told_at_once_and_names_resource_item_and_remedy(codelists: Mapping[str, CodeList]) -> None:
    given = {
        "fields": [
            {"name": "年份", "type": "yeer"},
            {"name": "ＡＢ"},
            {"name": "ab", "item_name_en": "1st", "length": 0, "precision": -1, "open": "maybe"},
            {"title": "没有名称"},
            {
                "name": "手机号",
                "personal_info_kind": "手机号吗",
                "item_grade": "绝密",
                "mask_rule": "x",
                "constraints": [],
            },
        ]
    }
    _schema, problems = items.tidied(given, codelists)
    told = [problem.sentence(2) for problem in problems]
    assert told[0].startswith("资源 2 › 信息项 1“年份”：类型（type）“yeer”不可用；可用的有：")
    assert {(problem.number, problem.property) for problem in problems} == {
        (1, "type"),
        (3, "name"),
        (3, "item_name_en"),
        (3, "length"),
        (3, "precision"),
        (3, "open"),
        (4, "name"),
        (5, "personal_info_kind"),
        (5, "item_grade"),
        (5, "mask_rule"),
        (5, "constraints"),
    }
    assert any("phone（个人电话号码）" in sentence for sentence in told)
    assert any("与信息项 2 重复" in sentence for sentence in told)


@pytest.mark.parametrize(
    "value", ["", "x", "[]", [], {"fields": {}}, {"fields": ["a"]}, 5, {"fields": [{}] * 2001}, "[" * 100_000]
)
def test_what_is_no_table_schema_is_one_fault(codelists: Mapping[str, CodeList], value: Any) -> None:
    schema, problems = items.tidied(value, codelists)
    assert schema == {} and len(problems) == 1 and problems[0].number == 0


def test_a_data_type_that_contradicts_the_type_is_told(codelists: Mapping[str, CodeList]) -> None:
    _schema, problems = items.tidied({"fields": [{"name": "日期", "data_type": "D", "type": "integer"}]}, codelists)
    assert "数据类型（data_type）“日期型D”与类型（type）“integer”不一致" in problems[0].message


def test_a_primary_key_that_is_no_item_is_told(codelists: Mapping[str, CodeList]) -> None:
    _schema, problems = items.tidied({"fields": [{"name": "a"}], "primaryKey": ["b"]}, codelists)
    assert problems[0].sentence(1) == "资源 1：主键“b”不是任何一个信息项的名称，请改正 primaryKey"


def test_closed_items_are_gone_for_readers_and_not_found_by_searching() -> None:
    schema = {
        "fields": [{"name": "年份"}, {"name": "经办人", "open": False}],
        "primaryKey": ["年份", "经办人"],
        "foreignKeys": [],
    }
    assert items.opened(schema) == {"fields": [{"name": "年份"}], "primaryKey": ["年份"]}
    dataset = {"open_type": "unconditional", "data_grade": "general", "resources": [{"name": "a", "schema": schema}]}
    assert "经办人" not in str(access.outside(dataset))
    assert item_names(dataset) == ["年份"]


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"name": "a1", "item_name": "身份证号"}, {"name": "a1", "title": "身份证号"}),
        ({"name": "a1", "item_name": "编号", "title": " "}, {"name": "a1", "title": "编号"}),
        (
            {"name": "a1", "item_name": "身份证号", "title": "编号"},
            {"name": "a1", "title": "编号", "item_name": "身份证号"},
        ),
        ({"name": "编号", "item_name": "编号"}, {"name": "编号"}),
        ({"name": "a1", "item_name": "编号", "title": "编号"}, {"name": "a1", "title": "编号"}),
        ({"item_name": "编号"}, {"name": "编号"}),
    ],
)
def test_no_name_of_an_item_is_thrown_away(
    codelists: Mapping[str, CodeList], given: dict[str, str], stored: dict[str, str]
) -> None:
    once, problems = items.tidied({"fields": [given]}, codelists)
    assert (once["fields"], problems) == ([stored], ())
    assert items.tidied(once, codelists) == (once, ())


def test_an_item_name_that_is_no_text_is_told(codelists: Mapping[str, CodeList]) -> None:
    _schema, problems = items.tidied({"fields": [{"name": "a", "item_name": ["身份证号"]}]}, codelists)
    assert problems[0].sentence(1) == "资源 1 › 信息项 1“a”：信息项名称（item_name）应为文字"


def test_two_items_that_readers_cannot_tell_apart_are_told(codelists: Mapping[str, CodeList]) -> None:
    given = {"fields": [{"name": "a", "title": "产量（Ａ）"}, {"name": "b", "item_name": "产量(a)"}]}
    schema, [problem] = items.tidied(given, codelists)
    assert problem.sentence(1) == "资源 1 › 信息项 2“b”：标题“产量(a)”与信息项 1 重复；请改用不同的标题"
    assert schema["fields"][1] == {"name": "b"}
