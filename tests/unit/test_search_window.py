"""How far a program may page."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.gxdata.core.search_window import too_far


@pytest.mark.parametrize(
    ("params", "allowed"),
    [
        ({"q": "水", "start": 9_990, "rows": 10}, True),
        ({"q": "水", "start": "9990"}, True),
        ({"q": "水", "start": 9_991, "rows": 10}, False),
        ({"q": "水", "start": "9" * 40}, False),
        ({"q": "水", "rows": 5_000}, True),
        ({"start": 500_000, "rows": 1_000}, True),
        ({"q": "*:*", "start": 500_000}, True),
        ({"start": 1_000_000, "rows": 10}, False),
        ({"q": "水", "start": "x"}, True),
        ({"q": "水", "start": -5}, True),
        ({}, True),
    ],
)
def test_a_question_is_answered_for_ten_thousand_hits_and_the_catalog_read_through(params: dict[str, Any], allowed: bool) -> None:
    assert (too_far(params) == "") is allowed


def test_the_message_names_the_field_in_both_languages() -> None:
    assert too_far({"q": "水", "start": 20_000}).startswith("start：start + rows 最多 10,000，这里是 20,010")
    assert "start: start + rows may be 10,000 at most" in too_far({"q": "水", "start": 20_000})
