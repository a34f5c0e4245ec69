"""Addresses that are remembered are those that CKAN builds: for this language, these arguments, this root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from flask import Flask

from ckanext.gxdata.views import addresses


class Builder:
    """In CKAN's place: what it was asked for, and an address that holds all that may change it."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def __call__(self, *args: Any, **arguments: Any) -> str:
        self.asked.append((args, arguments))
        language = tk.request.environ.get("CKAN_LANG") if tk.request else None
        return f"/{language}/{args}{sorted(arguments.items())!r}{tk.config.get('ckan.root_path')}"


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Builder:
    builder = Builder()
    monkeypatch.setattr(tk, "url_for", builder)
    return builder


@pytest.fixture
def app() -> Iterator[Flask]:
    yield Flask(__name__)


def here(app: Flask, language: str = "en", root: str = "") -> Any:
    told = {"CKAN_LANG": language, "CKAN_LANG_IS_DEFAULT": language == "zh_Hans_CN", "SCRIPT_NAME": root}
    return app.test_request_context("/", environ_overrides=told)


def test_an_address_is_built_once_for_the_same_arguments(app: Flask, builder: Builder) -> None:
    for _request in range(2):
        with here(app):
            told = [addresses.url_for("dataset.read", id=name) for name in ("a", "b", "a")]
            assert told[0] == told[2] != told[1]
    assert len(builder.asked) == 2


def test_another_language_and_another_root_have_addresses_of_their_own(app: Flask, builder: Builder) -> None:
    for language, root in (("en", ""), ("vi", ""), ("zh_Hans_CN", ""), ("en", "/data")):
        with here(app, language, root):
            assert addresses.url_for("home.index").startswith(f"/{language}/")
    assert len(builder.asked) == 4


@pytest.mark.parametrize(
    ("args", "arguments"),
    [
        (("dataset.search",), {"page": 1}),
        (("dataset.search",), {"page": True}),
        (("dataset.search",), {"tags": ["a", "b"]}),
        (("dataset.search",), {"q": None}),
        (("dataset.search",), {"q": "长" * 400}),
        ((".read",), {"id": "a"}),
        ((), {"controller": "dataset", "action": "read"}),
        (("api.action",), {"_external": True, "ver": "3"}),
        (("dataset.read", "more"), {}),
    ],
)
def test_what_is_unusual_is_built_each_time(app: Flask, builder: Builder, args: Any, arguments: Any) -> None:
    with here(app):
        for _time in range(2):
            addresses.url_for(*args, **arguments)
    assert builder.asked == [(args, arguments)] * 2


def test_the_memory_has_an_end(app: Flask, builder: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "MOST", 5)
    with here(app):
        for number in range(20):
            addresses.url_for("dataset.read", id=str(number))
        assert len(app.extensions["gxdata_addresses"]) <= 5
