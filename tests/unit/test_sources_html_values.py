"""Values, lists, rows and label-value pairs of a page, by selectors."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.gxdata.core.errors import FatalError
from ckanext.gxdata.sources.answers import Answer
from ckanext.gxdata.sources.html_values import HtmlValues, Selector, labelled_lines
from ckanext.gxdata.sources.markup import html_of
from ckanext.gxdata.sources.options import expression
from ckanext.gxdata.sources.page_text import label_of


def read(html: str, **options: Any) -> dict[str, Any]:
    return HtmlValues(options, "detail.html").read(html_of(Answer("", html.encode(), {}), "详情"))


def pairs(html: str, **options: str) -> dict[str, Any]:
    found: dict[str, Any] = read(html, pairs=options).get("details", {})
    return found


def test_th_td_tables_give_labels_without_colon_and_blanks() -> None:
    html = "<table><tr><th> 更新 频率：</th><td>\n 每年\u00a0 </td><th>标签</th><td></td></tr></table>"
    assert pairs(html, within="table tr", label="th", value="td") == {"更新频率": "每年", "标签": ""}


def test_td_td_tables_take_odd_cells_for_labels() -> None:
    html = "<table><tr><td>摘要：</td><td>甲<br>乙</td><td>备注:</td><td>丙</td></tr></table>"
    found = pairs(html, within="tr", label="td:nth-child(odd)", value="td:nth-child(even)")
    assert found == {"摘要": "甲\n乙", "备注": "丙"}


def test_a_label_without_value_does_not_take_the_next_labels_value() -> None:
    html = "<ul><li><b>主题</b></li><li><b>部门</b><i>农业厅</i></li></ul>"
    assert pairs(html, within="ul", label="b", value="i") == {"主题": "", "部门": "农业厅"}


def test_a_label_met_twice_keeps_both_values_but_no_double() -> None:
    html = "<dl><dt>格式</dt><dd>xls</dd><dt>格式</dt><dd>csv</dd><dt>格式</dt><dd>xls</dd></dl>"
    assert pairs(html, within="dl", label="dt", value="dd") == {"格式": ["xls", "csv"]}


def test_free_text_is_read_line_by_line() -> None:
    html = (
        "<div id=a>资源名称：糖厂名录<br/>\n 摘要:榨季时间 8:00 起<br>见 https://x.example/a<br>"
        "<p>更新日期：</p><p>2023-06-15 10:30</p>12:30 开门<br>说明，含：冒号</div>"
    )
    assert pairs(html, within="#a") == {
        "资源名称": "糖厂名录",
        "摘要": "榨季时间 8:00 起\n见 https://x.example/a",
        "更新日期": "2023-06-15 10:30\n12:30 开门\n说明，含：冒号",
    }


@pytest.mark.parametrize("text", ["没有标签的一段话", "http://a.example/", "2023-06-15 08:30", ""])
def test_text_without_labels_gives_none(text: str) -> None:
    assert list(labelled_lines(text)) == []


def test_single_values_lists_and_rows_are_taken_and_what_is_not_there_is_left_out() -> None:
    html = '<h1>甘蔗</h1><i class="f">xls</i><i class="f"> </i><i class="f">csv</i><a href=" /x?id=1 ">一</a><a>二</a>'
    found = read(
        html,
        values={"title": "h1", "none": "h2", "link": "a@href"},
        lists={"formats": "i.f", "nothing": "b"},
        rows="a",
        fields={"name": "", "address": "@href"},
    )
    assert found == {
        "title": "甘蔗",
        "link": "/x?id=1",
        "formats": ["xls", "csv"],
        "rows": [{"name": "一", "address": "/x?id=1"}, {"name": "二"}],
    }


def test_scripts_and_styles_are_no_text() -> None:
    assert read("<div>甲<script>evil()</script><style>p{}</style>乙</div>", values={"a": "div"}) == {"a": "甲乙"}


def test_a_megabyte_of_blanks_is_read_in_linear_steps() -> None:
    assert read(f"<div>甲{' ' * 1_000_000}<br>乙</div>", values={"a": "div"}) == {"a": "甲\n乙"}


def test_labels_are_compared_in_nfkc() -> None:
    assert label_of("　更新频率\u200b ： ") == "更新频率" and label_of("ＡＰＩ：") == "API"


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"values": {"title": "div["}}, "detail.html.values.title"),
        ({"values": {"title": "div:nope(1)"}}, "detail.html.values.title"),
        ({"rows": "a >"}, "detail.html.rows"),
        ({"pairs": {"within": "tr", "label": "th"}}, "detail.html.pairs.value"),
        ({"pairs": {"within": "tr", "value": "td"}}, "detail.html.pairs.label"),
        ({"at": "data"}, "detail.html"),
    ],
)
def test_a_wrong_selector_is_refused_by_the_options_name(options: dict[str, Any], pointer: str) -> None:
    with pytest.raises(FatalError) as caught:
        HtmlValues(options, "detail.html")
    assert caught.value.pointer == pointer and caught.value.rule == "wrong-option"


@pytest.mark.parametrize("css", ["svg|a", ":not(" * 3000, "a[", "p::before::after"])
def test_a_selector_that_cannot_be_used_is_refused_when_it_is_registered(css: str) -> None:
    with pytest.raises(FatalError) as caught:
        Selector.of(css, "list.html.rows")
    assert (caught.value.rule, caught.value.pointer) == ("wrong-option", "list.html.rows")


@pytest.mark.parametrize("path", ["(" * 3000, "!" * 5000 + "a", "@.a" + "[?a" * 2000])
def test_a_path_nested_without_end_is_a_wrong_option(path: str) -> None:
    with pytest.raises(FatalError) as caught:
        expression(path, "list.items")
    assert (caught.value.rule, caught.value.pointer) == ("wrong-option", "list.items")
