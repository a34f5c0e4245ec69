"""Reading the archive: one CSV per table, years as rows, a file's path its identity.

Here: bytes to tidy tables (empty rows and columns gone, binary rounding noise gone). Not here: which tables are wanted.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from pathlib import Path

YEAR = "年份"


@dataclass(frozen=True)
class Series:
    """A table as the archive has it. ``columns`` are without the year; ``rows`` begin with the year (2014)."""

    path: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def stem(self) -> str:
        return self.path.rpartition("/")[2]


def read_archive(path: Path, sha256: str) -> dict[str, Series]:
    """All tables by path without suffix (农业/果园面积). Raises ``SystemExit`` for another archive."""
    content = path.read_bytes()
    met = hashlib.sha256(content).hexdigest()
    if met != sha256:
        raise SystemExit(f"{path} 不是预期的档案：sha256 应为 {sha256}，实为 {met}")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        members = [member for member in archive if member.name.endswith(".csv")]
        tables = [_series(member.name, archive.extractfile(member).read()) for member in members]  # type: ignore[union-attr]
    return {table.path: table for table in sorted(tables, key=lambda table: table.path)}


def _series(name: str, content: bytes) -> Series:
    lines = list(csv.reader(io.StringIO(content.decode("utf-8"))))
    rows = tuple((line[0].removesuffix("年"), *map(figure, line[1:])) for line in lines[1:])
    return Series(name.removesuffix(".csv").partition("zb/")[2], tuple(lines[0][1:]), rows)


def figure(cell: str) -> str:
    """The figure as a publication has it: 557358.0 → 557358, 24714.1333333 → 24714.13.

    From 100 on two decimals are kept, below four, below 0.01 six; from 1 on more than four are an artefact of
    calculation and become two.
    """
    if not cell.strip():
        return ""
    value = Decimal(cell)
    decimals = -int(value.as_tuple().exponent)
    places = 2 if abs(value) >= 100 or (abs(value) >= 1 and decimals > 4) else 4 if abs(value) >= Decimal("0.01") else 6
    if decimals > places:
        value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def tidy(columns: Sequence[str], rows: Iterable[Sequence[str]], years: int) -> Series:
    """The latest ``years`` rows that hold a figure, and of them the columns that hold one."""
    kept = [row for row in rows if any(row[1:])][-years:]
    numbers = [number for number in range(1, len(columns) + 1) if any(row[number] for row in kept)]
    return Series(
        path="",
        columns=tuple(columns[number - 1] for number in numbers),
        rows=tuple((row[0], *(row[number] for number in numbers)) for row in kept),
    )


def combine(sources: Sequence[Series], patterns: Sequence[str], years: int) -> Series:
    """The columns of several tables that fit a pattern, side by side by year; a repeated column counts once."""
    columns: dict[str, dict[str, str]] = {}
    for source in sources:
        for number, column in enumerate(source.columns, start=1):
            if any(fnmatchcase(column, pattern) for pattern in patterns):
                columns.setdefault(column, {row[0]: row[number] for row in source.rows})
    calendar = [row[0] for row in sources[0].rows]
    rows = [[year, *(column.get(year, "") for column in columns.values())] for year in calendar]
    return tidy(list(columns), rows, years)


def share_filled(table: Series) -> float:
    cells = [cell for row in table.rows for cell in row[1:]]
    return sum(1 for cell in cells if cell) / max(1, len(cells))
