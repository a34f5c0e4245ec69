"""The header of a 1272号 catalog workbook: where it is, and which column holds what.

The guide's table has a header of two rows (信息资源格式 over 分类, 类型; 信息项信息 over 名称, 数据类型, 长度; …);
departments also hand in flat ones, with brackets, stars and blanks in the labels. Not here: the rows below
(``workbook_1272.py``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

NAME = "信息资源名称"
CODE = "信息资源代码"
FILE = "文件名"

# Column in the payload → labels it goes by: "group/part" for a header of two rows, one label for a flat header.
LABELS: dict[str, tuple[str, ...]] = {
    "类": ("信息资源分类/类",),
    "项": ("信息资源分类/项",),
    "目": ("信息资源分类/目",),
    "细目": ("信息资源分类/细目",),
    NAME: ("资源名称", "目录名称"),
    CODE: ("资源代码", "目录代码"),
    "信息资源提供方": ("资源提供方", "提供方"),
    "信息资源提供方代码": ("资源提供方代码", "提供方代码"),
    "信息资源摘要": ("资源摘要", "摘要"),
    "信息资源格式分类": ("信息资源格式/分类", "格式分类"),
    "信息资源格式类型": ("信息资源格式/类型", "格式类型", "信息资源格式"),
    "信息项名称": ("信息项信息/名称", "信息项信息/信息项名称", "信息项/名称", "信息项"),
    "信息项数据类型": ("信息项信息/数据类型", "信息项/数据类型", "数据类型"),
    "信息项长度": ("信息项信息/长度", "信息项信息/数据长度", "信息项/长度", "数据长度"),
    "共享类型": ("共享属性/类型", "共享属性/共享类型"),
    "共享条件": ("共享属性/条件", "共享属性/共享条件"),
    "共享方式分类": ("共享属性/方式分类", "共享属性/共享方式分类", "共享属性/方式/分类"),
    "共享方式类型": ("共享属性/方式类型", "共享属性/共享方式类型", "共享方式"),
    "是否向社会开放": ("开放属性/是否开放", "开放属性/是否向社会开放", "是否开放"),
    "开放条件": ("开放属性/条件", "开放属性/开放条件"),
    "更新周期": (),
    "发布日期": (),
    "关联资源代码": (),
    FILE: ("数据文件", "附件", "数据文件名"),
}
ITEM_COLUMNS = {"信息项名称": "名称", "信息项数据类型": "数据类型", "信息项长度": "长度"}
"""Columns that belong to a 信息项, with their names inside it."""

_COLUMN_OF = {label: column for column, labels in LABELS.items() for label in (column, *labels)}
_GROUPS = frozenset(label.split("/")[0] for label in _COLUMN_OF if "/" in label)
_BRACKETED = re.compile(r"[（(\[【][^)）\]】]*[)）\]】]")
_CLOSING = ")）]】"
_DECORATION = re.compile(r"[\s*＊:：]+")


@dataclass(frozen=True, slots=True)
class Header:
    """``columns`` by position, empty where a column has no label; data begins at index ``first_row``."""

    columns: tuple[str, ...]
    first_row: int

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """A row by column; of two columns with one name the first that is filled counts."""
        found: dict[str, str] = {}
        for column, text in zip(self.columns, row, strict=False):
            if column and not found.get(column):
                found[column] = text.strip()
        return found


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """The header within the first 30 rows: the row that names the resource and at least two more known columns."""
    for index, row in enumerate(rows[:30]):
        below = rows[index + 1] if index + 1 < len(rows) else ()
        two = _two_row_columns(row, below)
        columns = two or tuple(_column(label) for label in row)
        if NAME in columns and len(set(columns) & set(LABELS)) >= 3:
            return Header(columns, index + (2 if two else 1))
    return None


def _two_row_columns(top: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """Columns of a header of two rows, empty if ``below`` does not divide a group of ``top``."""
    own = [_plain(label) for label in top]
    parts = [_plain(label) for label in below] + [""] * len(own)
    divided = [
        (own_label, _part_column(group, part)) for own_label, group, part in zip(own, _spread(own), parts, strict=False)
    ]
    if sum(1 for _, column in divided if column in LABELS) < 2:
        return ()
    return tuple(column or _column(own_label) for own_label, column in divided)


def _part_column(group: str, part: str) -> str:
    """Our name of a part of a group, made of both where we do not know it; empty outside the groups."""
    if group not in _GROUPS or part in ("", group):
        return ""
    return _COLUMN_OF.get(f"{group}/{part}") or _COLUMN_OF.get(part) or f"{group}{part}"


def _spread(labels: list[str]) -> list[str]:
    """Group labels carried over the blank cells to their right: a merge seen from a file that keeps no merges."""
    spread: list[str] = []
    for label in labels:
        previous = spread[-1] if spread else ""
        spread.append(label or (previous if previous in _GROUPS else ""))
    return spread


def _column(label: str) -> str:
    """Our name of a column, or the label itself for one we do not know."""
    plain = _plain(label)
    return _COLUMN_OF.get(plain, plain)


def _plain(label: str) -> str:
    """Without brackets and stars. Behind the last closing bracket none is looked for: thousands of ( take no time."""
    text = unicodedata.normalize("NFKC", label)
    closed = max(map(text.rfind, _CLOSING)) + 1
    return _DECORATION.sub("", _BRACKETED.sub("", text[:closed]) + text[closed:])
