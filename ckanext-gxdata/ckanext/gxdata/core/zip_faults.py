"""What Python's ``zipfile`` raises over a damaged archive: it has no common exception, every decompressor adds its own."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

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
