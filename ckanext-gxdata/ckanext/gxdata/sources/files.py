"""A folder that a department fills: a catalog workbook and the files it names.

Here: the folder and its borders. Not here: how a catalog is read (``workbook_1272.py``); folders over HTTP and
archives come with a later step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.options import HTTP_OPTIONS, checked, closed_object


class Files:
    """``url`` is the absolute path of the folder, or a ``file:`` address of it."""

    kind: ClassVar[str] = "files"
    title: ClassVar[str] = "文件夹（目录表加数据文件）"
    options_schema: ClassVar[Mapping[str, Any]] = closed_object(
        {
            "catalog": {"type": "string", "minLength": 1, "description": "文件夹中目录表的文件名，例如 目录.xlsx。"},
            "format": {
                "enum": ["workbook_1272"],
                "default": "workbook_1272",
                "description": "目录表的格式：发改高技〔2017〕1272号编制指南的政务信息资源目录表（.xlsx 或 .xls）。",
            },
            "sheet": {"type": "string", "minLength": 1, "description": "工作表名；不写则取第一个有目录表头的工作表。"},
            "max_file_mib": HTTP_OPTIONS["max_file_mib"],
        },
        required=("catalog",),
    )

    def __init__(self, config: SourceConfig) -> None:
        self.options = checked(config.options, self.options_schema, self.kind)

    def records(self) -> Iterator[RawRecord | Finding]:
        raise NotImplementedError

    def fetch_file(self, reference: str) -> FetchedFile:
        raise NotImplementedError
