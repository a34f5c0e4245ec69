"""How records are loaded is the operator's to say; nobody who waits for CKAN's actions is passed over."""

from __future__ import annotations

import logging

import pytest
from ckan.common import config

from ckanext.gxdata.harvest import action_loader, loader, loading

MODE = "ckanext.gxdata.load_mode"


@pytest.fixture
def sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(config, MODE, "sets")


def test_records_are_loaded_in_sets_where_nobody_waits_for_an_action(
    monkeypatch: pytest.MonkeyPatch, sets: None
) -> None:
    monkeypatch.setattr(loading, "bypassed_plugins", tuple)

    assert loading.loader_now() is loader


def test_where_a_plugin_waits_for_package_create_records_go_through_it_and_the_log_names_it(
    monkeypatch: pytest.MonkeyPatch, sets: None, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(loading, "bypassed_plugins", lambda: ("doi", "versions"))

    with caplog.at_level(logging.WARNING):
        assert loading.loader_now() is action_loader

    assert "doi, versions" in caplog.text


def test_the_operator_may_want_the_actions_anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(config, MODE, "action")

    assert loading.loader_now() is action_loader
