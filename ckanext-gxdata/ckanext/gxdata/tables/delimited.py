"""Delimited text (CSV, TSV, TXT) as rows: decoding, the delimiter, and quotes that do not close.

Not here: which row is the header (``layout.py``).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import suppress

from ckanext.gxdata.core.decoding import decode
from ckanext.gxdata.core.errors import RecordError

DELIMITERS = ",\t;|"
_SAMPLE_LINES = 50
_MAX_CELL = 1_000_000
Row = tuple[str, ...]
NumberedRow = tuple[int, Row]
"""A row and where it begins: its line in the file, or its row in the sheet."""


def read_delimited(content: bytes, filename: str, declared: str = "") -> tuple[list[NumberedRow], str]:
    """Rows and the encoding. Raises ``RecordError`` naming the line (``unreadable-table``) or the byte."""
    try:
        decoded = decode(content, declared)
    except RecordError as error:
        pointer = f"{filename} {error.pointer}".strip()
        raise RecordError(f"{filename}：{error.message}", pointer=pointer, hint=error.hint, rule=error.rule) from error
    if "\x00" in decoded.text:
        line = decoded.text.count("\n", 0, decoded.text.index("\x00")) + 1
        raise _unreadable(filename, line, "有 NUL 字符，不是文本数据表", "请重新导出；若是 UTF-16，请另存为 UTF-8")
    return _parsed(decoded.text, delimiter_of(decoded.text), filename), decoded.encoding


def delimiter_of(text: str) -> str:
    """The one of ``DELIMITERS`` that divides most of the first lines into the same number of cells; else a comma."""
    sample = text[:200_000].splitlines()[:_SAMPLE_LINES]
    scored = [(_regularity(sample, candidate), -position, candidate) for position, candidate in enumerate(DELIMITERS)]
    best = max(scored)
    return best[2] if best[0] > (0, 0) else ","


def _regularity(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many rows share the commonest width above one, and that width; rows after a quoting fault do not count."""
    widths: Counter[int] = Counter()
    with suppress(csv.Error):
        for row in csv.reader(lines, delimiter=delimiter, strict=True):
            widths[len(row)] += len(row) > 1
    return max(((rows, width) for width, rows in widths.items() if rows), default=(0, 0))


def _parsed(text: str, delimiter: str, filename: str) -> list[NumberedRow]:
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[NumberedRow] = []
    begun = 1
    try:
        for row in reader:
            rows.append((begun, tuple(row)))
            begun = reader.line_num + 1
    except csv.Error as error:
        hint = "检查这一行的双引号是否成对，单元格内的引号要写两个"
        raise _unreadable(filename, begun, _reason(str(error)), hint) from error
    return rows


def _reason(message: str) -> str:
    if "unexpected end of data" in message:
        return "引号没有结束，后面的内容都被并了进去"
    return "单元格过长" if "field larger" in message else "引号用法有错"


def _unreadable(filename: str, line: int, reason: str, hint: str) -> RecordError:
    pointer = f"{filename} 第 {line} 行"
    return RecordError(f"{pointer}：{reason}", pointer=pointer, rule="unreadable-table", hint=hint)
