"""Workbooks that Excel saved as a web page: one page, or frames with a page for each sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.gxdata.core.errors import FatalError, RecordError
from ckanext.gxdata.core.html_sheet import is_page, page_frames, page_tables
from ckanext.gxdata.core.records import RawRecord
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.files import Files
from ckanext.gxdata.sources.workbook_1272 import read_catalog
from ckanext.gxdata.sources.workbook_source import Workbook1272

# As Excel writes it: conditional comments, spans, entities, the charset in a meta tag.
SHEET = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><meta name=ProgId content=Excel.Sheet>
<!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]--></head>
<body link=blue><table border=0 cellpadding=0>
 <tr><td colspan=9 class=xl70>2018年政务信息资源目录</td></tr>
 <tr><td rowspan=2>信息资源名称</td><td rowspan=2>信息资源代码</td><td rowspan=2>信息资源提供方</td><td rowspan=2>信息资源<br>摘要</td>
  <td colspan=2>信息资源格式</td><td colspan=3>信息项信息</td></tr>
 <tr><td>分类</td><td>类型</td><td>信息项名称</td><td>数据类型</td><td>长度</td></tr>
 <tr><td rowspan=2>甘蔗产量</td><td rowspan=2>307001/1</td><td rowspan=2>农业农村厅</td><td rowspan=2>&nbsp;甘蔗&amp;糖料&nbsp;</td>
  <td rowspan=2>电子表格</td><td rowspan=2>xls</td><td>年份</td><td>字符型C</td><td>4</td></tr>
 <tr><td>产量</td><td>数值型N</td><td>12,2</td></tr>
 <tr><td>糖料产量</td><td>307001/2</td><td>农业农村厅</td><td>糖料</td><td>电子表格</td><td>xls</td><td>年份</td><td>字符型C</td><td>4</td></tr>
</table></body></html>"""
FRAMES = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<link id=Main-File rel=Main-File href="目录.htm"><link id="shLink" href="mulu.files/sheet001.htm">
<link id="shLink" href="mulu.files/sheet002.htm"></head>
<frameset rows="*,39"><frame src="mulu.files/sheet001.htm" name="frSheet"><frame src="mulu.files/tabstrip.htm" name="frTabs">
</frameset></html>"""


def test_a_page_is_told_from_a_workbook_by_its_content() -> None:
    assert is_page(SHEET.encode("gbk"), "目录.xls")
    assert not is_page(b"PK\x03\x04", "a.xlsx") and not is_page(b"\xd0\xcf\x11\xe0", "a.xls")


def test_the_catalog_in_a_page_is_read_with_its_merged_cells_and_its_charset() -> None:
    found = [item for item in read_catalog(SHEET.encode("gbk"), "目录.xls") if isinstance(item, RawRecord)]
    assert [(item.guid, item.pointer, len(item.payload["信息项"])) for item in found] == [
        ("307001/1", "目录.xls 第 4 行", 2),
        ("307001/2", "目录.xls 第 6 行", 1),
    ]
    assert found[0].payload["信息资源摘要"] == "甘蔗&糖料"
    assert found[0].payload["信息项"][1] == {"名称": "产量", "数据类型": "数值型N", "长度": "12,2"}


def test_cells_that_reach_down_and_aside_fill_their_whole_range() -> None:
    page = "<table><tr><td rowspan=2 colspan=2>a</td><td>b</td></tr><tr><td>c</td></tr><tr><td>d</td></tr></table>"
    assert page_tables(page.encode(), "a.xls") == [[("a", "a", "b"), ("a", "a", "c"), ("d", "", "")]]


@pytest.mark.parametrize("span", ["999999999999", "-1", "x", "0", ""])
def test_a_span_that_is_none_or_a_bomb_stays_small(span: str) -> None:
    rows = page_tables(f'<table><tr><td colspan="{span}">a</td></tr></table>'.encode(), "a.xls")
    assert len(rows[0][0]) == 1


def test_many_wide_rows_are_refused() -> None:
    row = "<tr>" + "<td colspan=1000>" * 100 + "</tr>"
    with pytest.raises(RecordError) as caught:
        page_tables(f"<table>{row * 400}</table>".encode(), "a.xls")
    assert caught.value.rule == "unreadable-table"


def test_the_frames_of_a_workbook_are_its_sheets() -> None:
    assert page_frames(FRAMES.encode(), "目录.htm") == ["mulu.files/sheet001.htm", "mulu.files/sheet002.htm"]


@pytest.mark.parametrize("kind", ["files", "workbook_1272"])
def test_a_catalog_in_frames_is_read_from_the_files_beside_it(tmp_path: Path, kind: str) -> None:
    (tmp_path / "mulu.files").mkdir()
    (tmp_path / "目录.htm").write_bytes(FRAMES.encode())
    (tmp_path / "mulu.files" / "sheet001.htm").write_bytes(
        "<html><table><tr><td>填表说明</td></tr></table></html>".encode()
    )
    (tmp_path / "mulu.files" / "sheet002.htm").write_bytes(SHEET.encode("gbk"))
    if kind == "files":
        found = list(Files(SourceConfig("t", kind, str(tmp_path), {"catalog": "目录.htm"})).records())
    else:
        found = list(Workbook1272(SourceConfig("t", kind, str(tmp_path / "目录.htm"))).records())
    assert [item.guid for item in found if isinstance(item, RawRecord)] == ["307001/1", "307001/2"]
    assert isinstance(found[0], RawRecord) and found[0].pointer == "mulu.files/sheet002.htm 第 4 行"


def test_frames_that_lead_outside_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.htm").write_bytes(SHEET.encode("gbk"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "目录.htm").write_bytes(FRAMES.replace("mulu.files/sheet001.htm", "../secret.htm").encode())
    with pytest.raises(FatalError) as caught:
        list(Workbook1272(SourceConfig("t", "workbook_1272", str(tmp_path / "in" / "目录.htm"))).records())
    assert caught.value.rule in ("outside-folder", "file-missing")


def test_an_uploaded_frame_page_is_refused_with_the_way_out() -> None:
    with pytest.raises(FatalError) as caught:
        list(Workbook1272.read_upload(FRAMES.encode(), "目录.htm", {}))
    assert caught.value.rule == "frames-only" and "sheet001.htm" in caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"MIME-Version: 1.0\nContent-Type: multipart/related",
        b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ],
)
def test_the_relatives_of_such_pages_are_refused_by_name(content: bytes) -> None:
    with pytest.raises(FatalError) as caught:
        list(read_catalog(content, "目录.xls"))
    assert caught.value.rule == "unreadable-table" and "另存为 .xlsx" in caught.value.hint


def test_what_cells_claim_to_span_is_counted_over_the_whole_page() -> None:
    """1,000 rows of 30 cells that claim 1,000 by 1,000 each: 30 million cells from 1 MB."""
    wide = "<tr>" + "<td colspan=1000 rowspan=1000>x</td>" * 30 + "</tr>"
    for page in (f"<table>{wide * 1000}</table>", f"<table>{wide * 40}</table>" * 40):
        with pytest.raises(RecordError) as caught:
            page_tables(page.encode(), "目录.xls")
        assert caught.value.message == "目录.xls：表格超过 3000000 格"
