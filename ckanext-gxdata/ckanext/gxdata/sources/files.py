"""A folder that a department fills: a catalog workbook and the files it names.

Here: the folder and its borders. Not here: how a catalog is read (``workbook_1272.py``); folders over HTTP and
archives come with a later step.
"""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from ckanext.gxdata.core.errors import FatalError, RecordError, RetriableError
from ckanext.gxdata.core.records import FetchedFile, Finding, RawRecord
from ckanext.gxdata.sources.base import Capability, SourceConfig
from ckanext.gxdata.sources.options import HTTP_OPTIONS, checked, closed_object
from ckanext.gxdata.sources.workbook_1272 import read_catalog

MIB = 1024 * 1024


class Files:
    """`url` 是文件夹的绝对路径，或 file: 地址。 `url` is the absolute path of the folder, or its `file:` address."""

    kind: ClassVar[str] = "files"
    title: ClassVar[str] = "文件夹（目录表加数据文件）"
    address: ClassVar[str] = "文件夹的绝对路径，例如 /data/nyt"
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.PROVES_WHOLE, Capability.FETCHES_FILES})
    options_schema: ClassVar[Mapping[str, Any]] = closed_object(
        {
            "catalog": {"type": "string", "minLength": 1, "description": "文件夹中目录表的文件名，例如 目录.xlsx。"},
            "format": {
                "enum": ["workbook_1272"],
                "default": "workbook_1272",
                "description": "目录表的格式：1272号文的目录（.xlsx、.xls）。",
            },
            "sheet": {"type": "string", "minLength": 1, "description": "工作表名；不写则取第一个有目录表头的工作表。"},
            "max_file_mib": HTTP_OPTIONS["max_file_mib"],
        },
        required=("catalog",),
    )

    def __init__(self, config: SourceConfig) -> None:
        options = checked(config.options, self.options_schema, self.kind)
        self._root = _folder(config.url)
        self._catalog = str(options["catalog"])
        self._sheet = str(options.get("sheet", ""))
        self._limit = int(options.get("max_file_mib", 100) * MIB)

    def records(self) -> Iterator[RawRecord | Finding]:
        if not self._root.is_dir():
            hint = "确认目录存在，或网络共享已经挂载"
            raise RetriableError(f"找不到文件夹 {self._root}", pointer="url", rule="unreachable", hint=hint)
        try:
            content = self.fetch_file(self._catalog).content
        except RecordError as error:
            message = f"目录表：{error.message}"
            raise FatalError(message, pointer=self._catalog, hint=error.hint, rule=error.rule) from error
        yield from read_catalog(content, self._catalog, self._sheet)

    def fetch_file(self, reference: str) -> FetchedFile:
        path = self._inside(reference)
        try:
            content = self._read(path, reference)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else "读取出错"
            message = f"读不了文件“{reference}”：{reason}"
            raise RecordError(message, pointer=reference, rule="file-unreadable") from error
        return FetchedFile(content, path.name, mimetypes.guess_type(path.name)[0] or "")

    def _read(self, path: Path, reference: str) -> bytes:
        with path.open("rb") as file:
            content = file.read(self._limit + 1)
        if len(content) > self._limit:
            message = f"文件“{reference}”超过 {self._limit / MIB:g} MiB"
            raise RecordError(message, pointer=reference, rule="too-large", hint="拆分文件，或调大 max_file_mib")
        return content

    def _inside(self, reference: str) -> Path:
        """The file meant, if it lies in the folder once every link is followed; both kinds of slash are judged."""
        parts = PureWindowsPath(reference).parts
        absolute = PurePosixPath(reference).is_absolute() or bool(PureWindowsPath(reference).anchor)
        if not parts or absolute or ".." in parts or "\x00" in reference:
            raise self._outside(reference)
        root = self._root.resolve()
        path = root.joinpath(*parts).resolve()
        if not path.is_relative_to(root):
            raise self._outside(reference)
        if not path.is_file():
            hint = "核对文件名（含扩展名），并把文件放进同一文件夹"
            raise RecordError(f"文件夹中没有“{reference}”", pointer=reference, rule="file-missing", hint=hint)
        return path

    def _outside(self, reference: str) -> RecordError:
        hint = "只能写来源文件夹中的文件名，不能是绝对路径、网址或含 .."
        name = reference[:200]
        return RecordError(f"“{name}”不在来源文件夹内", pointer=name, rule="outside-folder", hint=hint)


def _folder(url: str) -> Path:
    """The folder of a ``file:`` address or absolute path; anything else is a ``FatalError``."""
    parts = urlsplit(url)
    path = Path(unquote(parts.path)) if parts.scheme == "file" and parts.netloc in ("", "localhost") else Path(url)
    if not path.is_absolute():
        hint = "例如 /data/nyt 或 file:///data/nyt"
        raise FatalError(f"文件夹要写绝对路径：{url[:200]}", pointer="url", rule="wrong-address", hint=hint)
    return path
