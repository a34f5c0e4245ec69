"""The catalog workbook of 发改高技〔2017〕1272号 (《政务信息资源目录编制指南（试行）》, 2017): rows to records.

One resource spans as many rows as it has 信息项; its other cells are merged or blank below the first. Payload keys
are the Chinese labels of ``workbook_columns.LABELS``, then ``信息项`` (a list of 名称, 数据类型, 长度), ``文件``
(a list of 文件名, from the extra column of that name) and every further column under its own label. A missing
信息资源代码 leaves the guid empty: nothing is guessed. Not here: judging the values (mapping, quality checks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from python_calamine import SheetVisibleEnum

from ckanext.gxdata.core.errors import FatalError, RecordError
from ckanext.gxdata.core.html_sheet import is_page, page_tables
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.core.sheets import Row, open_workbook, sheet_rows
from ckanext.gxdata.sources import workbook_checks
from ckanext.gxdata.sources.answers import as_guid, fault_of
from ckanext.gxdata.sources.proof import shielded
from ckanext.gxdata.sources.workbook_columns import CODE, FILE, ITEM_COLUMNS, LABELS, NAME, Header, find_header

_NOTE = re.compile(r"^(注|备注|说明|填表说明|填报说明|填报人|联系人|审核人|单位负责人)[：:\s]")
_DESCRIBING = [column for column in LABELS if column not in ITEM_COLUMNS and column not in (CODE, FILE)]

Cells = Mapping[str, str]


@dataclass(slots=True)
class _Resource:
    """The rows of one resource, gathered while reading down."""

    row: int
    cells: dict[str, str]
    items: list[tuple[dict[str, str], int]] = field(default_factory=list)
    """Each with its row."""
    findings: list[Finding] = field(default_factory=list)

    def goes_on_with(self, cells: Cells) -> bool:
        """Whether a row belongs here: what it says about the resource is blank or the same. Two codes are two resources."""
        if cells.get(CODE, "") not in ("", self.cells.get(CODE, "")):
            return False
        if not cells[NAME]:
            return True
        said = {key: cells[key] for key in _DESCRIBING if cells.get(key)}
        return all(self.cells.get(key) in (text, "") for key, text in said.items())


def read_catalog(content: bytes, filename: str, sheet: str = "") -> Iterator[RawRecord | Finding]:
    """Records in the order of the rows. Raises ``FatalError`` when no sheet has the columns of the catalog."""
    try:
        sheets = _tables(content, filename, sheet)
    except RecordError as error:
        raise FatalError(error.message, pointer=error.pointer, hint=error.hint, rule=error.rule) from error
    for rows, hidden in sheets:
        header = find_header(rows)
        if header is not None:
            if hidden:
                yield _hidden(hidden, filename)
            yield from _records(rows, header, filename)
            return
    raise FatalError(
        f"{filename} 中找不到目录表头",
        pointer=filename,
        rule="no-header",
        hint="表头要有“信息资源名称”“信息资源代码”等栏目（发改高技〔2017〕1272号）",
    )


def _tables(content: bytes, filename: str, sheet: str) -> list[tuple[Sequence[Row], str]]:
    """The sheets of a workbook, or the tables of a page that Excel saved; a page has no sheet names to choose by.

    Hidden sheets come last, with their name: an old draft is not to go before what the department sees.
    """
    if is_page(content, filename):
        _require_end(content, filename)
        return [(rows, "") for rows in page_tables(content, filename)]
    workbook = open_workbook(content, filename)
    if sheet:
        return [(sheet_rows(workbook, sheet, filename), "")]
    visible = {each.name: each.visible == SheetVisibleEnum.Visible for each in workbook.sheets_metadata}
    shown = sorted(workbook.sheet_names, key=lambda name: not visible.get(name, True))  # stable
    return [(sheet_rows(workbook, name, filename), "" if visible.get(name, True) else name) for name in shown]


def _hidden(sheet: str, filename: str) -> Finding:
    message = f"看得见的工作表都没有目录表头，读了隐藏的工作表“{sheet[:50]}”"
    hint = "请取消隐藏，或用选项 sheet 写明读哪一个；不该提供的，请从文件中删除"
    return Finding("hidden-sheet", message, "warning", filename, hint, sheet[:200])


def _require_end(content: bytes, filename: str) -> None:
    """Excel ends a page with ``</html>``, other exporters the table at least: without either it was cut off."""
    plain = content.replace(b"\0", b"").lower()
    if b"</html" not in plain[-1000:] and plain.rfind(b"</table") < plain.rfind(b"<table"):
        hint = "多半没有传完或没有存完，请重新提供完整的文件"
        raise RecordError(f"{filename} 的表格没有结尾", pointer=filename, rule="cut-off", hint=hint)


def _records(rows: Sequence[Sequence[str]], header: Header, filename: str) -> Iterator[RawRecord | Finding]:
    before: _Resource | None = None
    doubles = workbook_checks.Doubles()
    for resource in _resources(rows, header, filename):
        _check(resource, before, doubles, filename)
        pointer = f"{filename} 第 {resource.row} 行"
        yield shielded(partial(_record, resource, filename), resource.cells.get(CODE, ""), pointer)
        before = resource
    if before is None:
        yield Finding("listing-empty", "目录表中没有资源", "error", filename, "请确认目录表已经填写")


def _check(resource: _Resource, before: _Resource | None, doubles: workbook_checks.Doubles, filename: str) -> None:
    pointer = f"{filename} 第 {resource.row} 行"
    found = resource.findings
    found.extend(workbook_checks.check(resource.cells, pointer))
    if before is not None:
        found.extend(workbook_checks.note_drag_fill(resource.cells, before.cells, pointer))
    found.extend(doubles.check(resource.cells, pointer))
    for item, row in resource.items:
        found.extend(workbook_checks.check_item(item, f"{filename} 第 {row} 行"))


def _resources(rows: Sequence[Sequence[str]], header: Header, filename: str) -> Iterator[_Resource]:
    current: _Resource | None = None
    for index in range(header.first_row, len(rows)):
        cells = header.cells(rows[index])
        if not any(cells.values()) or _is_note(cells):
            continue
        if current is not None and current.goes_on_with(cells):
            _join(current, cells, index + 1)
            continue
        if current is not None:
            yield current
        current = _Resource(index + 1, dict(cells), _items(cells, index + 1))
    if current is not None:
        yield current


def _join(resource: _Resource, cells: Cells, row: int) -> None:
    resource.items.extend(_items(cells, row))
    for key, text in cells.items():
        if key == FILE and text and text not in resource.cells.get(FILE, "").split("\n"):
            resource.cells[FILE] = f"{resource.cells.get(FILE, '')}\n{text}".strip()
        elif key not in ITEM_COLUMNS and text and not resource.cells.get(key):
            resource.cells[key] = text


def _record(resource: _Resource, filename: str) -> RawRecord | Finding:
    pointer = f"{filename} 第 {resource.row} 行"
    plain = {key: text for key, text in resource.cells.items() if key not in ITEM_COLUMNS}
    names = [name.strip() for name in re.split(r"[\n;；]", plain.get(FILE, ""))]
    files = [{FILE: name} for name in dict.fromkeys(names) if name]
    payload: dict[str, Any] = {**plain, "信息项": [item for item, _ in resource.items], "文件": files}
    if fault := fault_of(payload):
        return Finding("unusable-value", f"这一条{fault}", "error", pointer, "请改正后重新提供", plain.get(CODE, ""))
    return RawRecord(as_guid(plain.get(CODE, "")), payload, pointer, tuple(resource.findings))


def _items(cells: Cells, row: int) -> list[tuple[dict[str, str], int]]:
    """The 信息项 of a row under its short labels, with the row; one without an item name has none."""
    item = {label: cells.get(column, "") for column, label in ITEM_COLUMNS.items()}
    return [(item, row)] if item["名称"] else []


def _is_note(cells: Cells) -> bool:
    texts = {text for text in cells.values() if text}
    return len(texts) == 1 and bool(_NOTE.match(next(iter(texts)) + " "))
