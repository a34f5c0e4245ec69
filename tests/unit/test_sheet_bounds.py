"""A workbook is measured whole before it is opened: what would end the process is refused, whatever part holds it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from ckanext.gxdata.core import sheets
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.sheets import open_workbook, sheet_rows

SHEET = "xl/worksheets/sheet1.xml"
FAR = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    '<row r="1048576"><c r="%s" t="inlineStr"><is><t>x</t></is></c></row>'
)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "目录"
    book.active.append(["地区", "产量"])
    book.active.append(["崇左", 2800])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def changed(change: Callable[[str, bytes], tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(content, "w", method) as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return content.getvalue()


def with_far_cell(sheet: str, place: str = "XFD1048576") -> bytes:
    """The first sheet as the part ``sheet``, with cells at two corners."""

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        if name == SHEET:
            part = part.replace(b"<sheetData>", b"<sheetData>" + (FAR % place).encode())
        part = part.replace(f"/{SHEET}".encode(), f"/{sheet}".encode())
        return (sheet if name == SHEET else name), part

    return changed(change)


def rows(content: bytes) -> list[sheets.Row]:
    return sheet_rows(open_workbook(content, "目录.xlsx"), "目录", "目录.xlsx")


def refusal(content: bytes) -> str:
    with pytest.raises(RecordError) as caught:
        rows(content)
    assert (caught.value.rule, caught.value.pointer) == ("unreadable-table", "目录.xlsx")
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize("sheet", ["xl/other/s.xml", "xl/worksheets/deep/s.xml", "xl/S.XML", "xl/worksheets/s\n.xml"])
def test_a_sheet_that_lies_elsewhere_is_measured_too(sheet: str) -> None:
    assert refusal(with_far_cell(sheet)) == "目录.xlsx：有工作表大到 17179901952 格，超过 30000000 格"


@pytest.mark.parametrize(
    "sheet", ["xl/calcChain.xml", "xl/drawings/s.xml", "xl/sheet.bin", "other/s.xml", "content.xml"]
)
def test_a_sheet_where_no_sheet_belongs_is_not_opened(sheet: str) -> None:
    with pytest.raises(RecordError):
        rows(with_far_cell(sheet))


@pytest.mark.parametrize("place", ["xfd1048576", "XFD0001048576", "AXFD1048576", " XFD1048576", "1048576XFD"])
def test_a_place_written_oddly_is_not_passed_over(place: str) -> None:
    assert refusal(with_far_cell(SHEET, place)).startswith("目录.xlsx：")


def test_the_reader_sees_the_parts_that_were_measured_and_no_other_directory() -> None:
    """Before, behind and beside an archive there may be another one."""
    bomb, plain = with_far_cell("xl/other/s.xml"), workbook()
    assert rows(plain) == [("地区", "产量"), ("崇左", "2800")]
    with pytest.raises(RecordError):
        rows(b"\x00" + bomb)
    with pytest.raises(RecordError):
        rows(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + bomb)
    assert refusal(plain + bomb) == "目录.xlsx：有工作表大到 17179901952 格，超过 30000000 格"


def test_an_open_document_or_a_binary_workbook_behind_a_name_is_not_opened() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("content.xml", '<table:table-cell table:number-columns-repeated="99999999"/>')
        archive.writestr("xl/workbook.bin", b"\x00")
    assert refusal(content.getvalue()).startswith("目录.xlsx：")


def test_a_part_that_is_there_twice_is_refused() -> None:
    content = io.BytesIO(workbook())
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(SHEET.upper(), "<worksheet/>")
        archive.writestr("xl/WORKSHEETS/sheet1.xml", "<worksheet/>")
    assert refusal(content.getvalue()) == "目录.xlsx：压缩结构或内容已损坏"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, b'r="A2"', b'r="2A"'),
        (SHEET, b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="ZZZZ:1"/></mergeCells>'),
        (SHEET, b"</sheetData>", b"</sheet"),
        (SHEET, b"<sheetData>", b"<sheetData>&nope;"),
        ("xl/workbook.xml", b"</sheets>", b"</shee>"),
        ("xl/workbook.xml", "目录".encode(), b"\xff"),
        ("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"worksheets/none.xml"),
    ],
)
def test_a_damaged_workbook_is_refused_in_words(part: str, old: bytes, new: bytes) -> None:
    damaged = changed(lambda name, content: (name, content.replace(old, new) if name == part else content))
    assert damaged != workbook()
    assert refusal(damaged).startswith("目录.xlsx：")


def test_what_the_reader_of_cells_raises_costs_the_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """As Rust's panics come through."""

    class Book:
        sheet_names = ("目录",)

        def get_sheet_by_name(self, name: str) -> None:
            raise PanicException("index out of bounds")

    with pytest.raises(RecordError) as caught:
        sheet_rows(Book(), "目录", "目录.xlsx")  # type: ignore[arg-type]
    assert caught.value.message == "目录.xlsx：工作表“目录”已损坏"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_damaged_in_any_compression_is_refused_in_words(method: int) -> None:
    content = bytearray(changed(lambda name, part: (name, part), method))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        place = archive.getinfo(SHEET).header_offset + 30 + len(SHEET) + 20
    content[place] ^= 0xFF
    assert refusal(bytes(content)) == "目录.xlsx：压缩结构或内容已损坏"
