"""The form of a source's options: made from the kind's schema, read back with types, every fault at its field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata import yaml_lines
from ckanext.gxdata.core.option_fields import layout
from ckanext.gxdata.core.option_form import MORE, from_form, to_form
from ckanext.gxdata.sources.base import source_kinds

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["list"],
    "properties": {
        "list": {
            "type": "object",
            "additionalProperties": False,
            "description": "列表调用。",
            "required": ["path", "id"],
            "properties": {
                "path": {"type": "string", "minLength": 1, "description": "接在来源地址之后的路径，例如 /api/list。"},
                "id": {"type": "string", "minLength": 1, "description": "一条记录中标识的路径；必须有。"},
                "method": {"enum": ["GET", "POST"], "default": "GET", "description": "请求方法。"},
                "query": {"type": "object", "additionalProperties": True, "description": "查询参数。"},
                "total": {"type": ["string", "integer"], "description": "总数。"},
            },
        },
        "paging": {
            "type": "object",
            "additionalProperties": False,
            "description": "翻页。",
            "required": ["style"],
            "properties": {
                "style": {"enum": ["page", "offset", "none"], "description": "翻页方式。"},
                "size": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50, "description": "每页条数。"},
            },
        },
        "files": {"type": "boolean", "default": True, "description": "是否取回文件。"},
        "labels": {"type": "array", "items": {"type": "string"}, "description": "标签，每行一个。"},
        "steps": {"type": "array", "items": {"type": "object"}, "description": "先做的调用。"},
    },
}
FILLED = {
    "list": {"path": "/api", "id": "rid", "method": "POST", "query": {"type": 1, "code": "01"}, "total": 7},
    "paging": {"style": "page", "size": 20},
    "files": False,
    "labels": ["气象", "水文"],
    "steps": [{"path": "/login"}],
}


def read(form: dict[str, str], schema: dict[str, Any] = SCHEMA) -> tuple[dict[str, Any], dict[str, list[str]]]:
    answer = from_form(form, schema, yaml_lines.read_text)
    return dict(answer.options), {path: list(texts) for path, texts in answer.faults.items()}


def test_nested_objects_are_groups_the_required_ones_first_and_each_value_a_field_of_its_type() -> None:
    groups = layout(SCHEMA)

    assert [(group.path, [(field.path, field.kind) for field in group.fields]) for group in groups] == [
        ("list", [("list.path", "text"), ("list.id", "text"), ("list.method", "choice"), ("list.query", "yaml"),
                  ("list.total", "value")]),
        ("paging", [("paging.style", "choice"), ("paging.size", "integer")]),
        ("", [("files", "boolean"), ("labels", "lines"), ("steps", "yaml")]),
    ]  # fmt: skip


def test_a_field_is_called_by_the_first_words_of_its_description_and_helped_by_the_rest() -> None:
    path, identifier = layout(SCHEMA)[0].fields[:2]
    assert (path.label, path.help) == ("接在来源地址之后的路径", "例如 /api/list。")
    assert (identifier.label, identifier.help, identifier.required) == ("一条记录中标识的路径", "必须有。", True)


def test_a_list_may_be_written_line_by_line_or_in_brackets() -> None:
    base = {"options.list.path": "/a", "options.list.id": "i"}
    assert read({**base, "options.labels": "气象\r\n 水文 \r\n"})[0]["labels"] == ["气象", "水文"]
    assert read({**base, "options.labels": "[气象, 水文]"})[0]["labels"] == ["气象", "水文"]


def test_a_name_that_says_only_when_is_read_on() -> None:
    described = {"type": "string", "description": "格式为 json 时：记录列表的路径，例如 data；整个文件就是列表时写 @。"}
    field = layout({"properties": {"items": described}})[0].fields[0]
    assert (field.label, field.help) == ("格式为 json 时：记录列表的路径", "例如 data；整个文件就是列表时写 @。")


def test_a_certificate_is_pasted_into_a_field_of_many_lines() -> None:
    options = {"list": {"path": "/a", "id": "i"}, "certificate": "-----BEGIN-----\nabc\n-----END-----"}
    schema = {
        **SCHEMA,
        "properties": {**SCHEMA["properties"], "certificate": {"type": "string", "format": "multiline"}},
    }
    assert layout(schema)[-1].fields[-1].kind == "longtext"
    assert read(to_form(options, schema), schema) == (options, {})


def test_what_is_required_inside_an_optional_group_is_not_required_of_the_form() -> None:
    assert {group.path: group.required for group in layout(SCHEMA)} == {"list": True, "paging": False, "": False}


def test_options_come_back_as_they_were() -> None:
    form = to_form(FILLED, SCHEMA)

    assert (form["options.list.total"], form["options.labels"], form["options.files"]) == ("7", "气象\n水文", "false")
    assert read(form) == (FILLED, {})


def test_a_text_that_looks_like_a_number_stays_a_text() -> None:
    options = {"list": {"path": "/api", "id": "rid", "total": "7"}}
    form = to_form(options, SCHEMA)
    assert form["options.list.total"] == '"7"'
    assert read(form) == (options, {})


def test_a_word_that_only_looks_like_a_number_is_a_word() -> None:
    base = {"options.list.path": "/a", "options.list.id": "i"}
    assert read({**base, "options.list.total": "NaN"})[0]["list"]["total"] == "NaN"


def test_an_empty_field_is_an_option_that_is_not_given() -> None:
    options, faults = read({"options.list.path": " /api ", "options.list.id": "rid", "options.paging.size": ""})
    assert (options, faults) == ({"list": {"path": "/api", "id": "rid"}}, {})


def test_everything_wrong_is_told_at_its_field_at_once() -> None:
    _options, faults = read(
        {
            "options.list.path": "",
            "options.paging.size": "很多",
            "options.files": "maybe",
            "options.list.query": "type: 1\n  wrong: [",
        }
    )
    assert set(faults) == {"list.path", "list.id", "paging.size", "paging.style", "files", "list.query"}
    assert faults["list.path"] == ["请填写"]
    assert faults["paging.size"] == ["应为整数，所填：很多"]
    assert "第 2 行" in faults["list.query"][0]


def test_a_number_out_of_bounds_is_told_with_the_bound() -> None:
    base = {"options.list.path": "/a", "options.list.id": "i", "options.paging.style": "page"}
    assert read({**base, "options.paging.size": "0"})[1] == {"paging.size": ["不能小于 1"]}
    assert read({**base, "options.paging.size": "1001"})[1] == {"paging.size": ["不能大于 1000"]}


def test_full_width_digits_are_digits() -> None:
    base = {"options.list.path": "/a", "options.list.id": "i", "options.paging.style": "page"}
    assert read({**base, "options.paging.size": "３０"})[0]["paging"]["size"] == 30


def test_further_options_are_laid_beside_the_fields() -> None:
    form = {"options.list.path": "/a", MORE: "list:\n  id: rid\n  query:\n    code: 01\nfiles: true\n"}
    assert read(form) == ({"list": {"path": "/a", "id": "rid", "query": {"code": "01"}}, "files": True}, {})


def test_an_option_given_twice_is_told_with_its_line() -> None:
    form = {"options.list.path": "/a", "options.list.id": "i", MORE: "list:\n  path: /b\n"}
    assert read(form)[1] == {"": ["第 2 行：“list.path”在上面的表单中已经填写，请只保留一处"]}


def test_an_unknown_option_is_told_with_its_line_and_the_known_ones() -> None:
    form = {"options.list.path": "/a", "options.list.id": "i", MORE: "files: true\nlist:\n  patth: /b\n"}
    assert read(form)[1] == {"": ["第 3 行：没有选项“list.patth”；可用的有：id、method、path、query、total"]}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a\n- b", "第 1 行：应为“键: 值”的形式"),
        ("a: 1\na: 2", "第 2 行：键“a”重复"),
        ("a:\n\tb: 1", "第 2 行：YAML 格式错误；请检查缩进"),
    ],
)
def test_yaml_that_cannot_be_read_is_told_with_its_line(text: str, told: str) -> None:
    faults = read({"options.list.path": "/a", "options.list.id": "i", MORE: text})[1]
    assert faults[""][0].startswith(told)


def test_what_a_profile_says_need_not_be_filled_in() -> None:
    under = {"list": {"path": "/api", "id": "rid"}}
    answer = from_form({"options.list.id": "uuid"}, SCHEMA, yaml_lines.read_text, under)
    assert (answer.options, answer.faults) == ({"list": {"id": "uuid"}}, {})


def test_what_no_field_can_show_is_shown_as_further_options() -> None:
    options = {**FILLED, "list": {**FILLED["list"], "path": ["a", "b"]}, "retired": {"x": 1}}
    form = to_form(options, SCHEMA)

    assert "options.list.path" not in form
    assert yaml_lines.read_text(form[MORE], "").data == {"list": {"path": ["a", "b"]}, "retired": {"x": 1}}


@pytest.mark.parametrize("kind", sorted(source_kinds()))
def test_every_kind_has_a_form_in_words_a_clerk_reads(kind: str) -> None:
    fields = [field for group in layout(source_kinds()[kind].options_schema) for field in group.fields]

    assert fields
    assert [field.path for field in fields if not any("一" <= letter <= "鿿" for letter in field.label)] == []


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=12)


@given(
    path=TEXTS,
    total=st.none() | st.integers() | TEXTS,
    size=st.none() | st.integers(1, 1000),
    files=st.none() | st.booleans(),
    labels=st.lists(TEXTS, max_size=4),
    query=st.dictionaries(TEXTS, TEXTS | st.integers() | st.booleans(), max_size=3),
)
def test_any_options_that_fit_the_schema_come_back_as_they_were(
    path: str, total: Any, size: Any, files: Any, labels: list[str], query: dict[str, Any]
) -> None:
    wanted: dict[str, Any] = {"list": {"path": path, "id": "rid"}}
    if total is not None:
        wanted["list"]["total"] = total
    if query:
        wanted["list"]["query"] = query
    if size is not None:
        wanted["paging"] = {"style": "page", "size": size}
    if files is not None:
        wanted["files"] = files
    if labels:
        wanted["labels"] = labels

    assert read(to_form(wanted, SCHEMA)) == (wanted, {})
