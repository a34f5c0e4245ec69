"""What a record holds gets into no log when the database refuses it."""

from __future__ import annotations

import traceback
from typing import Any

import pytest
import sqlalchemy as sa

from ckanext.gxdata import plugin
from ckanext.gxdata.logic.quiet_errors import DatabaseError, without_values


def refused(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        connection.execute(sa.text("insert into no_such_table values (:raw)"), {"raw": "李四13900001111"})


def test_the_portal_hides_parameters_of_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("add_template_directory", "add_public_directory", "add_resource"):
        monkeypatch.setattr(plugin.tk, name, lambda *_: None)
    config: dict[str, Any] = {}
    plugin.GxdataPlugin.update_config(None, config)  # type: ignore[arg-type]

    with pytest.raises(sa.exc.DBAPIError) as caught:
        refused(sa.engine_from_config({**config, "sqlalchemy.url": "sqlite://"}))
    assert "李四" not in str(caught.value)
    assert "no_such_table" in str(caught.value)


def test_an_error_tells_its_type_and_place_and_not_what_the_server_repeated() -> None:
    with pytest.raises(DatabaseError) as caught, without_values():
        refused(sa.create_engine("sqlite://"))
    told = "".join(traceback.format_exception(caught.value))

    assert str(caught.value) == "OperationalError, SQLSTATE -"
    assert "in refused" in told
    assert "insert into no_such_table values (:raw)" not in str(caught.value)
    assert "parameters: " not in told


def test_other_errors_stay_as_they_are() -> None:
    with pytest.raises(KeyError), without_values():
        raise KeyError("x")
