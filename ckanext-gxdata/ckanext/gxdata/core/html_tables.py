"""Tables inside a web page as rows of text; departments hand in pages that call themselves ``.xls``.

A cell over several columns or rows stands once, the others are blank, as in a workbook. Not here: what is header and
what is note (``tables/layout.py``).
"""

from __future__ import annotations

import re

from lxml import html

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.text import clean

MAX_CELLS = 3_000_000
"""A page of 100 MiB holds no more; what cells claim to span counts, because laying it out takes as long."""
MAX_SPAN = 16_384
Grid = list[tuple[str, ...]]
_REFUSING_TITLE = re.compile(
    r"登录|登陆|认证|错误|出错|未找到|无权|过期|log\s?in|sign\s?in|error|not found|forbidden|\b[45]\d\d\b", re.I
)


def tables_of(root: html.HtmlElement, pointer: str) -> list[tuple[html.HtmlElement, Grid]]:
    """Every table of at least two rows and two columns, longest first. Raises ``RecordError`` (``unreadable-table``)."""
    for line_break in root.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    found = [(table, _grid(table, pointer)) for table in root.iter("table")]
    return sorted((each for each in found if len(each[1]) > 1 and len(each[1][0]) > 1), key=lambda each: -len(each[1]))


def is_refusal(root: html.HtmlElement) -> bool:
    """Whether a page asks for a password or calls itself a log-in or an error: no table of it is data."""
    asks = any(field.get("type", "").lower() == "password" for field in root.iter("input"))
    return asks or bool(_REFUSING_TITLE.search(title_of(root)))


def title_of(root: html.HtmlElement) -> str:
    return " ".join((root.findtext(".//title") or "").split())[:80]


def texts_without(root: html.HtmlElement, table: html.HtmlElement) -> tuple[str, ...]:
    """Texts of the page that are not in ``table``, which is taken out of it: they are there to be scanned."""
    table.drop_tree()
    found = root.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return tuple(dict.fromkeys(text for text in (clean(" ".join(str(part).split())) for part in found) if text))


def _grid(table: html.HtmlElement, pointer: str) -> Grid:
    """The table's own rows, padded to one width."""
    taken: dict[int, int] = {}
    rows: list[dict[int, str]] = []
    cells = 0
    for row in (row for row in table.iter("tr") if next(row.iterancestors("table")) is table):
        laid = _laid(row, taken)
        cells += len(laid) + len(taken)  # what is spanned costs time, too
        if cells > MAX_CELLS:
            raise _too_large(pointer)
        rows.append(laid)
    width = max((max(row, default=-1) + 1 for row in rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise _too_large(pointer)
    return [tuple(row.get(column, "") for column in range(width)) for row in rows]


def _laid(row: html.HtmlElement, taken: dict[int, int]) -> dict[int, str]:
    """Cells by column. ``taken`` says for how many more rows a column belongs to a cell from above."""
    laid: dict[int, str] = {}
    spans: dict[int, int] = {}
    column = 0
    for cell in row:
        if cell.tag not in ("td", "th"):
            continue
        while taken.get(column, 0):
            column += 1
        if column >= MAX_SPAN:
            break
        laid[column] = clean(" ".join(cell.text_content().split()))
        width = _span(cell, "colspan")
        spans |= dict.fromkeys(range(column, column + width), _span(cell, "rowspan") - 1)
        column += width
    for place in list(taken):
        taken[place] -= 1
        if taken[place] <= 0:
            del taken[place]
    taken.update({place: more for place, more in spans.items() if more})
    return laid


def _span(cell: html.HtmlElement, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), MAX_SPAN) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _too_large(pointer: str) -> RecordError:
    message = f"{pointer}：表格超过 {MAX_CELLS} 格"
    return RecordError(message, pointer=pointer, rule="unreadable-table", hint="请拆分后重新提供")
