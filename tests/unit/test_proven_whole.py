"""Whether a listing of JSON pages can prove that it was had as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.gxdata.sources.base import SourceConfig
from ckanext.gxdata.sources.json_catalog import JsonCatalog

PAGED = {"style": "page", "parameter": "page"}


@pytest.mark.parametrize(
    ("counts", "paging", "expected"),
    [
        ({"total": "total"}, PAGED, True),
        ({"pages": "data.pages"}, PAGED, True),
        ({}, {"style": "none"}, True),
        ({}, PAGED, False),
    ],
)
def test_a_list_proves_itself_whole_by_a_count_or_by_being_one_answer(
    counts: dict[str, str], paging: dict[str, Any], expected: bool
) -> None:
    options = {"list": {"path": "/list", "items": "data", "id": "id", **counts}, "paging": paging}

    assert JsonCatalog(SourceConfig("x", "json_catalog", "https://data.example.gov.cn", options)).proves_whole is expected
