"""Rows of cells to a table: which row is the header, what stands above it and below the data, rows of odd length.

Departments put a title above the table and its source below it, leave header cells blank or use one twice, and type a
comma too many. Each is taken with a finding; no data is dropped. Not here: headers of several rows (later step).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ckanext.gxdata.core.errors import RecordError
from ckanext.gxdata.core.records import Finding, Table
from ckanext.gxdata.tables.delimited import NumberedRow, Row

_NOTE = re.compile(r"^\s*[（(]?(注|备注|说明|附注|数据来源|资料来源|来源)[^：:]{0,6}[：:]")
_MOST_FINDINGS = 20
_GARBLED = ("\ufffd", "锟斤拷")
_Numbered = list[NumberedRow]


def lay_out(rows: Sequence[NumberedRow], filename: str, encoding: str = "", *, padded: bool = False) -> Table:
    """``padded``: rows come from a sheet, all as wide as the widest, so blanks at their ends say nothing.

    Raises ``RecordError`` (``empty-table``) if there is no row; a header without rows is a finding.
    """
    filled = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise RecordError(
            f"{filename}：没有任何内容", pointer=filename, rule="empty-table", hint="请确认导出成功后重新提供"
        )
    start = _header_position(filled)
    header, findings = _header(_trimmed(filled[start][1]), filename)
    body, notes = _without_notes(filled[start + 1 :])
    found = [*_outside(filled[:start], notes, filename), *findings]
    width = max([len(header), *(len(_trimmed(row)) for _, row in body)]) if padded else len(header)
    header += tuple(f"列{position}" for position in range(len(header) + 1, width + 1))
    table_rows, ragged = _fitted(body, width, filename, padded)
    findings = [*found, *ragged, *_content_findings(header, table_rows, filename)]
    outside = tuple(cell for _, row in (*filled[:start], *notes) for cell in row if cell.strip())
    return Table(header, table_rows, encoding, tuple(findings), outside)


def _header_position(rows: _Numbered) -> int:
    """The first row that reaches beyond its first cell, if there is one near the beginning; else the first row."""
    wide = [index for index, (_, row) in enumerate(rows[:20]) if len(_trimmed(row)) > 1]
    return wide[0] if wide else 0


def _header(row: Row, filename: str) -> tuple[Row, list[Finding]]:
    names: list[str] = []
    findings: list[Finding] = []
    for position, cell in enumerate(row, start=1):
        name = " ".join(cell.split()) or f"列{position}"
        pointer = f"{filename} 第 {position} 列"
        if not cell.strip():
            message = f"第 {position} 列没有列名，暂称“{name}”"
            findings.append(Finding("blank-header", message, "warning", pointer, "请补上列名"))
        if name in names:
            message = f"列名“{name[:60]}”出现不止一次"
            findings.append(Finding("duplicate-header", message, "warning", pointer, "请改成不同的列名"))
            name = _unused(name, names)
        names.append(name)
    return tuple(names), findings


def _unused(name: str, names: list[str]) -> str:
    number = 2
    while f"{name}_{number}" in names:
        number += 1
    return f"{name}_{number}"


def _without_notes(rows: _Numbered) -> tuple[_Numbered, _Numbered]:
    """Rows of data, and the notes at their end: one filled cell that begins like 注： or 数据来源："""
    end = len(rows)
    while end and _is_note(rows[end - 1][1]):
        end -= 1
    return rows[:end], rows[end:]


def _is_note(row: Row) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) == 1 and bool(_NOTE.match(filled[0]))


def _outside(above: _Numbered, below: _Numbered, filename: str) -> list[Finding]:
    """One finding per row that is in ``Table.outside``."""
    return [
        Finding(
            "row-outside-table",
            f"第 {number} 行是表题或注释，未作为数据",
            "info",
            f"{filename} 第 {number} 行",
        )
        for number, _ in (*above, *below)
    ][:_MOST_FINDINGS]


def _fitted(rows: _Numbered, width: int, filename: str, padded: bool) -> tuple[tuple[Row, ...], list[Finding]]:
    """Rows of exactly ``width`` cells. Longer ones keep their surplus in the last cell, joined, so nothing is lost."""
    fitted: list[Row] = []
    findings: list[Finding] = []
    for number, row in rows:
        cells = row if len(row) <= width else _trimmed(row, width)
        if len(cells) != width and not padded and len(findings) < _MOST_FINDINGS:
            findings.append(_ragged(number, len(row), width, filename))
        if len(cells) > width:
            cells = (*cells[: width - 1], ",".join(cells[width - 1 :]))
        fitted.append((*cells, *[""] * (width - len(cells))))
    return tuple(fitted), findings


def _ragged(number: int, length: int, width: int, filename: str) -> Finding:
    hint = "检查这一行是否漏了分隔符，或单元格内有未加引号的分隔符"
    return Finding(
        "ragged-row", f"第 {number} 行有 {length} 格，表头有 {width} 格", "warning", f"{filename} 第 {number} 行", hint
    )


def _content_findings(header: Row, rows: tuple[Row, ...], filename: str) -> list[Finding]:
    findings = []
    if not rows:
        findings.append(Finding("no-rows", "只有表头，没有数据行", "warning", filename, "请确认导出成功"))
    if any(sign in cell for row in (header, *rows) for cell in row for sign in _GARBLED):
        hint = "文字在提供之前就已损坏，请从原系统重新导出"
        findings.append(Finding("already-garbled", "有已经损坏的文字（如“锟斤拷”）", "error", filename, hint))
    return findings


def _trimmed(row: Row, least: int = 0) -> Row:
    """``row`` without blank cells at its end, but not shorter than ``least``."""
    end = len(row)
    while end > least and not row[end - 1].strip():
        end -= 1
    return row[:end]
