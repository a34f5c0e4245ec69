"""What a database calls a type, and what the portal makes of it; values as cells of a CSV."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.sources.database_catalogs import base_type, data_type
from ckanext.gxdata.sources.database_rows import cell

CONFIG = Path(__file__).resolve().parents[2] / "config"


@pytest.mark.parametrize(
    ("type_", "base", "size"),
    [
        ("bigint", "bigint", ""),
        ("int(10) unsigned zerofill", "int", "10"),
        ("bigint unsigned", "bigint", ""),
        ("timestamp(6) with time zone", "timestamp with time zone", "6"),
        ("numeric(10,2)", "numeric", "10,2"),
        ("character varying(50)", "character varying", "50"),
        ("DOUBLE PRECISION", "double precision", ""),
        ("enum('int(1)','b')", "enum", ""),
        ("set('甲)','乙')", "set", ""),
        ("bit varying(5)", "bit varying", "5"),
        ('"Odd type"(3)', '"odd type"', "3"),
    ],
)
def test_a_type_has_a_base_and_a_size(type_: str, base: str, size: str) -> None:
    assert base_type(type_) == (base, size)


@pytest.mark.parametrize(
    ("type_", "described"),
    [
        ("tinyint(1)", {"data_type": "L"}),
        ("tinyint(4)", {"data_type": "I"}),
        ("year(4)", {"data_type": "I"}),
        ("varchar(0)", {"data_type": "C"}),
        ("varchar(255)", {"data_type": "C", "length": 255}),
        ("numeric", {"data_type": "N"}),
        ("decimal(12,0) unsigned", {"data_type": "N", "length": 12, "precision": 0}),
        ("timestamp(3) without time zone", {"data_type": "T"}),
        ("money", {"data_type": "Y"}),
        ("text[]", {"data_type": "G"}),
        ("jsonb", {"data_type": "G"}),
        ("uuid", {"data_type": "C"}),
        ("interval", {"data_type": "C"}),
    ],
)
def test_a_type_becomes_one_of_the_portal(type_: str, described: dict[str, Any]) -> None:
    assert data_type(type_) == described


def test_every_type_named_is_one_of_the_code_list() -> None:
    from ckanext.gxdata.sources.database_catalogs import _TYPES

    codes = {code.id for code in rulebook.load(CONFIG).codelists["item_data_type"].codes}
    assert set(_TYPES.values()) <= codes


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", ""),
        (True, "true"),
        (1e21, "1e+21"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 8, 30), "2024-02-29T08:30:00"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=-26, seconds=-5), "-26:00:05"),
        (b"\x00\xff", "00ff"),
        (memoryview(b"\x01"), "01"),
        ({"甲": [Decimal("1.5")]}, '{"甲": ["1.5"]}'),
    ],
)
def test_a_value_becomes_a_text(value: Any, text: str | None) -> None:
    assert cell(value) == text
