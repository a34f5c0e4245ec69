"""What was counted, as CSV a year: written from the table while it is read, so that it may be of any size.

Never from disk: a dataset that left the public catalog today is in no answer of today. Not here: the dataset that the files
belong to (``usage_dataset``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from ckanext.gxdata.core.csv_cells import MARK, line
from ckanext.gxdata.logic import usage_counts

FIELDS = (
    ("day", "日期", "date"),
    ("kind", "类别", "string"),
    ("dataset", "数据集标识", "string"),
    ("title", "数据集名称", "string"),
    ("item", "对象", "string"),
    ("count", "次数", "integer"),
)
"""Id, title and type of each column: 信息项 of the resource; the titles are the header of the file."""


def span(year: int, today: date) -> tuple[date, date]:
    """First and last day of a year's file: yesterday is the last that is whole."""
    return date(year, 1, 1), min(date(year, 12, 31), today - timedelta(days=1))


def tag(first: date, last: date) -> str:
    """By which a program knows whether the file is still the one that it has."""
    told = f"{_header()}{usage_counts.state(first, last)}"
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def lines(first: date, last: date) -> Iterator[str]:
    yield _header()
    for row in usage_counts.every(first, last):
        yield line(" ".join(str("" if cell is None else cell).split()) for cell in row)


def _header() -> str:
    return MARK + line(title for _name, title, _type in FIELDS)
