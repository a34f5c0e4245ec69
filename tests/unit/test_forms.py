"""The forms: what is folded, what opens by itself, which errors are told where, and how spread inputs become fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import item_rows, items
from ckanext.gxdata.logic.form_fields import fold
from ckanext.gxdata.views import forms

CONFIG = Path(__file__).resolve().parents[2] / "config"
LABELS = {
    "title": "数据集名称",
    "version": "版本号",
    "language": "语种",
    "open_type": "开放属性",
    "contact_phone": "联系电话",
}


def fields(*names: str) -> list[dict[str, Any]]:
    return [{"field_name": name, "label": LABELS.get(name, name)} for name in names]


def test_a_field_that_no_step_names_comes_last_and_an_internal_one_not_at_all() -> None:
    hidden = {"field_name": "reviewer", "form_snippet": None}
    steps = forms.steps(forms.DATASET_STEPS, [*fields("novelty", "open_type", "title"), hidden], {}, {})
    assert [(step.id, [field["field_name"] for field in step.usual]) for step in steps] == [
        ("what", ["title"]),
        ("open", ["open_type"]),
        ("more", ["novelty"]),
    ]


def opened(data: dict[str, Any], errors: dict[str, Any]) -> tuple[bool, int]:
    [step] = forms.steps(forms.DATASET_STEPS, fields("title", "version", "language"), data, errors)
    return step.is_open, step.faults


def test_a_fold_opens_for_an_error_or_a_value_but_not_for_what_was_filled_by_itself() -> None:
    assert opened({}, {}) == (False, 0)
    assert opened({"version": "2025.1"}, {}) == (True, 0)
    assert opened({"language": "zh-CN"}, {}) == (False, 0)
    assert opened({}, {"language": ["不在代码表中"]}) == (True, 1)
    assert opened({}, {"title": ["必须填写"]}) == (False, 1)


def told(errors: dict[str, Any], data: dict[str, Any]) -> list[tuple[str, str]]:
    found = forms.faults(fields("title", "contact_phone", "schema"), data, errors, lambda field: str(field["label"]))
    return [(fault.anchor, fault.text) for fault in found]


def test_an_error_says_the_field_and_the_value_once_in_the_order_of_the_form() -> None:
    errors = {"contact_phone": ["这是手机号码，请填写办公电话"], "title": ["“数据集名称”：“2024”不能只有数字"]}
    assert told(errors, {"title": "2024", "contact_phone": "13800138000"}) == [
        ("field-title", "“数据集名称”：“2024”不能只有数字"),
        ("field-contact_phone", "联系电话：这是手机号码，请填写办公电话（所填：13800138000）"),
    ]


def test_an_error_of_a_data_item_points_to_its_row_and_one_inside_a_resource_is_not_lost() -> None:
    assert told({"schema": ["资源 1 › 信息项 3“电话”：类别不在代码表中"]}, {}) == [
        ("item-3", "schema：资源 1 › 信息项 3“电话”：类别不在代码表中")
    ]
    assert told({"resources": [{}, {"name": ["资源名称必须填写"]}]}, {}) == [("field-resources", "资源名称必须填写")]


def row(number: int, **values: str) -> dict[str, str]:
    return {f"schema-{number}-{column}": value for column, value in values.items()}


def test_rows_become_a_table_schema_and_empty_ones_are_left_out() -> None:
    form = {
        **row(0, name="产量", item_name_en="output", data_type="N", unit="吨", open=""),
        **row(1, name="", item_name_en="", data_type="", unit="", open=""),
        **row(2, name="联系人", personal_info_kind="name", mask_rule="keep_surname", open="false"),
        "schema-lines": "年份\tyear\t整型\n县, county, 字符型, , 到县级，不含乡",
        "name": "分县产量",
    }
    dataset = {"resources": [form]}
    fold(dataset)
    assert form == {
        "name": "分县产量",
        "schema": {
            "fields": [
                {"name": "产量", "item_name_en": "output", "data_type": "N", "unit": "吨"},
                {"name": "联系人", "personal_info_kind": "name", "mask_rule": "keep_surname", "open": False},
                {"name": "年份", "item_name_en": "year", "data_type": "整型"},
                {"name": "县", "item_name_en": "county", "data_type": "字符型", "description": "到县级，不含乡"},
            ]
        },
    }


STORED = {
    "fields": [
        {
            "name": "编号",
            "title": "编号",
            "type": "string",
            "data_type": "C",
            "length": 12,
            "constraints": {"unique": True},
        },
        {"name": "年份", "type": "year"},
        {"name": "备注", "type": "string", "open": False},
    ],
    "primaryKey": ["编号"],
    "missingValues": ["-"],
}


def test_what_the_table_does_not_show_stays_and_keys_follow_a_new_name() -> None:
    form = {
        **row(0, was="0", name="登记编号", data_type="C", open=""),
        **row(1, was="1", name="年份", data_type="", open=""),
        **row(2, was="2", name="", open="false"),
        "schema": STORED,
    }
    fold({"resources": [form]})
    assert form["schema"] == {
        "fields": [
            {
                "name": "登记编号",
                "title": "登记编号",
                "type": "string",
                "data_type": "C",
                "length": 12,
                "constraints": {"unique": True},
            },
            {"name": "年份", "type": "year"},
        ],
        "primaryKey": ["登记编号"],
        "missingValues": ["-"],
    }


def test_another_data_type_takes_the_old_type_with_it() -> None:
    form = {
        **row(0, was="0", name="编号", data_type="I"),
        **row(1, was="1", name="年份", data_type=""),
        "schema": STORED,
    }
    fold({"resources": [form]})
    schema, problems = items.tidied(form["schema"], rulebook.load(CONFIG).codelists)
    assert [(item.get("data_type", ""), item["type"]) for item in schema["fields"]] == [
        ("I", "integer"),
        ("", "year"),
    ]
    assert problems == ()


def test_an_untouched_table_changes_nothing() -> None:
    rows = item_rows.shown(STORED)
    form = {
        f"schema-{place}-{column}": each[column]
        for place, each in enumerate(rows)
        for column in (*item_rows.COLUMNS, "was")
    }
    fold({"resources": [form | {"schema": STORED}]})
    again = {**form, "schema": STORED}
    fold({"resources": [again]})
    assert again["schema"] == STORED


def test_a_row_without_a_name_is_an_error_of_its_number() -> None:
    form = {**row(0, name="产量"), **row(4, name="", unit="吨")}
    fold({"resources": [form]})
    _schema, problems = items.tidied(form["schema"], rulebook.load(CONFIG).codelists)
    assert [problem.sentence(1) for problem in problems] == ["资源 1 › 信息项 2：没有名称；请填写信息项名称（name）"]


def test_texts_of_other_languages_become_one_object_and_a_record_without_them_stays() -> None:
    dataset = {
        "title": "甘蔗",
        "title_translated-en": "Sugar cane",
        "title_translated-vi": "",
        "title_translated-fr": "Canne",
    }
    fold(dataset)
    assert dataset == {"title": "甘蔗", "title_translated": {"en": "Sugar cane"}, "title_translated-fr": "Canne"}
    untouched = {"title": "甘蔗", "title_translated": {"en": "Sugar cane"}, "resources": [{"schema": STORED}]}
    fold(untouched)
    assert untouched == {"title": "甘蔗", "title_translated": {"en": "Sugar cane"}, "resources": [{"schema": STORED}]}
