"""Opening a zip archive so that a false directory costs little, and what ``zipfile`` raises over a damaged one.

Not here: sizes and names of members, which mean something else to every reader (``sheets.py``, ``sources/archives.py``).
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from typing import IO

MOST_MEMBERS = 10_000
LARGEST_DIRECTORY = MOST_MEMBERS * 512
"""Bytes: an entry is 46 and its name. ``zipfile`` reads the directory at once and makes an object of every entry, whatever
their number is said to be."""


class DirectoryTooLarge(Exception):
    """The archive lists too many members to be looked at."""


class _Careful:
    """A file that gives only so much at once until its archive is open."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.is_open = False
        self.seek, self.tell, self.seekable, self.close = file.seek, file.tell, file.seekable, file.close

    def read(self, size: int = -1) -> bytes:
        if self.is_open:
            return self._file.read(size)
        data = self._file.read(LARGEST_DIRECTORY + 1 if size < 0 else min(size, LARGEST_DIRECTORY + 1))
        if len(data) > LARGEST_DIRECTORY:
            raise DirectoryTooLarge
        return data


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """Raises ``DirectoryTooLarge`` or one of ``ZIP_FAULTS``. The file stays the caller's to close."""
    careful = _Careful(file)
    archive = zipfile.ZipFile(careful)
    careful.is_open = True
    if len(archive.infolist()) > MOST_MEMBERS:
        raise DirectoryTooLarge
    return archive


ZIP_FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,  # bzip2, and seeks that lead outside
    EOFError,
    MemoryError,  # a dictionary of LZMA as large as the header says
    NotImplementedError,  # a method of compression that nobody knows
    RuntimeError,  # a password
    ValueError,
    OverflowError,
    IndexError,
    KeyError,
)
"""``OSError`` is among them, so a disk that fails looks like a damaged archive; the hint is the same."""
