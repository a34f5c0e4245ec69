"""A department's file as a table of text: strictly decoded, nothing guessed that could lose a character.

The content decides what a file is, not its name. Leading zeros stay, because cells are text. Not here: types
(``types.py``), loading, and archives, which are refused by name. A web page that calls itself a workbook is read if it
holds a table (``pages.py``), and under any other name refused.
"""

from __future__ import annotations

from dataclasses import replace

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.records import Finding, Table
from ckanext.gxdata.core.sheets import open_workbook, sheet_rows
from ckanext.gxdata.core.sniffing import kind_of
from ckanext.gxdata.tables.delimited import read_delimited
from ckanext.gxdata.tables.layout import lay_out
from ckanext.gxdata.tables.pages import calls_itself_table, read_page

_BINARY = (
    (b"%PDF", "PDF 文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"PAR1", "Parquet 文件"),
)
_SAVE_AS = "请另存为 CSV（UTF-8）或 .xlsx 后重新提供"


def read_table(content: bytes, filename: str, *, declared: str = "", sheet: str = "") -> Table:
    """``declared`` is a charset name, ``sheet`` a worksheet (else the first one). Pointers name ``filename``.

    Raises ``RecordError`` with rule ``empty-table``, ``undecodable``, ``unreadable-table`` or ``unsupported-format``.
    """
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise _refusal(filename, "empty-table", "是空文件", "请确认导出成功后重新提供")
    if calls_itself_table(filename) and kind_of(content, filename) == "html":
        return read_page(content, filename, declared)
    _refuse_other_formats(content, filename)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _first_sheet(content, filename, sheet)
    rows, encoding = read_delimited(content, filename, declared)
    return lay_out(rows, filename, encoding)


def _first_sheet(content: bytes, filename: str, wanted: str) -> Table:
    workbook = open_workbook(content, filename)
    name = wanted or workbook.sheet_names[0]
    table = lay_out([*enumerate(sheet_rows(workbook, name, filename), start=1)], filename, padded=True)
    table = replace(table, sheet=name)
    others = {other: sheet_rows(workbook, other, filename) for other in workbook.sheet_names if other != name}
    texts = dict.fromkeys(cell for rows in others.values() for row in rows for cell in row if cell)
    if not texts:
        return table
    hint = "需要发布其他工作表的，请分别存为单独的文件"
    ignored = Finding("other-sheets", f"只读取了工作表“{name}”，其余未读", "info", filename, hint)
    beside = tuple(_beside(other, rows, filename) for other, rows in others.items() if any(map(any, rows)))
    return replace(table, findings=(*table.findings, ignored), outside=(*table.outside, *texts), beside=beside)


def _beside(name: str, rows: list[tuple[str, ...]], filename: str) -> Table:
    return replace(lay_out([*enumerate(rows, start=1)], filename, padded=True), sheet=name)


def _refuse_other_formats(content: bytes, filename: str) -> None:
    for start, what in _BINARY:
        if content.startswith(start):
            raise _refusal(filename, "unsupported-format", f"是{what}，不是数据表", _SAVE_AS)
    if content.startswith(b"PK") and b"xl/workbook.xml" not in content:
        hint = "请解压后提供其中的数据表"
        raise _refusal(filename, "unsupported-format", "是压缩包或其他文档，目前不能直接读取", hint)
    if content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise _refusal(filename, "unsupported-format", "内容是网页（HTML），目前不能作为数据表读取", _SAVE_AS)


def _refusal(filename: str, rule: str, reason: str, hint: str) -> RecordError:
    return RecordError(f"{filename}：{reason}", pointer=filename, rule=rule, hint=hint)
