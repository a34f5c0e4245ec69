"""Types of columns: given only where every cell has it, and codes stay text."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core.records import Table
from ckanext.gxdata.tables.types import column_type, table_schema


@pytest.mark.parametrize(
    ("cells", "name", "kind"),
    [
        (["1", "-20", "+3", "0"], "数量", "integer"),
        (["1", "2.50", "-0.3", "1e6"], "产量", "number"),
        (["7630", "…", "-", "—", "/", "无", "N/A", "", " "], "里程", "integer"),
        (["007", "008"], "代码", "string"),
        (["450000000000000"], "编号", "integer"),
        (["4500000000000001"], "编号", "string"),
        (["4500000000000001.5"], "编号", "string"),
        (["2022", "2023"], "年份", "year"),
        (["2022", "2023"], "产量", "integer"),
        (["1978年", "1979年"], "年份", "string"),
        (["2023-06-15", "2024-02-29"], "日期", "date"),
        (["2023-02-31"], "日期", "string"),
        (["2023-06-15 12:13:14", "2023-06-15T00:00:00"], "时间", "datetime"),
        (["１２", "１３"], "产量", "string"),
        (["5,993"], "数量", "string"),
        (["1", "南宁"], "数量", "string"),
        (["", "-"], "数量", "string"),
        ([], "数量", "string"),
        (["nan", "inf"], "数量", "string"),
        (["1.", ".5"], "数量", "string"),
    ],
)
def test_a_column_has_the_narrowest_type_that_every_cell_has(cells: list[str], name: str, kind: str) -> None:
    assert column_type(cells, name) == kind


def test_the_schema_names_columns_types_and_the_null_tokens_of_typed_columns() -> None:
    table = Table(("年份", "产量", "备注"), (("2022", "11236", "无"), ("2023", "…", "-")))
    assert table_schema(table) == {
        "fields": [
            {"name": "年份", "type": "year"},
            {"name": "产量", "type": "integer"},
            {"name": "备注", "type": "string"},
        ],
        "missingValues": ["", "…"],
    }


def test_a_table_without_rows_has_text_columns() -> None:
    assert table_schema(Table(("年份",), ()))["fields"] == [{"name": "年份", "type": "string"}]
