"""Which answers are not to be believed, and which fields a listing has lost."""

from __future__ import annotations

import pytest

from ckanext.gxdata.core import quarantine


@pytest.mark.parametrize("rule", ["empty-answer", "login-page", "html-instead-of-json", "items-not-a-list", "cut-off", "broken-json"])
def test_an_answer_that_is_no_listing_ends_a_reading_with_a_quarantine(rule: str) -> None:
    assert quarantine.ended_by(rule)


@pytest.mark.parametrize("rule", ["timeout", "unreachable", "http-status", "tls", "wrong-option", "address-refused", "run-deadline"])
def test_a_network_or_a_setting_that_fails_says_nothing_of_the_listing(rule: str) -> None:
    assert not quarantine.ended_by(rule)


def test_a_field_that_all_records_had_and_hardly_one_has_is_lost() -> None:
    before, now = {"id": 100, "name": 100, "org": 96}, {"id": 100, "title": 100, "org": 6}

    assert quarantine.lost_fields(before, now, 100) == ("name",)


@pytest.mark.parametrize(
    ("before", "now", "records"),
    [({"name": 9}, {}, 9), ({"note": 80}, {}, 100), ({"name": 100}, {"name": 50}, 100), ({}, {}, 0)],
)
def test_few_records_rare_fields_and_halves_are_no_change_of_shape(before: dict[str, int], now: dict[str, int], records: int) -> None:
    assert quarantine.lost_fields(before, now, records) == ()


def test_the_reason_names_the_fields_in_chinese() -> None:
    found = quarantine.shape_changed(("name", "org"), 40)

    assert found.message == "本次变化的 40 条记录都没有了字段“name”“org”，来源的结构可能变了"
