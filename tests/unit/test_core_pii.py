"""Personal data: what is found, what is not, and that no raw value ever comes out.

The ID numbers are made up: an unissued sequence with a computed check digit.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import pii

RULES = rulebook.load(Path(__file__).parents[2] / "config").pii
PERSON = "450102199003071238"
WITH_X = "11010519491231002X"  # the sample of GB 11643-1999


def kinds(header: str, *cells: str) -> list[tuple[str, int]]:
    return [(found.kind, found.count) for found in pii.scan((header,), [(cell,) for cell in cells], RULES)]


@pytest.mark.parametrize(
    "cell",
    [
        PERSON,
        "450102 19900307 1238",
        "450102-19900307-1238",
        "４５０１０２１９９００３０７１２３８",
        "4501021990\u200b03071238",
        f"张三，身份证{PERSON}，南宁市",
        f"1 {PERSON}",
        WITH_X,
        WITH_X.lower(),
        f"ID:{WITH_X}",
    ],
)
def test_one_id_number_in_any_writing_is_enough(cell: str) -> None:
    assert kinds("备注", "无", cell, "2023") == [("id_number", 1)]


@pytest.mark.parametrize(
    "cell",
    [
        "450102199003071239",  # check digit
        "450102199002301238",  # 30 February
        "990102199003071238",  # no such province
        "450102179003071238",  # 1790
        "1450102199003071238",  # inside a longer number
        "4501021990030712381",
        "91450100198203120000",
        "11450000007565123X",  # a unified social credit code
        "202306151213140001",
        "450102********1238",
        "450102900307123",  # fifteen digits without context
    ],
)
def test_what_only_looks_like_an_id_number_is_not_one(cell: str) -> None:
    assert kinds("编号", cell) == []


@pytest.mark.parametrize("cell", ["450102900307123", "450102199003071239"])
def test_under_a_header_that_says_so_an_old_number_or_a_wrong_check_digit_counts(cell: str) -> None:
    assert kinds("身份证号", cell) == [("id_number", 1)]
    assert kinds("说明", f"身份证{cell}") == [("id_number", 1)]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("手机", "13812345678"),
        ("联系方式", "+86 138-1234-5678"),
        ("电话", "013812345678"),
        ("备注", "张三 13812345678"),
        ("备注", "15912345678,13812345678"),
        ("备注", "0771-2806123/13812345678"),
        ("备注", "（13812345678）"),
        ("tel", "8613812345678"),
        ("联系电话", "13812345678.0"),
        ("2023年联系电话", "13812345678"),
        ("甲", "13812345678"),
    ],
)
def test_a_mobile_number_is_found_at_one_cell(header: str, cell: str) -> None:
    assert [kind for kind, _ in kinds(header, cell, "无", "无")] == ["mobile"]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("2019年", ["13812345678", "15912345678"]),
        ("地区生产总值(万元)", ["13812345678"]),
        ("地区生产总值（元）", ["13812345678", "15912345678"]),
        ("移动电话年末用户", ["13812345678"]),
        ("数值", ["13812345678"]),
        ("甲", ["13812345678", "92233720", "4711", "815"]),
        ("甲", ["13812345678.25", "13912345678.75"]),
        ("甲", ["13812345678元"]),
        ("编号", ["4513812345678", "138123456789", "A13812345678"]),
        ("附件", ["https://data.gxzf.gov.cn/file/13812345678.html"]),
        ("时间", ["1623801600000", "20230615121314"]),
        ("hotel", ["13812345678", "1", "2", "3"]),
        ("联系电话", ["0771-2806123", "12345", "400-800-8888"]),
    ],
)
def test_figures_codes_and_office_numbers_are_not_mobile_numbers(header: str, cells: list[str]) -> None:
    assert kinds(header, *cells) == []


def test_a_column_of_mobile_numbers_without_a_telling_header_is_found() -> None:
    assert kinds("甲", "13812345678", "15912345678", "1", "18812345678") == [("mobile", 3)]


def test_a_bare_mobile_number_among_texts_is_found() -> None:
    assert kinds("备注", "已办结", "13812345678", "待补材料", "已办结") == [("mobile", 1)]


def test_a_result_names_the_column_and_holds_no_raw_value() -> None:
    found = pii.scan(("姓名", "联系方式", "证件"), [("张三", "13812345678", WITH_X), ("李四", "无")], RULES)
    assert found == (
        pii.PersonalData("mobile", "手机号码", "联系方式", 1, "138****5678"),
        pii.PersonalData("id_number", "身份证号", "证件", 1, "1101************2X"),
    )


def test_a_first_row_of_data_in_place_of_a_header_is_found_and_not_repeated() -> None:
    found = pii.scan(("张三", "13812345678", PERSON), [], RULES)
    assert [(item.kind, item.column) for item in found] == [("mobile", "第 2 列"), ("id_number", "第 3 列")]
    assert "13812345678" not in repr(found) and PERSON not in repr(found)


def test_rows_longer_than_the_header_are_scanned_too() -> None:
    assert [item.column for item in pii.scan(("甲",), [("1", "张三", PERSON)], RULES)] == ["第 3 列"]


@pytest.mark.parametrize(
    "header", ["身份证号", "身份证号码", "本人手机", "手机号码（脱敏）", "user_mobile", "公民身份号码"]
)
def test_a_header_that_names_personal_data_is_a_finding_even_when_cells_are_masked(header: str) -> None:
    (finding,) = pii.header_findings((header, "产量"), RULES)
    assert (finding.rule, finding.severity, finding.pointer) == ("personal-data-header", "warning", header)


@pytest.mark.parametrize("header", ["移动电话普及率", "手机产量", "联系电话", "automobile", "办理身份证件数", ""])
def test_a_header_about_telephones_or_cards_in_general_is_no_finding(header: str) -> None:
    assert pii.header_findings((header,), RULES) == ()


def test_redacting_masks_what_is_found_and_leaves_other_text_as_it_is() -> None:
    assert pii.redact(f"电话 13812345678，证号{WITH_X}。") == "电话 138****5678,证号1101************2X。"
    assert pii.redact("甘蔗（Ａ）　产量") == "甘蔗（Ａ）　产量"


def test_contains_mobile_reads_full_width_digits() -> None:
    assert pii.contains_mobile("１３８１２３４５６７８")
    assert not pii.contains_mobile("0771-2806123")


CELLS = st.one_of(st.text(max_size=30), st.from_regex(r"[ -]?1[3-9]\d{9}[ 元]?", fullmatch=True), st.just(PERSON))


@given(st.lists(CELLS, max_size=3), st.lists(st.lists(CELLS, max_size=4), max_size=4))
def test_no_table_makes_the_scan_fail_or_repeat_an_id_number(header: list[str], rows: list[list[str]]) -> None:
    assert PERSON not in repr(pii.scan(header, rows, RULES))
