"""The rules of the zones by the measure of two judges (tests/zones): micro precision and recall of at least 0.95."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.gxdata import rulebook
from ckanext.gxdata.core.zones import memberships
from tests.zones import judged
from tests.zones.judged import Judged

BOOK = rulebook.load(Path(__file__).parents[2] / "config")
KNOWN = BOOK.codelists["zone"]
ZONES = [code.id for code in KNOWN.children("")]
SUB_ZONES = [code.id for code in KNOWN.codes if code.parent]
TITLES = judged.read(KNOWN)


def by_rules(title: str) -> list[str]:
    return [member.zone for member in memberships({"title": title}, BOOK.zones)]


def part(half: str) -> list[Judged]:
    return [each for each in TITLES if half in ("all", each.half)]


def test_there_are_three_hundred_titles_in_two_halves_and_both_judges_saw_them_all() -> None:
    assert len(TITLES) == 300
    assert 130 <= len(part("tune")) <= 170


def test_precision_and_recall_of_the_zones_are_at_least_95_of_100(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        for name, ids in (("zones", ZONES), ("sub-zones", SUB_ZONES)):
            for half in ("all", "tune", "held-out"):
                found = judged.figures(part(half), by_rules, ids)
                print(f"\n{name} {half}: precision {found.precision:.3f} recall {found.recall:.3f} {found}", end="")
    found = judged.figures(TITLES, by_rules, ZONES)
    assert found.precision >= 0.95
    assert found.recall >= 0.95


def test_rules_that_give_everything_or_nothing_would_not_pass() -> None:
    assert judged.figures(TITLES, lambda title: ZONES, ZONES).precision < 0.5
    assert judged.figures(TITLES, lambda title: [], ZONES).recall == 0


def test_what_the_judges_dispute_is_kept() -> None:
    kept = (judged.FOLDER / "disagreements.md").read_text(encoding="utf-8")
    assert kept == judged.disagreements(TITLES)
