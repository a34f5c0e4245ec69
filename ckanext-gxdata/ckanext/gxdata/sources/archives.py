"""A zip archive, read member by member and never unpacked to disk.

Names are those of the department (GBK where Windows wrote them); links, absolute names and ``..`` are left out and told,
passwords and archives inside are refused, sizes are counted while unpacking. Of two members with one name neither is
chosen. Not here: where the archive comes from, opening it (``core/zips.py``).
"""

from __future__ import annotations

import mimetypes
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import IO

from ckanext.gxdata.core.errors import FatalError, RecordError
from ckanext.gxdata.core.records import FetchedFile, Finding
from ckanext.gxdata.core.zips import ZIP_FAULTS, DirectoryTooLarge, open_zip
from ckanext.gxdata.sources.folders import MIB, too_large
from ckanext.gxdata.sources.places import as_fatal, inner_parts, missing

MOST_UNPACKED = 4096 * MIB
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")


class Archive:
    """``open_file`` opens the archive; it is asked again for every listing. ``limit``: bytes of one member."""

    def __init__(self, open_file: Callable[[], IO[bytes]], name: str, limit: int) -> None:
        self._open_file = open_file
        self._file: IO[bytes] | None = None
        self._name = name
        self._limit = limit
        self._members: Mapping[str, zipfile.ZipInfo] | None = None
        self._doubles: frozenset[str] = frozenset()
        self._findings: list[Finding] = []
        self._home = PurePosixPath()

    def names(self) -> list[str]:
        return sorted(self._open())

    def catalog(self, name: str) -> FetchedFile:
        """The member of that name, at the top or in the one folder that has it; that folder is then home."""
        members = self._open()
        wanted = PurePosixPath(*_parts(name))
        known = [*members, *self._doubles]
        found = [path for path in known if PurePosixPath(path).parts[-len(wanted.parts) :] == wanted.parts]
        if str(wanted) in known:
            found = [str(wanted)]
        if len(found) != 1:
            raise self._not_one(name, found)
        self._home = PurePosixPath(found[0]).parent
        try:
            return self._read(found[0])
        except RecordError as error:
            raise as_fatal(error) from error

    def file(self, reference: str) -> FetchedFile:
        """Relative to the folder of the catalog, else to the top."""
        parts = inner_parts(reference)
        try:
            members = self._open() if self._members is None else self._members
        except FatalError as error:
            raise RecordError(error.message, pointer=error.pointer, hint=error.hint, rule=error.rule) from error
        for path in (str(self._home.joinpath(*parts)), str(PurePosixPath(*parts))):
            if path in members or path in self._doubles:
                return self._read(path)
        raise missing(reference)

    def findings(self) -> list[Finding]:
        return self._findings

    def _open(self) -> Mapping[str, zipfile.ZipInfo]:
        if self._file is not None:
            self._file.close()
        try:
            self._file = self._open_file()
            self._zip = open_zip(self._file)
        except DirectoryTooLarge as error:
            raise self._too_large("文件过多") from error
        except ZIP_FAULTS as error:
            hint = "请重新压缩为普通 zip 后提供"
            raise FatalError(
                f"{self._name} 不是完好的 zip 文件", pointer=self._name, rule="broken-archive", hint=hint
            ) from error
        entries = self._zip.infolist()
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise self._too_large("解开后过大")
        self._findings = []
        named = zip(entries, real_names(entries), strict=True)
        return self._distinct([(path, entry) for entry, name in named if (path := self._path(entry, name))])

    def _distinct(self, found: list[tuple[str, zipfile.ZipInfo]]) -> Mapping[str, zipfile.ZipInfo]:
        """Without those whose name is there twice: what one program unpacks another does not."""
        counts = Counter(path for path, _ in found)
        self._doubles = frozenset(path for path, count in counts.items() if count > 1)
        for path in sorted(self._doubles):
            message = f"压缩包中有 {counts[path]} 个“{path[:100]}”，不知以哪个为准，都不读取"
            self._findings.append(Finding("archive-entry-twice", message, "error", self._name, "请重新压缩"))
        self._members = {path: entry for path, entry in found if path not in self._doubles}
        return self._members

    def _path(self, entry: zipfile.ZipInfo, name: str) -> str:
        """Its path, empty for what is no file of the archive."""
        if entry.is_dir() or name.startswith("__MACOSX/") or name.endswith(("/.DS_Store", "/Thumbs.db")):
            return ""
        try:
            parts = inner_parts(name)
        except RecordError:
            parts = ()
        if not parts or stat.S_ISLNK(entry.external_attr >> 16):
            reason = "是链接" if parts else "的路径不在压缩包内"
            message = f"压缩包中的“{name[:100]}”{reason}，不予读取"
            self._findings.append(Finding("archive-entry-refused", message, pointer=self._name, hint="请重新压缩"))
            return ""
        return str(PurePosixPath(*parts))

    def _too_large(self, reason: str) -> FatalError:
        message = f"{self._name} {reason}"
        return FatalError(message, pointer=self._name, rule="archive-too-large", hint="请拆成几个压缩包")

    def _read(self, path: str) -> FetchedFile:
        if path in self._doubles:
            message = f"压缩包中“{path[:200]}”有多个，不知以哪个为准"
            raise RecordError(message, pointer=path[:200], rule="archive-entry-twice", hint="请重新压缩")
        entry = (self._members or {})[path]
        if entry.flag_bits & _ENCRYPTED:
            hint = "请去掉密码重新压缩；平台不接收密码"
            raise RecordError(
                f"压缩包中的“{path[:200]}”有密码", pointer=path[:200], rule="encrypted-archive", hint=hint
            )
        if path.lower().endswith(_ARCHIVES):
            message = f"“{path[:200]}”是压缩包里的压缩包，不予读取"
            raise RecordError(message, pointer=path[:200], rule="nested-archive", hint="请把其中的文件直接放进压缩包")
        if entry.file_size > self._limit:
            raise too_large(path, self._limit)
        try:
            with self._zip.open(entry) as file:
                content = file.read(self._limit + 1)  # the size in the header is only what the archive claims
        except ZIP_FAULTS as error:
            message = f"压缩包中的“{path[:200]}”已损坏"
            raise RecordError(message, pointer=path[:200], rule="broken-archive", hint="请重新压缩后提供") from error
        if len(content) > self._limit:
            raise too_large(path, self._limit)
        name = PurePosixPath(path).name
        return FetchedFile(content, name, mimetypes.guess_type(name)[0] or "")

    def _not_one(self, name: str, found: list[str]) -> FatalError:
        what = f"有 {len(found)} 个“{name}”" if found else f"没有“{name}”"
        shown = "、".join((found or self.names())[:10]) or "无"
        hint = f"压缩包中{'的这些' if found else '有'}：{shown}；请在选项 catalog 中写明路径"
        return FatalError(f"{self._name} 中{what}", pointer="catalog", rule="file-missing", hint=hint)


def real_names(entries: list[zipfile.ZipInfo]) -> list[str]:
    """Windows writes names in GBK without saying so, others UTF-8; zipfile takes both for cp437.

    One archive has one encoding. “目录” in GBK is valid UTF-8 too (“Ŀ¼”), so UTF-8 must show a character of three bytes.
    """
    raw = [_unsaid(entry) for entry in entries]
    encoding = _encoding_of(b"\n".join(name for name in raw if name is not None))
    return [
        entry.filename if name is None else name.decode(encoding, "replace")
        for entry, name in zip(entries, raw, strict=True)
    ]


def _unsaid(entry: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a name that says no encoding; None where it is right as it is."""
    if entry.flag_bits & _UTF8_NAME:
        return None
    try:
        return entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return None  # from the Unicode extra field


def _encoding_of(names: bytes) -> str:
    try:
        return "utf-8" if names.isascii() or max(names.decode("utf-8")) >= "\u0800" else "gb18030"
    except UnicodeDecodeError:
        return "gb18030"


def _parts(name: str) -> tuple[str, ...]:
    try:
        return inner_parts(name)
    except RecordError as error:
        raise as_fatal(error) from error
