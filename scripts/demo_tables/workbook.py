"""The 目录 workbook of the 1272号 guide: thirteen columns, some in parts, a resource over as many rows as it has items.

A resource's own cells are merged over its rows, as departments do; after the official columns one more names the data
file. The bytes are the same on every run: no clock, no compression.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from demo_tables.agriculture import Entry

COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("信息资源分类", ("类", "项", "目", "细目")),
    ("信息资源名称", ()),
    ("信息资源代码", ()),
    ("信息资源提供方", ()),
    ("信息资源提供方代码", ()),
    ("信息资源摘要", ()),
    ("信息资源格式", ("信息资源格式分类", "信息资源格式类型")),
    ("信息项信息", ("信息项名称", "数据类型", "数据长度")),
    ("共享属性", ("共享类型", "共享条件", "共享方式分类", "共享方式类型")),
    ("开放属性", ("是否向社会开放", "开放条件")),
    ("更新周期", ()),
    ("发布日期", ()),
    ("关联资源代码", ()),
    ("文件名", ()),
)
FIRST_ITEM_COLUMN = 12
ITEM_COLUMNS = range(FIRST_ITEM_COLUMN, FIRST_ITEM_COLUMN + 3)
_FIXED = datetime(2026, 1, 5)
_ZIP_TIME = (2026, 1, 5, 0, 0, 0)


def workbook(entries: Sequence[Entry], provider: str) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "政务信息资源目录"
    _head(sheet, f"{provider}政务信息资源目录（演示）")
    row = 4
    for entry in entries:
        row = _resource(sheet, row, entry, provider)
    sheet.freeze_panes = "A4"
    book.properties.created = _FIXED
    book.properties.creator = "gxdata"
    saved = io.BytesIO()
    book.save(saved)
    return _fixed(saved.getvalue())


def _head(sheet: Worksheet, title: str) -> None:
    sheet.append([title])
    column = 1
    for name, parts in COLUMNS:
        sheet.cell(2, column, name)
        for offset, part in enumerate(parts):
            sheet.cell(3, column + offset, part)
        last = column + max(len(parts), 1) - 1
        sheet.merge_cells(start_row=2, end_row=2 if parts else 3, start_column=column, end_column=last)
        column = last + 1
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=column - 1)
    for row in sheet.iter_rows(max_row=3):
        for cell in row:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number in range(1, column):
        sheet.column_dimensions[get_column_letter(number)].width = 14


def _resource(sheet: Worksheet, first: int, entry: Entry, provider: str) -> int:
    """Writes one resource; answers the row after it."""
    last = first + len(entry.items) - 1
    for column, value in enumerate(_cells(entry, provider), start=1):
        if column not in ITEM_COLUMNS:
            sheet.cell(first, column, value).alignment = Alignment(vertical="top", wrap_text=True)
            if last > first:
                sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)
    for row, item in enumerate(entry.items, start=first):
        for offset, value in enumerate(item):
            sheet.cell(row, FIRST_ITEM_COLUMN + offset, value)
    return last + 1


def _cells(entry: Entry, provider: str) -> list[str | None]:
    classes: list[str | None] = ["部门信息资源", "省（自治区、直辖市）及其下各级政务部门", "农业农村", None]
    table = ["电子表格", "CSV"] if entry.file else ["数据库", "DATABASE"]
    items = [None, None, None]
    share = ["无条件共享", None, "共享平台方式", "文件下载" if entry.file else "库表交换"]
    opening = [entry.opening, entry.condition or None]
    return [
        *classes, entry.title, entry.code, provider, None, entry.summary, *table, *items, *share, *opening,
        entry.frequency, entry.issued, None, entry.file or None,
    ]  # fmt: skip


def _fixed(content: bytes) -> bytes:
    """The same package without the time of saving and without compression, whose result differs between libraries."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist()):
            new.writestr(zipfile.ZipInfo(name, _ZIP_TIME), _without_time(old.read(name)))
    return fixed.getvalue()


def _without_time(part: bytes) -> bytes:
    stamp = _FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
