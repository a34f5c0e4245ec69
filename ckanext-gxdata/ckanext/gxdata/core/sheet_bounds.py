"""An .xlsx made safe to open: only the parts a reader of cells needs, each measured before.

The reader lays a sheet out as a full rectangle: two cells at opposite corners make it ask for 512 GiB, which ends the
process, not just the file. A sheet may be any part of the archive, and two programs may see two directories in one
archive; so every part that is kept is read in a stream, and the reader gets a new archive of just these. Not here:
.xls, whose format stops at 65,536 × 256.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers import expat

WORKBOOK = "xl/workbook.xml"
_KEPT = re.compile(r"(?:\[content_types\]\.xml|_rels/\.rels|xl/.*\.(?:xml|rels))", re.DOTALL)
_NEVER_READ = re.compile(
    r"xl/(?:calcchain\.xml|(?:charts|comments|customxml|drawings|embeddings|externallinks|media|pivotcache|pivottables"
    r"|printersettings|querytables|theme|threadedcomments)/)"
)
"""``calcChain.xml`` names cells of all sheets at once and would be measured as one that is as wide as all of them."""
_PLACE = re.compile(r"([A-Z]{0,3})([0-9]{1,7})", re.IGNORECASE)
_CHUNK = 1 << 16


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
        if "r" in attributes:
            self._reach(attributes["r"])

    def _reach(self, place: str) -> None:
        found = _PLACE.fullmatch(place)
        if found is None:  # the reader may understand it all the same
            raise ValueError(f"{place[:20]!r} is no place of a cell")
        self.row = max(self.row, int(found[2]))
        self.column = max(self.column, _number(found[1].upper()))


def measured(archive: zipfile.ZipFile) -> tuple[bytes, int]:
    """A new archive, and the cells of the largest rectangle any part of it asks for.

    Raises ``ValueError`` for XML that is broken or has a DTD, for cells without a proper place and for two parts of one
    name; besides what ``zipfile`` raises (``zips.py``).
    """
    content, largest, names = io.BytesIO(), 0, set[str]()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for entry in archive.infolist():
            name = entry.filename.replace("\\", "/")
            if not _KEPT.fullmatch(name.lower()) or _NEVER_READ.match(name.lower()):
                continue
            if name.lower() in names:
                raise ValueError(f"{name} is there twice")
            names.add(name.lower())
            largest = max(largest, _copied(archive, entry, copy, name))
    return content.getvalue(), largest


def _copied(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, copy: zipfile.ZipFile, name: str) -> int:
    """Copies a part; the cells of the rectangle it asks for, should it be a sheet."""
    bounds = _Bounds()
    parser = expat.ParserCreate("utf-8")  # as the reader of cells does, whatever the part declares
    parser.StartElementHandler = bounds.see
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with archive.open(entry) as stream, copy.open(name, "w", force_zip64=entry.file_size > 1 << 30) as written:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk)
                written.write(chunk)
        parser.Parse(b"", True)
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
