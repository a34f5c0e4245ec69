"""The agriculture department's folder: CSV files in the encodings departments use, and its catalog's entries."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from demo_tables.archive import YEAR, Series, combine

NOTE = "演示数据：国家统计局全国数据，非广西数据"


@dataclass(frozen=True)
class Entry:
    """One 信息资源 of the workbook. ``items`` are name, type, length."""

    code: str
    title: str
    summary: str
    items: tuple[tuple[str, str, str], ...]
    opening: str
    condition: str
    frequency: str
    issued: str
    file: str


def folder(archive: Mapping[str, Series], selection: Mapping[str, Any]) -> tuple[dict[str, bytes], list[Entry]]:
    """The CSV files by name, and the catalog's entries."""
    files: dict[str, bytes] = {}
    entries: list[Entry] = []
    for number, dataset in enumerate(selection["agriculture"]["datasets"], start=1):
        table = _table(dataset, archive, selection["years"])
        if table:
            files[dataset["file"]] = csv_bytes(table, dataset["encoding"])
        entries.append(_entry(f"307045/{number:06d}", dataset, table, selection["source"]))
    return files, entries


def csv_bytes(table: Series, encoding: str) -> bytes:
    """A CSV with CRLF, as spreadsheets write it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[YEAR, *table.columns], *table.rows])
    return text.getvalue().encode(encoding)


def _table(dataset: Mapping[str, Any], archive: Mapping[str, Series], years: int) -> Series | None:
    if "from" not in dataset:
        return None
    return combine([archive[path] for path in dataset["from"]], dataset["columns"], years)


def _entry(code: str, dataset: Mapping[str, Any], table: Series | None, source: str) -> Entry:
    return Entry(
        code=code,
        title=dataset["title"],
        summary=_summary(dataset, table, source),
        items=_items(dataset, table),
        opening=dataset.get("open", "无条件开放"),
        condition=dataset.get("condition", ""),
        frequency=dataset["frequency"],
        issued=dataset["issued"],
        file=dataset["file"],
    )


def _items(dataset: Mapping[str, Any], table: Series | None) -> tuple[tuple[str, str, str], ...]:
    if table is None:
        return tuple((item["name"], item["type"], str(item["length"])) for item in dataset["items"])
    return ((YEAR, "整型I", "4"), *((column, "数值型N", "16") for column in table.columns))


def _summary(dataset: Mapping[str, Any], table: Series | None, source: str) -> str:
    if table is None:
        return "演示条目：用来说明不予开放的目录条目如何展示，没有数据文件，也不对应任何真实台账。"
    about = f"{dataset['about']}。" if "about" in dataset else ""
    period = f"{table.rows[0][0]}—{table.rows[-1][0]} 年"
    return f"{dataset['title']}，{period}，{len(table.columns)} 项指标。{about}{NOTE}。来源：{source}。"
