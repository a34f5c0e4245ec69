"""How far a sheet of an .xlsx reaches, known before it is opened.

The reader lays a sheet out as a full rectangle: two cells at opposite corners make it ask for 512 GiB, which ends the
process, not just the file. So the places of cells are read first, in a stream. Not here: .xls, whose format stops at
65,536 × 256.
"""

from __future__ import annotations

import re
import zipfile
from xml.parsers import expat

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PLACE = re.compile(r"([A-Z]{0,3})([0-9]{1,7})")


class _Bounds:
    """Start-tag handler that keeps the largest row and column."""

    def __init__(self) -> None:
        self.row = self.column = self._in_row = 0

    def see(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row, self._in_row = self.row + 1, 0
        elif name != "c":
            return
        self._in_row += name == "c"
        self.column = max(self.column, self._in_row)
        place = _PLACE.fullmatch(attributes.get("r", ""))
        if place is not None:
            self.row = max(self.row, int(place[2]))
            self.column = max(self.column, _number(place[1]))


def largest_area(archive: zipfile.ZipFile) -> int:
    """Cells of the largest rectangle any sheet asks for. Raises ``ValueError`` for XML that is broken or has a DTD."""
    return max((_area(archive, name) for name in archive.namelist() if _SHEET.fullmatch(name)), default=0)


def _area(archive: zipfile.ZipFile, name: str) -> int:
    bounds = _Bounds()
    parser = expat.ParserCreate()
    parser.StartElementHandler = bounds.see
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with archive.open(name) as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise ValueError(f"{name}: {error}") from error
    return bounds.row * bounds.column


def _refuse_doctype(*declaration: object) -> None:
    raise ValueError("a sheet has no use for a DTD")


def _number(letters: str) -> int:
    """``A`` → 1, ``XFD`` → 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
