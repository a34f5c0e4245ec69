"""Paging over the API ends with a message that names the field."""

from __future__ import annotations

from typing import Any


def test_a_question_is_paged_for_ten_thousand_hits(portal: Any) -> None:
    answer = portal.get("/api/3/action/package_search?q=%E6%B0%B4&start=9999&rows=10")

    assert answer.status_code == 400
    message = answer.json()["error"]["message"]
    assert "start + rows 最多 10,000" in message and "start + rows may be 10,000 at most" in message


def test_the_catalog_is_read_through(portal: Any) -> None:
    assert portal.get("/api/3/action/package_search?start=20000&rows=10").status_code == 200
