"""Fields given as extras: seen alike by writes and by the check of a draft, contradictions told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.extras import folded
from ckanext.gxdata.core.grading_draft import read_draft

BOOK = rulebook.load(Path(__file__).parents[2] / "config")
CORE = {"key": "data_grade", "value": "core"}


@pytest.mark.parametrize(
    ("data", "stored", "fields", "rest", "contradictory"),
    [
        ({}, {}, {"data_grade": "core"}, [], ()),
        ({"data_grade": ""}, {}, {"data_grade": "core"}, [], ()),
        ({"data_grade": "core"}, {}, {"data_grade": "core"}, [], ()),
        ({"data_grade": "general"}, {"data_grade": "general"}, {"data_grade": "core"}, [], ()),
        ({"data_grade": "general"}, {}, {}, [CORE], ("data_grade",)),
        ({"data_grade": "general"}, {"data_grade": "important"}, {}, [CORE], ("data_grade",)),
    ],
)
def test_an_extra_counts_unless_a_field_that_is_not_merely_stored_says_otherwise(
    data: dict[str, Any],
    stored: dict[str, Any],
    fields: dict[str, Any],
    rest: list[Any],
    contradictory: tuple[str, ...],
) -> None:
    found = folded({**data, "extras": [CORE]}, stored, ("data_grade",))
    assert (found.fields, found.rest, found.contradictory) == (fields, rest, contradictory)


def test_two_extras_of_one_field_that_differ_are_a_contradiction() -> None:
    extras = [CORE, {"key": "data_grade", "value": "general"}]
    assert folded({"extras": extras}, {}, ("data_grade",)).contradictory == ("data_grade",)


@pytest.mark.parametrize("extras", [None, "x", 7, [1, None, {"key": []}, {"key": "other", "value": 1}]])
def test_what_is_not_ours_stays(extras: Any) -> None:
    found = folded({"extras": extras}, {}, ("data_grade",))
    assert (found.fields, found.rest) == ({}, extras if isinstance(extras, list) else [])


def test_true_as_a_word_contradicts_no_true() -> None:
    extra = {"key": "contains_personal_info", "value": "true"}
    data = {"contains_personal_info": True, "extras": [extra]}
    assert not folded(data, {}, ("contains_personal_info",)).contradictory


def test_a_draft_takes_its_extras_and_tells_of_a_contradiction() -> None:
    assert read_draft({"extras": [CORE]}, BOOK.codelists)[0]["data_grade"] == "core"
    _draft, faults = read_draft({"data_grade": "general", "extras": [CORE]}, BOOK.codelists)
    assert faults == {"data_grade": ["“data_grade”在 extras 中和别处各给了一个值，两者不同；请只写一次，写在字段里"]}
