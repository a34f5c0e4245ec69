"""What a dry run shows of a record is cut to what a person looks at."""

from __future__ import annotations

import json

from ckanext.gxdata.core.shortening import shortened


def test_a_short_record_stays_as_it_is() -> None:
    assert shortened({"title": "甘蔗", "rows": [1, None, True, {"a": "b"}]}) == {"title": "甘蔗", "rows": [1, None, True, {"a": "b"}]}


def test_a_long_text_is_cut_and_says_so() -> None:
    assert shortened({"a": "字" * 2001})["a"] == "字" * 2000 + "…（已截短）"
    assert shortened({"a": "字" * 2000})["a"] == "字" * 2000


def test_a_record_of_many_texts_is_cut_as_a_whole_and_says_so() -> None:
    many = shortened({"list": ["x" * 100] * 100_000, "after": "y"})

    assert many["list"][-1] == many["…"] == "…（已截短）"
    assert len(json.dumps(many)) < 100_000
    keys = shortened({f"k{number}": {"z": number} for number in range(100_000)})
    assert keys["…"] == "…（已截短）"
    assert len(json.dumps(keys)) < 200_000
