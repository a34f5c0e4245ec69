"""Texts in several languages: who wrote them, and how a list is punctuated."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.wording import comma, is_by_machine


@pytest.mark.parametrize(
    ("language", "between", "by_machine"),
    [("zh_Hans_CN", "、", False), ("zh", "、", False), ("en", ", ", False), ("vi", ", ", True), ("th", ", ", True)],
)
def test_only_chinese_lists_take_the_chinese_comma_and_only_vietnamese_and_thai_are_by_machine(
    language: str, between: str, by_machine: bool
) -> None:
    assert (comma(language), is_by_machine(language)) == (between, by_machine)
