"""Reading the catalog of a place in any of its formats, and of one uploaded file.

Not here: where the file lies (``places.py``), the formats themselves (``workbook_1272.py``, ``static_catalogs.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from ckanext.gxdata.core.errors import FatalError, RecordError
from ckanext.gxdata.core.html_sheet import is_page, page_frames
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.sources.options import expression, option_fault
from ckanext.gxdata.sources.static_catalogs import read_csv, read_json
from ckanext.gxdata.sources.workbook_1272 import read_catalog

WORKBOOK, JSON, CSV = "workbook_1272", "json", "csv"
MOST_FRAMES = 50

Fetch = Callable[[str], bytes]
"""A file that lies beside the catalog, by its relative name."""

SHEET_OPTION: Mapping[str, Any] = {
    "type": "string",
    "minLength": 1,
    "description": "工作表名；不写则取第一个有目录表头的工作表。",
}
FORMAT_OPTIONS: Mapping[str, Any] = {
    "format": {
        "enum": [WORKBOOK, JSON, CSV],
        "default": WORKBOOK,
        "description": "目录的格式：1272号文的目录表（workbook_1272：.xlsx、.xls、另存为网页的 .xls 或 .htm）、"
        "静态 JSON 列表（json）、带表头的 CSV（csv）。",
    },
    "sheet": SHEET_OPTION,
    "items": {
        "type": "string",
        "minLength": 1,
        "default": "@",
        "description": "格式为 json 时：记录列表在文件中的 JMESPath 路径，例如 dataList；整个文件就是列表时写 @。",
    },
    "id": {
        "type": "string",
        "minLength": 1,
        "description": "格式为 json 时是一条记录中标识的 JMESPath 路径，例如 link；格式为 csv 时是标识所在列的列名，例如 编号。",
    },
}


def check_format(options: Mapping[str, Any]) -> None:
    """Raises ``FatalError`` naming the option where two of them do not go together."""
    chosen = options.get("format", WORKBOOK)
    if chosen in (JSON, CSV) and "id" not in options:
        raise option_fault("id", "必须填写", "写明哪一项是记录的标识：不会变、不重复的那一项")
    for name in ("items", "id") if chosen == JSON else ():
        expression(str(options.get(name, "@")), name)


def read(
    content: bytes, filename: str, options: Mapping[str, Any], fetch: Fetch | None = None
) -> Iterator[RawRecord | Finding]:
    """The records of a catalog. Raises ``FatalError`` as the reader of its format does."""
    chosen = options.get("format", WORKBOOK)
    if chosen == JSON:
        return read_json(content, filename, str(options.get("items", "@")), str(options["id"]))
    if chosen == CSV:
        return read_csv(content, filename, str(options["id"]))
    return _read_workbook(content, filename, str(options.get("sheet", "")), fetch)


def _read_workbook(content: bytes, filename: str, sheet: str, fetch: Fetch | None) -> Iterator[RawRecord | Finding]:
    frames = _frames(content, filename)
    if not frames:
        return read_catalog(content, filename, sheet)
    if fetch is None:
        hint = "请上传同名 .files 文件夹中有目录的那一页（如 sheet001.htm），或另存为 .xlsx"
        raise FatalError(f"{filename} 只是框架页，表格在别的文件里", pointer=filename, rule="frames-only", hint=hint)
    return _first_with_header(frames, filename, fetch)


def _frames(content: bytes, filename: str) -> list[str]:
    try:
        return page_frames(content, filename) if is_page(content, filename) else []
    except RecordError as error:
        raise FatalError(error.message, pointer=error.pointer, hint=error.hint, rule=error.rule) from error


def _first_with_header(frames: list[str], filename: str, fetch: Fetch) -> Iterator[RawRecord | Finding]:
    """The sheets of a workbook saved as frames, one after the other, until one is the catalog."""
    refusal: FatalError | None = None
    for frame in frames[:MOST_FRAMES]:
        name = str(PurePosixPath(filename).parent / unquote(frame))
        try:
            yield from read_catalog(fetch(name), name)
            return
        except RecordError as error:
            refusal = FatalError(error.message, pointer=error.pointer, hint=error.hint, rule=error.rule)
        except FatalError as error:
            if error.rule != "no-header":
                raise
            refusal = refusal or error
    if refusal is not None:
        raise refusal
