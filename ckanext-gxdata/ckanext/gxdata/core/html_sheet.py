"""A workbook that Excel or WPS saved as a web page: its tables as rows of text, and the frames it is spread over.

Such files end in .xls, .htm or .html. One file holds all sheets as tables, or a frameset names one file per sheet
(``sheet001.htm`` …). Not here: real .xls and .xlsx (``sheets.py``), MHTML (refused), which row is the header.
"""

from __future__ import annotations

import re
from typing import Any

from ckanext.gxdata.core.decoding import declared_in, decode
from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.html_tables import MAX_CELLS, MAX_SPAN
from ckanext.gxdata.core.html_tree import html_tree
from ckanext.gxdata.core.sheets import Row

WIDEST = 1_000
_START = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*<(?:!--|!doctype\s+html|html|head|meta|table|\?xml[^>]*\?>\s*<html)", re.IGNORECASE
)
_ARCHIVE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*MIME-Version:", re.IGNORECASE)
_SPREADSHEET_ML = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")


def is_page(content: bytes, filename: str) -> bool:
    """Whether this is a page in place of a workbook. Raises ``RecordError`` for its relatives that are not read."""
    for pattern, what in ((_ARCHIVE, "单个文件网页（.mht）"), (_SPREADSHEET_ML, "XML 表格（2003）")):
        if (
            not content.startswith((b"PK", b"\xd0\xcf"))
            and pattern.search(content[:4000])
            and b"<html" not in content[:4000].lower()
        ):
            hint = "请用 Excel 或 WPS 另存为 .xlsx 后重新提供"
            raise RecordError(f"{filename}：是{what}，不能读取", pointer=filename, rule="unreadable-table", hint=hint)
    return bool(_START.match(content[:4000]))


def page_tables(content: bytes, filename: str) -> list[list[Row]]:
    """The rows of every table that has none inside; merged cells carry their value. Raises ``RecordError``."""
    root = _root(content, filename)
    found, left = list[list[Row]](), MAX_CELLS
    for table in root.iter("table"):
        if table.find(".//table") is None:
            found.append(_rows(table, filename, left))
            left -= sum(map(len, found[-1]))
    return found


def page_frames(content: bytes, filename: str) -> list[str]:
    """File names of the sheets of a frameset, as written in the page; those of its tabs are left out."""
    links = [str(found.get("src", "")) for found in _root(content, filename).iter("frame", "iframe")]
    links += [
        str(found.get("href", "")) for found in _root(content, filename).iter("link") if found.get("id") == "shLink"
    ]
    return list(dict.fromkeys(link.strip() for link in links if "tabstrip" not in link.lower() and link.strip()))


def _root(content: bytes, filename: str) -> Any:
    try:
        text = decode(content, declared_in(content)).text
    except RecordError as error:
        raise RecordError(f"{filename}：{error.message}", pointer=filename, hint=error.hint, rule=error.rule) from error
    return html_tree(text, filename)


def _rows(table: Any, filename: str, most: int) -> list[Row]:
    rows: list[list[str]] = []
    reaching: dict[int, tuple[int, str]] = {}
    cells = 0
    for row in table.iter("tr"):
        filled, reaching = _filled(row, reaching)
        cells += len(filled) + len(reaching)  # what is spanned costs time, too
        if cells > most:
            raise _too_large(filename)
        rows.append(filled)
    width = max(map(len, rows), default=0)
    if width * len(rows) > most:
        raise _too_large(filename)
    return [tuple(row + [""] * (width - len(row))) for row in rows]


def _filled(row: Any, reaching: dict[int, tuple[int, str]]) -> tuple[list[str], dict[int, tuple[int, str]]]:
    """One row, and by column how many rows further down a cell of it (or above it) reaches, with its text."""
    found = {column: text for column, (_, text) in reaching.items()}
    further = {column: (rows - 1, text) for column, (rows, text) in reaching.items() if rows > 1}
    column = 0
    for cell in row.iter("td", "th"):
        while column in found:
            column += 1
        if column >= MAX_SPAN:  # no workbook is wider
            break
        text = " ".join(str(cell.text_content()).replace("\xa0", " ").split())
        height = _span(cell, "rowspan")
        for column in range(column, column + _span(cell, "colspan")):  # noqa: B020 - goes on behind the cell
            found[column] = text
            if height > 1:
                further[column] = (height - 1, text)
        column += 1
    return [found.get(position, "") for position in range(max(found, default=-1) + 1)], further


def _too_large(filename: str) -> RecordError:
    message = f"{filename}：表格超过 {MAX_CELLS} 格"
    return RecordError(message, pointer=filename, rule="unreadable-table", hint="请删去空白行列后重新提供")


def _span(cell: Any, name: str) -> int:
    text = str(cell.get(name, "1")).strip()
    return max(1, min(int(text), WIDEST)) if text.isdecimal() and len(text) < 6 else 1
