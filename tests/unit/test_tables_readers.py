"""Files of departments as tables: nothing lost, nothing guessed, every oddity told."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.tables.delimited import delimiter_of
from ckanext.gxdata.tables.readers import read_table
from tests.fixtures.workbook_1272 import save_rows

REAL_TABLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "tables"


def rules(content: bytes, filename: str = "甘蔗.csv") -> list[str]:
    return [finding.rule for finding in read_table(content, filename).findings]


def refusal(content: bytes, filename: str = "甘蔗.csv") -> RecordError:
    with pytest.raises(RecordError) as caught:
        read_table(content, filename)
    assert caught.value.message.startswith(filename) and caught.value.hint
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_table_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    text = "地区,面积,产量\r\n崇左市,420.5,2800\r\n来宾市,180.2,1100\r\n".replace(",", delimiter)
    table = read_table(text.encode(encoding), "甘蔗.txt")
    assert table.header == ("地区", "面积", "产量")
    assert table.rows == (("崇左市", "420.5", "2800"), ("来宾市", "180.2", "1100"))
    assert table.encoding == encoding
    assert table.findings == ()


def test_leading_zeros_blanks_and_full_width_digits_stay() -> None:
    table = read_table("代码,名称\n007, 甘 蔗 \n１２,糖料\n".encode(), "a.csv")
    assert table.rows == (("007", " 甘 蔗 "), ("１２", "糖料"))


def test_a_delimiter_inside_quotes_is_no_delimiter() -> None:
    assert delimiter_of('"a;b;c","1;2;3"\n"d;e;f","4;5;6"\n') == ","
    assert read_table('名称,备注\n"甘蔗,糖料","说""明\n第二行"\n'.encode(), "a.csv").rows == (
        ("甘蔗,糖料", '说"明\n第二行'),
    )


def test_a_header_that_begins_with_a_blank_cell_is_a_header() -> None:
    table = read_table(",糖料产量\n1978年,2381.87\n1979年,2461.41\n".encode(), "糖料.csv")
    assert table.header == ("列1", "糖料产量")
    assert len(table.rows) == 2
    assert [(item.rule, item.pointer) for item in table.findings] == [("blank-header", "糖料.csv 第 1 列")]


def test_a_column_name_used_twice_is_made_distinct() -> None:
    table = read_table("产量,产量,产量_2\n1,2,3\n".encode(), "a.csv")
    assert table.header == ("产量", "产量_2", "产量_2_2")
    assert [item.rule for item in table.findings] == ["duplicate-header", "duplicate-header"]


def test_rows_of_odd_length_are_kept_whole_and_named_by_their_line() -> None:
    table = read_table('地区,产量\n"南\n宁",1\n崇左\n来宾,2,3\n'.encode(), "甘蔗.csv")
    assert table.rows == (("南\n宁", "1"), ("崇左", ""), ("来宾", "2,3"))
    assert [(item.rule, item.pointer, item.message) for item in table.findings] == [
        ("ragged-row", "甘蔗.csv 第 4 行", "第 4 行有 1 格，表头有 2 格"),
        ("ragged-row", "甘蔗.csv 第 5 行", "第 5 行有 3 格，表头有 2 格"),
    ]


def test_a_title_above_and_a_source_below_are_not_data_but_not_lost() -> None:
    text = "全国糖料产量（单位：万吨）\n\n年份,产量\n2022,11236\n2023,11376\n\n注：不含港澳台\n数据来源：国家统计局\n"
    table = read_table(text.encode(), "a.csv")
    assert table.header == ("年份", "产量")
    assert table.rows == (("2022", "11236"), ("2023", "11376"))
    assert table.outside == ("全国糖料产量（单位：万吨）", "注：不含港澳台", "数据来源：国家统计局")
    assert [(item.rule, item.severity, item.pointer) for item in table.findings] == [
        ("row-outside-table", "info", "a.csv 第 1 行"),
        ("row-outside-table", "info", "a.csv 第 7 行"),
        ("row-outside-table", "info", "a.csv 第 8 行"),
    ]


def test_a_table_of_one_column_has_its_first_line_as_header() -> None:
    assert read_table("地区\n南宁\n柳州\n".encode(), "a.csv").rows == (("南宁",), ("柳州",))


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t\r\n", b"\x00\x00\x00", b",,,\n,,\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refusal(content).rule == "empty-table"


def test_a_header_without_rows_is_a_finding() -> None:
    table = read_table("地区,产量\n".encode(), "a.csv")
    assert (table.rows, [item.rule for item in table.findings]) == ((), ["no-rows"])


def test_text_garbled_before_it_came_is_told() -> None:
    assert rules("地区,名称\n南宁,锟斤拷锟斤拷\n".encode()) == ["already-garbled"]


@pytest.mark.parametrize(
    ("content", "rule", "pointer"),
    [
        ("地区,产量\n南宁,1\n柳州,\x002\n".encode(), "unreadable-table", "甘蔗.csv 第 3 行"),
        ('地区,产量\n南宁,1\n"柳州,2\n桂林,3\n'.encode(), "unreadable-table", "甘蔗.csv 第 3 行"),
        ("地区,产量\n南宁,1\n".encode()[:-9] + b"\xff\xff\n", "undecodable", "甘蔗.csv 第 15 个字节"),
        (b"%PDF-1.7 ...", "unsupported-format", "甘蔗.csv"),
        ("<html><table><tr><td>甘蔗</td></tr></table></html>".encode("gbk"), "unsupported-format", "甘蔗.csv"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "unsupported-format", "甘蔗.csv"),
        (b"PK\x03\x04xl/workbook.xml, but damaged", "unreadable-table", "甘蔗.csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "unreadable-table", "甘蔗.csv"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(content: bytes, rule: str, pointer: str) -> None:
    error = refusal(content)
    assert (error.rule, error.pointer) == (rule, pointer)


def test_an_archive_is_refused_by_name() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("甘蔗.csv", "a,b\n1,2\n")
    assert refusal(stream.getvalue(), "甘蔗.zip").message == "甘蔗.zip：是压缩包或其他文档，目前不能直接读取"


def test_a_workbook_is_read_whatever_its_name_says() -> None:
    header = ["地区", "代码", "产量", "日期"]
    content = save_rows([header, ["南宁", "007", 7630, date(2023, 6, 15)], ["柳州", "010", 0.25]])
    table = read_table(content, "甘蔗.csv")
    assert table.header == ("地区", "代码", "产量", "日期")
    assert table.rows == (("南宁", "007", "7630", "2023-06-15"), ("柳州", "010", "0.25", ""))
    assert (table.encoding, table.findings) == ("", ())


def test_cells_of_a_workbook_are_text_as_a_person_reads_it() -> None:
    row = [True, 450000000000000, 1.5, datetime(2023, 6, 15, 12, 13, 14), datetime(2023, 6, 15), " 甘蔗 ", None]
    table = read_table(save_rows([["a", "b", "c", "d", "e", "f", "g"], row]), "a.xlsx")
    assert table.rows == (("true", "450000000000000", "1.5", "2023-06-15 12:13:14", "2023-06-15", "甘蔗", ""),)


def test_a_sheet_with_cells_at_opposite_corners_is_refused_before_it_is_laid_out() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "地区"
    book.active["XFD1048576"] = "x"
    stream = io.BytesIO()
    book.save(stream)
    error = refusal(stream.getvalue(), "甘蔗.xlsx")
    assert error.message == "甘蔗.xlsx：有工作表大到 17179869184 格，超过 30000000 格"


def test_other_sheets_are_told_and_their_text_is_there_to_be_scanned() -> None:
    book = openpyxl.Workbook()
    book.active.append(["地区", "产量"])
    book.active.append(["南宁", 1])
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    hidden.append(["联系人", "电话"])
    stream = io.BytesIO()
    book.save(stream)
    table = read_table(stream.getvalue(), "a.xlsx")
    assert table.outside == ("联系人", "电话")
    assert [item.rule for item in table.findings] == ["other-sheets"]
    assert read_table(stream.getvalue(), "a.xlsx", sheet="底稿").header == ("联系人", "电话")
    with pytest.raises(RecordError, match="没有工作表“无”"):
        read_table(stream.getvalue(), "a.xlsx", sheet="无")


@pytest.mark.parametrize(
    ("name", "columns", "rows"),
    [
        ("主要农作物产品产量_gb18030.csv", 41, 37),
        ("主要农作物产品产量_utf8bom.csv", 41, 37),
        ("主要农作物产品产量_utf16le_tab.txt", 41, 37),
        ("20_Guangzhou_All.xls", 21, 4),
    ],
)
def test_a_real_table_is_read_whole(name: str, columns: int, rows: int) -> None:
    path = REAL_TABLES / name
    if not path.exists():
        pytest.skip("the real tables lie in ../shared, which is not here")
    table = read_table(path.read_bytes(), name)
    assert (len(table.header), len(table.rows)) == (columns, rows)
    assert not [item for item in table.findings if item.severity == "error"]
