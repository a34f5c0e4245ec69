"""Personal data in tables and texts: found, counted and masked, never repeated.

To add a detector: a file with a ``DETECTOR``, its place in ``DETECTORS``, its words in ``config/pii.yaml``, a test.
Not here: what follows from a find (``harvest/packaging``), grading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ckanext.gxdata.core.pii import id_number, mobile
from ckanext.gxdata.core.pii.base import Detector, DetectorRules, PersonalData, Rules, column, may_hold_number, normal
from ckanext.gxdata.core.records import Finding, Table

__all__ = [
    "DETECTORS",
    "DetectorRules",
    "PersonalData",
    "Rules",
    "contains_mobile",
    "header_findings",
    "may_hold_number",
    "redact",
    "scan",
    "scan_table",
]

OUTSIDE = "表外文字"

DETECTORS: tuple[Detector, ...] = (id_number.DETECTOR, mobile.DETECTOR)


def scan(header: Sequence[str], rows: Sequence[Sequence[str]], rules: Rules) -> tuple[PersonalData, ...]:
    """Personal data by column and kind, in the order of the columns; rows may be shorter or longer than the header."""
    return tuple(_scan(header, rows, rules))


def scan_table(table: Table, rules: Rules) -> tuple[PersonalData, ...]:
    """A whole file: its columns, and what stands outside the table (titles, notes, other sheets)."""
    outside = tuple((text,) for text in table.outside)
    return (*scan(table.header, table.rows, rules), *scan((OUTSIDE,), outside, rules))


def header_findings(header: Sequence[str], rules: Rules) -> tuple[Finding, ...]:
    """Columns whose header names personal data, whatever the cells hold: they may be masked, a person has to look."""
    return tuple(
        _named(name, detector.title)
        for name in header
        for detector in DETECTORS
        if rules.of(detector.kind).names_it(name) and name == redact(name)
    )


def contains_mobile(text: str) -> bool:
    """Whether a mobile number stands in the text."""
    return may_hold_number(text) and bool(mobile.find(normal(text)))


def redact(text: str) -> str:
    """The text with ID numbers and mobile numbers masked; unchanged (not even normalised) when there are none."""
    if not may_hold_number(text):
        return text
    plain = masked = normal(text)
    for found, mask in ((id_number.find(plain), id_number.mask), (mobile.find(plain), mobile.mask)):
        for number in found:
            masked = masked.replace(number, mask(number))
    return text if masked == plain else masked


def _scan(header: Sequence[str], rows: Sequence[Sequence[str]], rules: Rules) -> Iterator[PersonalData]:
    width = max(len(header), max(map(len, rows), default=0))
    for position in range(width):
        name = header[position] if position < len(header) else ""
        texts = [row[position] for row in rows if position < len(row)]
        if len(texts) == 1 and not may_hold_number(texts[0]) and not may_hold_number(name):
            continue  # the one text of a field; a column of a table is looked at as a whole
        cells = column(name, texts)
        for detector in DETECTORS:
            matches = tuple(detector.matches(cells, rules.of(detector.kind)))
            if matches:
                label = name if name.strip() and name == redact(name) else f"第 {position + 1} 列"
                yield PersonalData(detector.kind, detector.title, label, len(matches), detector.mask(matches[0]))


def _named(name: str, title: str) -> Finding:
    return Finding(
        rule="personal-data-header",
        message=f"列“{name[:50]}”的名称表明含有{title}",
        pointer=name[:100],
        hint="若已脱敏，请在说明中写明脱敏方式；若不需要开放，请删去该列",
    )
