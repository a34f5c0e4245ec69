"""Columns that a resource holds are graded beside its 信息项, whatever these leave out or claim."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import grading, held_columns
from ckanext.gxdata.core.held_columns import FILE, TABLE, Found

RULES = rulebook.load(Path(__file__).parents[2] / "config").grading
YEARS = {"fields": [{"name": "年份"}]}


def assessed(**resource: Any) -> tuple[int, list[str]]:
    answer = grading.assess({"title": "登记", "resources": [{"name": "表", **resource}]}, RULES)
    return answer.grade.rank, [f"{item.resource}: {item.item}" for item in answer.items]


def test_a_column_beside_the_items_is_graded() -> None:
    columns = held_columns.found([{"name": "年份"}, {"name": "身份证号"}])
    assert assessed(schema=YEARS, **{FILE: columns}) == (4, ["表: 年份", "表: 身份证号"])
    assert assessed(schema=YEARS, **{TABLE: columns}) == (4, ["表: 年份", "表: 身份证号"])


def test_an_item_names_its_column_by_title_too_whatever_the_case() -> None:
    schema = {"fields": [{"name": "year", "title": "年份"}, {"name": "ＡＢＣ"}]}
    assert assessed(schema=schema, **{FILE: held_columns.found([{"name": "年份"}, {"name": "abc"}])}) == (
        1,
        ["表: year", "表: ＡＢＣ"],
    )


def test_another_sheet_is_a_table_of_its_own() -> None:
    """电话 is a person's beside 姓名; in the other sheet it stands alone."""
    apart = held_columns.found([{"name": "姓名", "sheet": "名单"}])
    together = held_columns.found([{"name": "姓名"}])
    schema = {"fields": [{"name": "机构名称"}, {"name": "电话"}]}
    alone, found = assessed(schema=schema, **{FILE: apart})
    beside, _ = assessed(schema=schema, **{FILE: together})
    assert (alone, beside) == (2, 3)
    assert found[-1] == "表 › 名单: 姓名"


def test_personal_data_found_in_a_column_counts_although_the_items_name_it() -> None:
    marked = held_columns.found([{"name": "年份", "personal_info_kind": "id_number"}])
    assert assessed(schema=YEARS, **{TABLE: marked})[0] == 4


def test_what_is_no_list_of_columns_holds_none() -> None:
    for text in ("", "[", "{}", "[1]", '["a"]', None, 5):
        assert held_columns.columns_in(text) == []
    assert held_columns.found([]) == Found("")
