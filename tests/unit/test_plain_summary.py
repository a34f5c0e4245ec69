"""A summary without marks is said without a parser, and is what the parser would have made of it."""

from __future__ import annotations

from typing import Any

import ckan.lib.helpers as ckan_helpers
import ckan.plugins.toolkit as tk
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from ckanext.gxdata.helpers import search

PIECES = (
    "甘蔗", "种植面积", "2023", "年", " ", "  ", "\n", "，", "。", "（", "）", "1. ", "1.", "3) ", "- ", "-", "*", "_", "`", "#", "# ",
    ">", "<b>", "&amp;", "&", "[x](y)", "http://a.cn/b?c=d", "a:b", "“", "”", "…", "%", "Ünï", "\t", "+ ", "~", "\\", "!", "=", "'",
    '"', "|", "٣", "﹒", "\u2028", "\xa0",
)  # fmt: skip


class Helpers:
    markdown_extract = staticmethod(ckan_helpers.markdown_extract)


@pytest.fixture(autouse=True)
def _ckan_helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tk, "h", Helpers)


def parsed(text: str) -> str:
    extracted: Any = ckan_helpers.markdown_extract(text, extract_length=0)
    return str(Markup(str(extracted)).striptags())


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text(max_size=30)))
@example("1. 甘蔗")
@example("1.")
@example("2023年甘蔗种植面积（公顷）。")
def test_it_reads_as_the_parser_reads_it(text: str) -> None:
    assert search.gxdata_plain(text) == parsed(text)


def test_most_summaries_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def parser(*_told: Any, **_more: Any) -> str:
        raise AssertionError("a parser was asked")

    monkeypatch.setattr(Helpers, "markdown_extract", staticmethod(parser))
    chinese = ("广西各市2023年甘蔗种植面积，单位：公顷（hm²）。", "每年 3 月更新：含 14 个市、111 个县。")
    for text in (*chinese, "Sugar cane, by city; 2010-2023"):
        assert search.gxdata_plain(text) == text
