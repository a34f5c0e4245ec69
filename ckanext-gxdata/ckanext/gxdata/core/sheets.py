"""Spreadsheets (.xlsx, .xls) as rows of text, through calamine.

Here: opening a workbook safely, and what a cell is as text. Not here: which row is the header (``readers.py``,
``sources/workbook_1272.py``). Leading zeros live in text cells and stay; a number format that only shows them is lost.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.sheet_bounds import WORKBOOK, measured
from ckanext.gxdata.core.zips import ZIP_FAULTS, DirectoryTooLarge, open_zip

MAX_UNPACKED = 512 * 1024 * 1024
MAX_CELLS = 30_000_000
Row = tuple[str, ...]
_OLE = b"\xd0\xcf\x11\xe0"
_END_OF_ZIP = b"PK\x05\x06"
_FAULTS: tuple[type[Exception], ...] = (python_calamine.CalamineError, *ZIP_FAULTS)
_ZIP_FAULTS: tuple[type[Exception], ...] = (DirectoryTooLarge, *ZIP_FAULTS)
_SAVE_AGAIN = "请用 Excel 或 WPS 另存为 .xlsx 后重新提供"


def open_workbook(content: bytes, filename: str) -> python_calamine.CalamineWorkbook:
    """Raises ``RecordError``: protected, damaged, or far larger unpacked than packed."""
    if content.startswith(b"PK"):
        content = _measured(content, filename)
    elif content.startswith(_OLE):
        content = content.replace(_END_OF_ZIP, bytes(len(_END_OF_ZIP)))  # no way to an archive that nobody measured
    else:
        raise _unreadable(filename, "不是完好的 Excel 文件", _SAVE_AGAIN)
    with _told(filename):
        return python_calamine.load_workbook(io.BytesIO(content))


def sheet_rows(workbook: python_calamine.CalamineWorkbook, name: str, filename: str) -> list[Row]:
    """All rows from row 1 on, blank ones too, so that index + 1 is the row number; merged cells carry their value."""
    with _told(filename, name):
        if name not in workbook.sheet_names:
            known = "、".join(workbook.sheet_names)
            raise _unreadable(filename, f"没有工作表“{name}”", f"有这些工作表：{known}")
        sheet = workbook.get_sheet_by_name(name)
        rows = [[cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
            _fill(rows, top, left, bottom, right)
    return [tuple(row) for row in rows]


@contextmanager
def _told(filename: str, sheet: str = "") -> Iterator[None]:
    """What the reader raises, as ``RecordError``; where it panics, that is no ``Exception`` but ends the file, too."""
    damage = f"工作表“{sheet[:50]}”已损坏" if sheet else "不是完好的 Excel 文件"
    try:
        yield
    except RecordError:
        raise
    except python_calamine.PasswordError as error:
        raise _unreadable(filename, "有密码保护", "请去掉密码后重新提供") from error
    except _FAULTS as error:
        raise _unreadable(filename, damage, _SAVE_AGAIN) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(filename, damage, _SAVE_AGAIN) from error


def cell_text(value: Any) -> str:
    """A cell as a person would read it: ``7630``, ``0.3795``, ``2023-06-15``, ``2023-06-15 12:13:14``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return str(value).strip()


def _fill(rows: list[list[str]], top: int, left: int, bottom: int, right: int) -> None:
    """Writes the first cell of a merged range into all of it."""
    if top >= len(rows) or left >= len(rows[top]):
        return
    text = rows[top][left]
    for row in rows[top : bottom + 1]:
        row[left : right + 1] = [text] * len(row[left : right + 1])


def _measured(content: bytes, filename: str) -> bytes:
    """The workbook as an archive that holds nothing which was not looked at."""
    try:
        with open_zip(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED:
                raise _unreadable(filename, f"解开后超过 {MAX_UNPACKED // 1024 // 1024} MiB", "请拆分后重新提供")
            if WORKBOOK not in (name.replace("\\", "/") for name in archive.namelist()):
                raise _unreadable(filename, "不是 .xlsx 文件", _SAVE_AGAIN)
            plain, area = measured(archive)
    except _ZIP_FAULTS as error:
        raise _unreadable(filename, "压缩结构或内容已损坏", "请重新导出后提供") from error
    if area > MAX_CELLS:
        hint = "多半是边角处有多余的单元格；请删去空白行列后重新提供"
        raise _unreadable(filename, f"有工作表大到 {area} 格，超过 {MAX_CELLS} 格", hint)
    return plain


def _unreadable(filename: str, reason: str, hint: str) -> RecordError:
    return RecordError(f"{filename}：{reason}", pointer=filename, rule="unreadable-table", hint=hint)
