"""Cells that a spreadsheet shows and does not run."""

from __future__ import annotations

import csv
import io

import pytest

from ckanext.gxdata.core.csv_cells import cell, line


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1"])
def test_what_begins_like_a_formula_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["甘蔗产量", "1=1", "", "a@b", "“=”"])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


def test_a_line_is_read_back_with_its_commas_quotes_and_breaks() -> None:
    row = ["甘蔗，糖料", 'a"b', "x\ny", "1,2", None]

    assert next(csv.reader(io.StringIO(line(row)))) == ["甘蔗，糖料", 'a"b', "x\ny", "1,2", ""]
