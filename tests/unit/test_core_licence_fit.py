"""A licence that promises everything does not stay on a dataset that is not open to everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import landing, licence_fit
from ckanext.gxdata.core.records import DatasetDraft

BOOK = rulebook.load(Path(__file__).parents[2] / "config")
PROMISE = licence_fit.promising(BOOK.codelists["license"])
COMPLETE: dict[str, Any] = {
    "title": "甘蔗种植面积", "notes": "各县（市、区）历年甘蔗种植面积", "theme": ["agri_industry"], "region": ["100000"],
    "update_frequency": "yearly", "data_grade": "general", "license_id": "cc-by-4.0",
}  # fmt: skip


def test_the_licences_that_promise_everything_are_those_of_the_open_definition() -> None:
    assert {"gx-open-1.0", "cc-by-4.0", "cc-by-sa-4.0", "cc0-1.0", "odc-by-1.0", "odbl-1.0"} == PROMISE


@pytest.mark.parametrize(
    ("licence", "open_type", "kept"),
    [
        ("cc-by-4.0", "unconditional", "cc-by-4.0"),
        ("cc-by-4.0", "conditional", "notspecified"),
        ("gx-open-1.0", "closed", "notspecified"),
        ("gx-conditional-1.0", "conditional", "gx-conditional-1.0"),
        ("cc-by-nc-4.0", "conditional", "cc-by-nc-4.0"),
        ("", "conditional", ""),
    ],
)
def test_a_licence_fits_the_openness(licence: str, open_type: str, kept: str) -> None:
    assert licence_fit.fitting(licence, open_type, PROMISE) == kept


def fitted(**fields: Any) -> tuple[str, str, list[str]]:
    given = DatasetDraft("a", {**COMPLETE, **fields})
    landed = landing.land(given, BOOK.grading).draft
    result = licence_fit.fit(given, landed, PROMISE)
    added = [finding.rule for finding in result.findings if finding not in landed.findings]
    return result.fields["open_type"], result.fields["license_id"], added


def test_where_we_narrowed_the_licence_goes_with_the_openness() -> None:
    assert fitted(open_type="unconditional", general_level="3") == ("conditional", "notspecified", ["licence-narrowed"])
    assert fitted() == ("closed", "notspecified", ["licence-narrowed"])


def test_where_the_source_says_both_it_is_told_and_nothing_changed() -> None:
    assert fitted(open_type="conditional") == ("conditional", "cc-by-4.0", ["licence-disagrees"])


def test_what_fits_is_left_alone() -> None:
    assert fitted(open_type="unconditional") == ("unconditional", "cc-by-4.0", [])
