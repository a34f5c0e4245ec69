"""A folder on this machine or a mounted share. Links that lead out of it are not followed.

Not here: archives and folders on the web.
"""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path

from ckanext.gxdata.core.errors import RecordError, RetriableError
from ckanext.gxdata.core.records import FetchedFile, Finding
from ckanext.gxdata.sources.places import as_fatal, inner_parts, missing, outside

MIB = 1024 * 1024
MOST_NAMES = 10_000


class Folder:
    """``limit``: bytes of one file."""

    def __init__(self, root: Path, limit: int) -> None:
        self._root = root
        self._limit = limit

    def names(self) -> list[str]:
        self._require()
        found = (path for path in sorted(self._root.iterdir())[:MOST_NAMES] if path.is_file())
        return [path.name for path in found]

    def catalog(self, name: str) -> FetchedFile:
        self._require()
        try:
            return self.file(name)
        except RecordError as error:
            raise as_fatal(error) from error

    def file(self, reference: str) -> FetchedFile:
        path = self._inside(reference)
        content = read_limited(path, reference, self._limit)
        return FetchedFile(content, path.name, mimetypes.guess_type(path.name)[0] or "")

    def findings(self) -> list[Finding]:
        return []

    def _require(self) -> None:
        if not self._root.is_dir():
            hint = "确认目录存在，或网络共享已经挂载"
            raise RetriableError(f"找不到文件夹 {self._root}", pointer="url", rule="unreachable", hint=hint)

    def _inside(self, reference: str) -> Path:
        """The file meant, if it lies in the folder once every link is followed."""
        root = self._root.resolve()
        path = root.joinpath(*inner_parts(reference)).resolve()
        if not path.is_relative_to(root):
            raise outside(reference)
        if not path.is_file():
            raise missing(reference)
        return path


def read_limited(path: Path, reference: str, limit: int) -> bytes:
    """Raises ``RecordError``: ``file-unreadable``, ``too-large``."""
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise unreadable(reference, error) from error
    if len(content) > limit:
        raise too_large(reference, limit)
    return content


def unreadable(reference: str, error: OSError) -> RecordError:
    reason = os.strerror(error.errno) if error.errno else "读取出错"
    return RecordError(f"读不了文件“{reference}”：{reason}", pointer=reference, rule="file-unreadable")


def too_large(reference: str, limit: int) -> RecordError:
    message = f"文件“{reference[:200]}”超过 {limit / MIB:g} MiB"
    return RecordError(message, pointer=reference[:200], rule="too-large", hint="拆分文件，或调大 max_file_mib")
