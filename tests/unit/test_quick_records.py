"""What a record is asked once, or in one look, is what is said of its fields one by one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from ckanext.gxdata import rulebook
from ckanext.gxdata.catalog.made_values import storable
from ckanext.gxdata.core import grading, pii, private_numbers
from ckanext.gxdata.core.grading_assessment import assess
from ckanext.gxdata.core.grading_types import Grade
from ckanext.gxdata.core.html_text import _tidy
from ckanext.gxdata.core.text import as_text, clean
from ckanext.gxdata.logic.gate_record import ASKED

CONFIG = Path(__file__).resolve().parents[2] / "config"
BOOK = rulebook.load(CONFIG)
NONE = pii.Rules()

TEXTS = st.lists(
    st.sampled_from(
        (
            "138",
            "1234",
            "5678",
            "13812345678",
            "１３８",
            "45010219900101123X",
            "、",
            " ",
            "-",
            "\n",
            "\t",
            "[",
            "{",
            "元",
            "A",
        )
    )
    | st.text(max_size=3),
    max_size=6,
).map("".join)
VALUES = (
    TEXTS
    | st.lists(TEXTS, max_size=3)
    | st.integers()
    | st.booleans()
    | st.none()
    | st.dictionaries(TEXTS, TEXTS, max_size=2)
)
FIELDS = st.dictionaries(
    st.sampled_from(("notes", "contact_name", "tags", "source_system", "f13812345678")), VALUES, max_size=5
)


@given(FIELDS)
@example({"notes": "1381234", "tags": "5678"})
@example({"notes": '["\\u0031\\u0033812345678"]'})
@example({"tags": ["甘蔗", "13812345678"]})
@example({"tags": 13812345678})
@example({"notes": {"a": "13812345678"}})
def test_fields_that_are_clear_at_one_look_have_no_fault_each(fields: dict[str, Any]) -> None:
    if private_numbers.all_clear(fields):
        assert not any(private_numbers.faults(name, value, NONE) for name, value in fields.items())


@given(st.lists(TEXTS.filter(lambda text: not text.startswith(("{", "["))), min_size=1, max_size=4))
@example(["1381234", "5678901"])
def test_beside_each_other_texts_look_as_they_do_alone(texts: list[str]) -> None:
    fields = {f"field_{'abcd'[place]}": text for place, text in enumerate(texts)}
    assert private_numbers.all_clear(fields) == (not any(map(pii.may_hold_number, texts)))


NAMES = st.sampled_from(("姓名", "身份证号", "手机", "地区", "经度", "纬度", "时间", "车牌号", "病种", "name", "产量"))
ITEMS = st.builds(
    lambda name, mask, grade: {"name": name, **({"mask_rule": mask} if mask else {}), **({"item_grade": grade} if grade else {})},
    NAMES, st.sampled_from(("", "mask", "hash")), st.sampled_from(("", "2", "4")),
)  # fmt: skip
RESOURCES = st.builds(
    lambda name, items, rows: {"name": name, "schema": {"fields": items}, "row_count": rows},
    st.sampled_from(("甘蔗产量", "低保人员名单", "")),
    st.lists(ITEMS, max_size=4),
    st.sampled_from(("", "10", "2000000")),
)
DATASETS = st.fixed_dictionaries(
    {
        "title": st.sampled_from(("学生名单", "甘蔗产量", "学生名单|甘蔗产量")),
        "resources": st.lists(RESOURCES, max_size=2),
    },
    optional={
        "contains_personal_info": st.booleans(),
        "contains_sensitive_pi": st.sampled_from(("是", "false")),
        "desensitisation": st.sampled_from(("anonymised", "pseudonymised", "")),
    },
)


@given(st.lists(DATASETS, min_size=2, max_size=6))
def test_a_grade_that_is_remembered_is_the_grade_that_is_found(datasets: list[dict[str, Any]]) -> None:
    for dataset in datasets:
        remembered = assess(dataset, BOOK.grading)
        BOOK.grading.assessed.clear()
        assert remembered == assess(dataset, BOOK.grading)
    told = [assess(dataset, BOOK.grading) for dataset in datasets]
    BOOK.grading.assessed.clear()
    assert told == [assess(dataset, BOOK.grading) for dataset in datasets]


class _Watched(dict[str, Any]):
    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__(fields)
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


def test_the_gate_looks_at_no_other_field_than_it_is_given() -> None:
    found = assess({"title": "学生名单", "resources": [{"schema": {"fields": [{"name": "身份证号"}]}}]}, BOOK.grading)
    for open_type in ("unconditional", "conditional", "closed"):
        for rank in range(1, 7):
            watched = _Watched({"open_type": open_type, "private": False})
            grading.breaches(watched, Grade(rank), found, BOOK.grading)
            assert watched.asked <= set(ASKED)


LINES = st.lists(
    st.sampled_from(("甘蔗", " ", "  ", "\t", "\n", "\n\n\n", "\u3000", "\xa0", "\u200b", "\r\n", "\u2028", "a"))
    | st.text(max_size=3),
    max_size=8,
).map("".join)


@given(LINES)
@example("甘蔗 产量")
@example("甘蔗\u3000\u3000产量")
@example(" 甘蔗  产量 ")
def test_a_line_with_nothing_to_tidy_is_what_tidying_gives(text: str) -> None:
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in clean(text).split("\n"))
    assert _tidy(text) == re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@given(st.text(st.characters(), max_size=20))
@example("甘\x00蔗\ud800")
@example("a\x00b")
def test_what_prints_is_stored_as_it_is(text: str) -> None:
    assert storable(text) == text.replace("\0", "").encode("utf-8", "replace").decode()


@given(LINES)
@example("甘\ud800蔗")
def test_a_text_as_text_is_the_text_cleaned(text: str) -> None:
    assert as_text(text) == clean(text)
