"""How records are loaded is the operator's to say; nobody who waits for CKAN's actions is passed over."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from ckan.common import config

from ckanext.gxdata.harvest import action_loader, loading

MODE = "ckanext.gxdata.load_mode"


@pytest.fixture
def sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(config, MODE, "sets")


def test_records_are_loaded_in_sets_where_nobody_waits_for_an_action(
    monkeypatch: pytest.MonkeyPatch, sets: None
) -> None:
    monkeypatch.setattr(loading, "bypassed_plugins", tuple)

    assert loading.loads_in_sets()


def test_where_a_plugin_waits_for_package_create_records_go_through_it_and_the_log_names_it(
    monkeypatch: pytest.MonkeyPatch, sets: None, caplog: pytest.LogCaptureFixture
) -> None:
    loaded = []
    monkeypatch.setattr(loading, "bypassed_plugins", lambda: ("doi", "versions"))
    monkeypatch.setattr(loading, "_compare", lambda run: None)
    monkeypatch.setattr(action_loader, "load", lambda run, batches, total: loaded.extend(batches))
    nothing: Any = None

    with caplog.at_level(logging.WARNING):
        loading._load(nothing, iter([["a record"]]), 1, nothing)

    assert loaded == [["a record"]]
    assert "doi, versions" in caplog.text


def test_the_operator_may_want_the_actions_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(config, MODE, "action")

    assert not loading.loads_in_sets()
