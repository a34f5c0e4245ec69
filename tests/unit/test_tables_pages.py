"""Web pages that call themselves workbooks: read when they hold a table, refused when they are a log-in."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.html_tables import tables_of
from ckanext.gxdata.core.html_tree import html_tree
from ckanext.gxdata.tables.readers import read_table

EXPORT = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312"><style>td {mso-number-format:"\\@"}</style></head><body>
<table><tr><td colspan=3>广西甘蔗产量统计表</td></tr>
<tr><th>地区</th><th>代码</th><th>产&nbsp;量<br>（吨）</th></tr>
<tr><td rowspan="2">南宁</td><td x:str>007</td><td>7,630</td></tr>
<tr><td>010</td><td>0.25</td></tr></table><p>填表人：某某</p></body></html>"""
LOGIN = """<html><head><title>统一身份认证</title></head><body><table>
<tr><td>用户名</td><td><input name=u></td></tr><tr><td>密码</td><td><input type="password"></td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["甘蔗.xls", "甘蔗.XLSX", "甘蔗.htm"])
def test_a_table_in_a_page_called_a_workbook_is_read(encoding: str, name: str) -> None:
    table = read_table(EXPORT.encode(encoding), name)
    assert table.header == ("地区", "代码", "产 量 （吨）")
    assert table.rows == (("南宁", "007", "7,630"), ("", "010", "0.25"))
    assert "填表人：某某" in table.outside and "广西甘蔗产量统计表" in table.outside
    assert "html-table" in [finding.rule for finding in table.findings]


def test_the_longest_of_several_tables_is_read_and_the_others_are_told() -> None:
    other = "<table><tr><td>单位</td><td>电话</td></tr><tr><td>糖业处</td><td>0771</td></tr></table>"
    table = read_table(EXPORT.replace("<p>", other + "<p>").encode("gbk"), "甘蔗.xls")
    assert table.header[0] == "地区"
    assert "网页中还有 1 个表格未读，只读取了最长的一个" in [finding.message for finding in table.findings]
    assert {"单位", "电话", "糖业处", "0771"} <= set(table.outside)
    assert [beside.header for beside in table.beside] == [("单位", "电话")]


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (LOGIN, "统一身份认证"),
        (LOGIN.replace("统一身份认证", ""), "无标题"),
        (EXPORT.replace("</head>", "<title>404 未找到</title></head>"), "404 未找到"),
        ("<html><title>首页</title><p>没有表格</p></html>", "首页"),
        ("<html><table><tr><td>一格</td></tr><tr><td>又一格</td></tr></table></html>", "无标题"),
    ],
)
def test_a_page_without_data_is_refused_with_its_title(page: str, title: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_table(page.encode(), "甘蔗.xls")
    assert (caught.value.rule, caught.value.message) == (
        "html-instead-of-file",
        f"甘蔗.xls：是没有数据表的网页“{title}”",
    )


def test_a_page_called_csv_is_refused() -> None:
    with pytest.raises(RecordError) as caught:
        read_table(EXPORT.encode("gbk"), "甘蔗.csv")
    assert caught.value.rule == "unsupported-format"


@pytest.mark.parametrize(
    "table",
    [
        '<table><tr><td colspan="999999999">a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>',
        "<table>" + '<tr><td colspan="16000" rowspan="16000">a</td></tr>' * 3000 + "</table>",
        "<table>" + '<tr><td colspan="²" rowspan="-1">a</td><td>b</td></tr>' * 2 + "</table>",
    ],
)
def test_cells_that_span_without_measure_cost_no_time(table: str) -> None:
    try:
        found = tables_of(html_tree(table, "a.xls"), "a.xls")
    except RecordError as error:
        assert error.rule == "unreadable-table"
    else:
        assert len(found[0][1]) == 2


def test_rows_of_a_table_inside_a_cell_are_not_its_own() -> None:
    inner = "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr><tr><td>5</td><td>6</td></tr></table>"
    page = f"<table><tr><td>a</td><td>{inner}</td></tr><tr><td>c</td><td>d</td></tr></table>"
    found = [grid for _, grid in tables_of(html_tree(page, "a"), "a")]
    assert found == [[("1", "2"), ("3", "4"), ("5", "6")], [("a", "123456"), ("c", "d")]]
