"""What the cells of a column are like: empty ones, spread of numbers, commonest values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ckanext.gxdata.core.table_profile import BINS, profile, spread
from ckanext.gxdata.tables.types import NULL_TOKENS, column_type
from ckanext.gxdata.views import column_art


def test_numbers_have_a_range_and_a_spread() -> None:
    found = profile(["1", " 2", "3", "10", "…", ""], "integer", NULL_TOKENS)

    assert (found.empty, found.distinct, found.low, found.high) == (2, 4, 1.0, 10.0)
    assert found.bins == (1, 1, 1, 0, 0, 0, 0, 0, 0, 1)
    assert found.shares == ()


def test_texts_that_repeat_have_shares_and_those_that_do_not_have_none() -> None:
    assert profile(["终值", "终值", "预估", "终值"], "string", NULL_TOKENS).shares == (("终值", 3), ("预估", 1))
    assert profile(["扶绥县", "江州区", "宁明县"], "string", NULL_TOKENS).shares == ()


def test_a_column_without_a_value_is_all_empty() -> None:
    found = profile(["", "-", "无"], "integer", NULL_TOKENS)

    assert (found.empty, found.distinct, found.low, found.bins, found.shares) == (3, 0, None, (), ())


def test_numbers_that_are_all_the_same_are_one_part() -> None:
    assert spread([7.0, 7.0]) == (2,)


def test_a_number_too_large_for_a_float_is_left_out_of_the_spread() -> None:
    found = profile(["1", "1e999", "3"], "number", NULL_TOKENS)

    assert (found.low, found.high, sum(found.bins)) == (1.0, 3.0, 2)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_every_number_lies_in_one_part(numbers: list[float]) -> None:
    found = spread(numbers)

    assert sum(found) == len(numbers)
    assert len(found) in (1, BINS)


@given(st.lists(st.text(max_size=8), max_size=30))
def test_whatever_the_cells_hold_what_is_drawn_lies_within_its_frame(cells: list[str]) -> None:
    found = profile(cells, column_type(cells), NULL_TOKENS)
    drawn = column_art.draw({"empty": found.empty, "bins": found.bins, "shares": found.shares}, len(cells))

    assert found.empty <= len(cells)
    assert all(bar.y >= 0 and bar.y + bar.height <= column_art.HEIGHT + 0.01 for bar in drawn.bars)
    assert sum(share.bar.width for share in drawn.shares) <= column_art.WIDTH + 0.1
    assert 0 <= drawn.empty <= column_art.WIDTH
