"""The words of a page are those that Flask-Babel and Jinja say, whichever language a request has and however often it changes."""

from __future__ import annotations

from pathlib import Path

import flask_babel
import pytest
from flask import Flask, request

from ckanext.gxdata.views import wording

LANGUAGES = ("zh_Hans_CN", "en", "vi", "th")
TEMPLATES = (
    "{{ _('Search datasets') }}",
    "{{ gettext('Home') }} {{ _('Home') }}",
    "{{ _('100%% <b>sure</b>') }}",
    "{{ _('Value: %(value)s', value='<i>') }}",
    "{{ _('Due in {days} days · updates: {promise}').format(days=3, promise='<b>') }}",
    "{{ ngettext('%(num)s dataset', '%(num)s datasets', 2) }}",
    "{% autoescape false %}{{ _('100%% <b>sure</b>') }}{{ _('Value: %(value)s', value='<i>') }}{% endautoescape %}",
)


def portal() -> Flask:
    """With the portal's catalogs, in the language of the address."""
    app = Flask(__name__)
    app.jinja_env.autoescape = True
    app.config.update(BABEL_TRANSLATION_DIRECTORIES=wording_folder(), BABEL_DOMAIN="ckanext-gxdata")
    flask_babel.Babel(app, locale_selector=lambda: request.args.get("lang", "en") if request else "en")
    return app


def wording_folder() -> str:
    return str(Path(wording.__file__).parents[1] / "i18n_merged")


@pytest.fixture
def theirs() -> Flask:
    return portal()


@pytest.fixture
def ours() -> Flask:
    app = portal()
    wording.install(app)
    return app


def said(app: Flask, template: str, language: str) -> str:
    with app.test_request_context(f"/?lang={language}"):
        return app.jinja_env.from_string(template).render()


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_says_what_it_would_say_without_the_memory(theirs: Flask, ours: Flask, template: str) -> None:
    for language in (*LANGUAGES, *LANGUAGES):
        assert said(ours, template, language) == said(theirs, template, language), language


def test_a_word_is_chinese_in_chinese_and_stays_so_after_others_read_it_in_english(ours: Flask) -> None:
    template = "{{ _('Search datasets') }}"
    chinese = said(ours, template, "zh_Hans_CN")
    assert said(ours, template, "en") == "Search datasets" != chinese
    assert said(ours, template, "zh_Hans_CN") == chinese


def test_a_language_that_changes_within_a_request_changes_the_words(ours: Flask) -> None:
    template = ours.jinja_env.from_string("{{ _('Search datasets') }}")
    with ours.test_request_context("/?lang=zh_Hans_CN"):
        chinese = template.render()
        with flask_babel.force_locale("en"):
            assert (template.render(), flask_babel.gettext("Search datasets")) == ("Search datasets",) * 2
        assert (template.render(), flask_babel.gettext("Search datasets")) == (chinese, chinese)
        request.args = {"lang": "en"}  # type: ignore[assignment]
        flask_babel.refresh()
        assert template.render() == "Search datasets"


def test_strings_without_number_fill_no_memory(ours: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "MOST", 3)
    with ours.test_request_context("/?lang=zh_Hans_CN"):
        for number in range(10):
            assert ours.jinja_env.from_string("{{ _(word) }}").render(word=f"<{number}>") == f"<{number}>"
        assert len(flask_babel.get_translations().__dict__["gxdata_said"]) <= 3


def test_outside_of_a_request_words_are_those_of_the_source(ours: Flask) -> None:
    assert flask_babel.Domain().gettext("Home") == wording.RememberedDomain().gettext("Home") == "Home"
    with ours.app_context():
        assert flask_babel.gettext("Home") == "Home"
