"""A whole catalog in one static file: a JSON list, or a CSV with a header row. Records keep the keys of the file.

Not here: the catalog workbook (``workbook_1272.py``), where the file lies (``files.py``).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from jmespath.parser import ParsedResult

from ckanext.gxdata.core.decoding import decode
from ckanext.gxdata.core.errors import FatalError, RecordError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.core.text import storable
from ckanext.gxdata.sources.answers import Answer, as_guid, fault_of, json_of
from ckanext.gxdata.sources.options import expression
from ckanext.gxdata.sources.proof import shielded
from ckanext.gxdata.sources.readings import searched

DELIMITERS = ",;\t|，"
_MAX_CELL = 10_000_000


def read_json(content: bytes, filename: str, items: str, guid: str) -> Iterator[RawRecord | Finding]:
    """``items`` and ``guid`` are JMESPath. Raises ``FatalError`` (``broken-json``, ``items-not-a-list`` …)."""
    found = expression(items, "items").search(json_of(Answer("", content, {}), filename))
    if not isinstance(found, list):
        raise FatalError(
            f"{filename} 中按 items 取到的不是列表",
            pointer=f"{filename} › {items}",
            rule="items-not-a-list",
            hint="整个文件就是列表时 items 写 @",
        )
    if not found:
        yield _empty(filename)
    path = expression(guid, "id")
    for position, item in enumerate(found, start=1):
        pointer = f"{filename} 第 {position} 条"
        if not isinstance(item, dict):
            yield Finding("not-an-object", "这一条不是记录", "error", pointer, value=storable(str(item)[:200]))
            continue
        yield shielded(partial(_item, path, item, pointer), "", pointer)


def _item(path: ParsedResult, item: Mapping[str, Any], pointer: str) -> RawRecord | Finding:
    return _record(as_guid(searched(path, item)), item, pointer)


def read_csv(content: bytes, filename: str, column: str) -> Iterator[RawRecord | Finding]:
    """``column`` holds the identifier. Raises ``FatalError`` (``undecodable``, ``broken-table``, ``no-header``)."""
    text = _text(content, filename)
    rows = _rows(text, filename)
    ends = text.endswith(("\n", "\r"))
    _number, header = next(rows, (0, []))
    names = [cell.strip() for cell in header]
    yield from _odd_header(names, column, filename)
    number, row = next(rows, (0, []))
    if not row:
        yield _empty(filename)
    while row:
        following = next(rows, (0, []))
        pointer = f"{filename} 第 {number} 行"
        cut = not following[1] and not ends and len(row) < len(names)
        yield _cut(pointer) if cut else shielded(partial(_row, names, row, pointer, column), "", pointer)
        number, row = following
    if names and not ends:
        yield _no_line_end(filename)


def _text(content: bytes, filename: str) -> str:
    try:
        return decode(content).text
    except RecordError as error:
        raise FatalError(f"{filename}：{error.message}", pointer=filename, rule=error.rule, hint=error.hint) from error


def _rows(text: str, filename: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with the number of the line each begins on."""
    csv.field_size_limit(_MAX_CELL)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise FatalError(
            f"{filename} 第 {line} 行起无法读成表格：引号不成对或内容有误",
            pointer=f"{filename} 第 {line} 行",
            rule="broken-table",
            hint="请用 Excel 或 WPS 打开检查后另存为 CSV（UTF-8）",
        ) from error


def _odd_header(names: Sequence[str], column: str, filename: str) -> Iterator[Finding]:
    if column not in names:
        shown = "、".join(name for name in names if name)[:300] or "无"
        raise FatalError(
            f"{filename} 中没有作为标识的列“{column}”",
            pointer=f"{filename} 第 1 行",
            rule="no-header",
            hint=f"有这些列：{shown}；请改写选项 id",
        )
    for name, count in Counter(names).items():
        if count > 1 or not name:
            message = f"有 {count} 列没有列名，未读" if not name else f"有 {count} 列都叫“{name[:50]}”，只取第一列"
            rule = "duplicate-header" if name else "blank-header"
            yield Finding(rule, message, "warning", f"{filename} 第 1 行", "请改正列名后重新提供", name[:200])


def _row(names: Sequence[str], row: Sequence[str], pointer: str, column: str) -> RawRecord | Finding:
    """Missing cells at the end are blank ones that were not written; surplus text means that the row has slipped."""
    cells: dict[str, str] = {}
    for name, cell in zip(names, row, strict=False):
        if name:
            cells.setdefault(name, cell.strip())
    guid = as_guid(cells.get(column, ""))
    if any(cell.strip() for cell in row[len(names) :]):
        message = f"这一行有 {len(row)} 格，表头只有 {len(names)} 格，内容可能错位，已跳过"
        return Finding("ragged-row", message, "error", pointer, "请检查其中的逗号和引号", guid[:200])
    if len(row) < len(names):
        message = f"这一行只有 {len(row)} 格，表头有 {len(names)} 格，缺的按空白处理"
        finding = Finding("ragged-row", message, "warning", pointer, "请补齐这一行", guid[:200])
        return _record(guid, {**dict.fromkeys(filter(None, names), ""), **cells}, pointer, finding)
    return _record(guid, cells, pointer)


def _no_line_end(filename: str) -> Finding:
    """Allowed, but a file cut in its last cell looks the same: nothing is withdrawn by it."""
    message = "文件最后一行没有换行，不能确认文件完整"
    return Finding("end-not-proven", message, "info", filename, "请用 Excel 或 WPS 另存一次，或在末尾加一个换行")


def _cut(pointer: str) -> Finding:
    """The row that a broken transfer leaves behind; what came after it, and maybe its identifier, is lost."""
    message = "文件在这一行中间断了：格数不足，也没有换行"
    return Finding(
        "end-not-proven", message, "error", pointer, "请重新提供完整的文件；确是最后一行的，请补齐空格和换行"
    )


def _record(guid: str, payload: Mapping[str, Any], pointer: str, *findings: Finding) -> RawRecord | Finding:
    if fault := fault_of(payload):
        return Finding(
            "unusable-value", f"这一条{fault}", "error", pointer, "请数源部门改正后重新提供", storable(guid)[:200]
        )
    return RawRecord(guid, payload, pointer, findings)


def _empty(filename: str) -> Finding:
    return Finding("listing-empty", "目录中没有记录", "error", filename, "请确认目录已经填写")
