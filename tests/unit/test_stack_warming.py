"""A Solr that was just started is run on samples: when, for whom, and what becomes of a start that was killed meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ckanext.gxdata.core import search_document
from stack import solr, solr_cores, solr_samples, supervise, warming
from stack.paths import Home, Software
from stack.wanted import Wanted

PORTS = {name: 20_000 + place for place, name in enumerate(("postgres", "valkey", "solr", "portal"))}
BARE = Wanted(demo=False, workers=1)


@pytest.fixture
def planned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home of which only the plan is made."""
    monkeypatch.setattr(supervise, "_servers", lambda *given: [])
    monkeypatch.setattr(supervise.preparation, "is_done", lambda *given: False)
    monkeypatch.setattr(supervise, "_demo", lambda *given: [])
    for folder in ("log", "run"):
        (tmp_path / folder).mkdir()
    return Home(tmp_path)


def names(home: Home, wanted: Wanted) -> list[str]:
    services = supervise.plan(home, Software(), PORTS, "http://127.0.0.1:5000", wanted)
    return [service.name for service in services]


def test_solr_is_warmed_up_after_all_else_unless_nobody_wants_it(planned: Home) -> None:
    assert names(planned, BARE)[-1] == "warming"
    assert "warming" not in names(planned, replace(BARE, warm=False))


def test_a_demo_that_is_about_to_be_harvested_is_lesson_enough(planned: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "warming" not in names(planned, replace(BARE, demo=True))
    monkeypatch.setattr(supervise.preparation, "is_done", lambda *given: True)
    monkeypatch.setattr(supervise.preparation, "is_indexed", lambda *given: True)
    assert "warming" in names(planned, replace(BARE, demo=True))


def test_an_operators_solr_is_not_ours_to_use(planned: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GXDATA_SOLR_URL", "http://10.0.0.7:8983/solr/ckan")

    assert "warming" not in names(planned, BARE)


def test_nobody_waits_for_it(planned: Home) -> None:
    services = supervise.plan(planned, Software(), PORTS, "http://127.0.0.1:5000", BARE)

    assert [each.name for each in services if "warming" in (*each.after, *each.uses)] == []


def test_a_solr_that_does_not_answer_is_no_failure_of_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(warming.ADDRESS, "http://ckan:secret-word@127.0.0.1:9/solr/ckan")

    assert warming.main() == 0
    told = capsys.readouterr().err
    assert "Solr 没有预热" in told
    assert "secret-word" not in told


def test_what_a_killed_start_left_of_it_is_removed_before_solr_starts_again(tmp_path: Path) -> None:
    for name in ("ckan", "warmed", "ckan_rebuild_0a0a0a0a", "other"):
        (tmp_path / name).mkdir()
    for name in ("ckan", "warmed"):
        (tmp_path / name / "core.properties").write_text(f"name={name}\nconfigSet=ckan\n")
    solr_cores.lay_out(tmp_path, solr.CORE)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["ckan", "other"]


def test_samples_come_in_sets_and_no_two_are_the_same() -> None:
    sets = [documents for documents, _ in solr_samples.sets(600)]

    assert [len(documents) for documents in sets] == [250, 250, 100]
    assert len({json.dumps(each, sort_keys=True) for documents in sets for each in documents}) == 600


def test_a_sample_has_the_fields_that_our_documents_have() -> None:
    resource = {"format": "CSV", "datastore_active": True, "schema": {"fields": [{"name": "年份"}]}}
    dataset = {
        "title": "甘蔗产量", "theme": ["trade"], "zone": ["asean"], "region": ["450100"], "open_type": "unconditional",
        "update_frequency": "yearly", "modified": "2025-03-01", "issued": "2025-03-01", "resource_code": "307014/000126",
        "private": False, "data_grade": "general", "resources": [resource],
    }  # fmt: skip
    ours = set(search_document.search_fields(dataset, {}))
    samples = [each for documents, _ in solr_samples.sets(2) for each in documents]

    assert {"gx_items", "gx_uses", "gx_pinyin", "gx_zone"} < ours
    assert ours <= samples[0].keys() | samples[1].keys()
    assert {name for name, value in samples[1].items() if name.startswith("gx_") and value in ("", [])} == set()
