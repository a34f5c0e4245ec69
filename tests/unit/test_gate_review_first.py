"""Where publication needs a review, an ordinary write makes nothing public; where it does not, editors publish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.gxdata import config, rulebook
from ckanext.gxdata.core import grading
from ckanext.gxdata.core.grading import Grade
from ckanext.gxdata.logic import gate

BOOK = rulebook.load(Path(__file__).parents[2] / "config")
OPEN = {"title": "甘蔗种植面积", "open_type": "unconditional", "data_grade": "general", "general_level": "1"}
DRAFT = {**OPEN, "id": "d", "private": True, "state": "active"}
PUBLIC = {**DRAFT, "private": False}


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "rulebook", lambda: BOOK)
    monkeypatch.setattr(config, "review_before_publication", lambda: True)
    monkeypatch.setattr(gate.tk, "_", lambda message: message)


def refused(stored: dict[str, Any], unreviewed: bool = True, **written: Any) -> dict[str, list[str]]:
    dataset = {**stored, **OPEN}
    verdict = gate.Verdict(dataset, stored, grading.assess(dataset, BOOK.grading), Grade(1), unreviewed=unreviewed)
    return gate.refusals(verdict, written)


@pytest.mark.parametrize("stored", [DRAFT, {}, {**PUBLIC, "state": "draft"}], ids=["private", "new", "unfinished"])
def test_an_ordinary_write_makes_nothing_public(stored: dict[str, Any]) -> None:
    told = refused(stored, private=False, state="active")

    assert list(told) == ["private"]
    assert "Grading and review" in told["private"][0]


def test_what_is_public_stays_editable_and_a_draft_stays_a_draft() -> None:
    assert refused(PUBLIC, private=False) == {}
    assert refused(DRAFT, private=True) == {}


def test_a_review_a_harvest_and_an_administrator_publish() -> None:
    assert refused(DRAFT, unreviewed=False, private=False) == {}


def test_without_the_setting_an_editor_publishes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "review_before_publication", lambda: False)

    assert refused(DRAFT, private=False) == {}
