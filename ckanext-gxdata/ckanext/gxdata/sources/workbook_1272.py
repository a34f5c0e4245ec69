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
from typing import Any

from ckanext.gxdata.core.errors import FatalError, RecordError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.core.sheets import open_workbook, sheet_rows
from ckanext.gxdata.sources.answers import fault_of
from ckanext.gxdata.sources.workbook_columns import CODE, FILE, ITEM_COLUMNS, LABELS, NAME, Header, find_header

_NOTE = re.compile(r"^(注|备注|说明|填表说明|填报说明|填报人|联系人|审核人|单位负责人)[：:\s]")
_NUMBERED = re.compile(r"^(.*?\D)(\d+)$")
# Real series are numbered by year; what a drag of the fill handle makes counts from small numbers.
_YEAR = range(1900, 2101)

_DESCRIBING = [column for column in LABELS if column not in ITEM_COLUMNS and column not in (CODE, FILE)]

Cells = Mapping[str, str]


@dataclass(slots=True)
class _Resource:
    """The rows of one resource, gathered while reading down."""

    row: int
    cells: dict[str, str]
    items: list[dict[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def goes_on_with(self, cells: Cells) -> bool:
        """Whether a row belongs here: what it says about the resource is blank or the same; its code may be wrong."""
        same_code = cells.get(CODE, "") in ("", self.cells.get(CODE, ""))
        if not cells[NAME]:
            return same_code
        said = {key: cells[key] for key in _DESCRIBING if cells.get(key)}
        agrees = all(self.cells.get(key) in (text, "") for key, text in said.items())
        return agrees and (same_code or bool(_items([cells])))


def read_catalog(content: bytes, filename: str, sheet: str = "") -> Iterator[RawRecord | Finding]:
    """Records in the order of the rows. Raises ``FatalError`` when no sheet has the columns of the catalog."""
    try:
        workbook = open_workbook(content, filename)
        names = [sheet] if sheet else workbook.sheet_names
        sheets = [(name, sheet_rows(workbook, name, filename)) for name in names]
    except RecordError as error:
        raise FatalError(error.message, pointer=error.pointer, hint=error.hint, rule=error.rule) from error
    for _name, rows in sheets:
        header = find_header(rows)
        if header is not None:
            yield from _records(rows, header, filename)
            return
    raise FatalError(
        f"{filename} 中找不到目录表头",
        pointer=filename,
        rule="no-header",
        hint="表头要有“信息资源名称”“信息资源代码”等栏目（发改高技〔2017〕1272号）",
    )


def _records(rows: Sequence[Sequence[str]], header: Header, filename: str) -> Iterator[RawRecord | Finding]:
    before: _Resource | None = None
    for resource in _resources(rows, header, filename):
        _note_drag_fill(resource, before, filename)
        yield _record(resource, filename)
        before = resource
    if before is None:
        yield Finding("listing-empty", "目录表中没有资源", "error", filename, "请确认目录表已经填写")


def _resources(rows: Sequence[Sequence[str]], header: Header, filename: str) -> Iterator[_Resource]:
    current: _Resource | None = None
    for index in range(header.first_row, len(rows)):
        cells = header.cells(rows[index])
        if not any(cells.values()) or _is_note(cells):
            continue
        if current is not None and current.goes_on_with(cells):
            _join(current, cells, f"{filename} 第 {index + 1} 行")
            continue
        if current is not None:
            yield current
        current = _Resource(index + 1, dict(cells), _items([cells]))
    if current is not None:
        yield current


def _join(resource: _Resource, cells: Cells, pointer: str) -> None:
    code = cells.get(CODE, "")
    if code and resource.cells.get(CODE) and code != resource.cells[CODE]:
        message = f"同一资源的代码前后不同：{resource.cells[CODE]} 与 {code}，以前者为准"
        resource.findings.append(
            Finding("code-differs", message, "warning", f"{pointer} › {CODE}", "请合并单元格或改成同一代码", code[:200])
        )
    resource.items.extend(_items([cells]))
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
    payload: dict[str, Any] = {**plain, "信息项": resource.items, "文件": files}
    if fault := fault_of(payload):
        return Finding("unusable-value", f"这一条{fault}", "error", pointer, "请改正后重新提供", plain.get(CODE, ""))
    return RawRecord(plain.get(CODE, ""), payload, pointer, tuple(resource.findings))


def _items(rows: Sequence[Cells]) -> list[dict[str, str]]:
    """The 信息项 of these rows under their short labels; a row without an item name has none."""
    found = [{label: cells.get(column, "") for column, label in ITEM_COLUMNS.items()} for cells in rows]
    return [item for item in found if item["名称"]]


def _is_note(cells: Cells) -> bool:
    texts = {text for text in cells.values() if text}
    return len(texts) == 1 and bool(_NOTE.match(next(iter(texts)) + " "))


def _note_drag_fill(resource: _Resource, before: _Resource | None, filename: str) -> None:
    """名称1, 名称2 … with the same summary: the fill handle was dragged, the names mean nothing."""
    names = [_NUMBERED.match(part.cells.get(NAME, "")) for part in (before, resource) if part is not None]
    if len(names) < 2 or names[0] is None or names[1] is None or int(names[1][2]) in _YEAR:
        return
    if names[0][1] == names[1][1] and int(names[1][2]) == int(names[0][2]) + 1:
        pointer = f"{filename} 第 {resource.row} 行 › {NAME}"
        message = f"名称像是下拉填充得来的：{resource.cells[NAME][:60]}"
        hint = "请写出能区分内容的名称，不要只编号"
        resource.findings.append(Finding("drag-filled-name", message, "warning", pointer, hint))
