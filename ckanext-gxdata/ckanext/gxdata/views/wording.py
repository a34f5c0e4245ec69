"""The words of pages, looked up once: a page says some three hundred, each of which Flask-Babel and Jinja look up through ten calls.

The same words as theirs: the reader's language is asked for each time, only what a catalog says of a string is remembered.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from flask_babel import Domain, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

MOST = 10_000
"""Strings a language remembers: all of the templates are a third of that."""
_FOUND, _SAID = "gxdata_found", "gxdata_said"


def install(app: Flask) -> None:
    babel = app.extensions["babel"]
    babel.instance.domain_instance = RememberedDomain(domain=babel.default_domain)
    app.jinja_env.globals.update({"gettext": gettext, "_": gettext})


class RememberedDomain(Domain):  # type: ignore[misc]
    """Knows for the rest of a request which catalog its language has."""

    def get_translations(self) -> Any:
        """Looked for anew when the language of the request changes (``force_locale``, ``refresh``)."""
        here = _of_request()
        locale, found = here.get("babel_locale"), here.get(_FOUND)
        if found and locale is not None and found[0] is locale and found[1] is self:
            return found[2]
        translations = super().get_translations()
        here = _of_request()
        here[_FOUND] = (here.get("babel_locale"), self, translations)
        return translations


def _of_request() -> dict[str, Any]:
    """What Flask-Babel keeps for the request; nothing outside one."""
    try:
        held = g._get_current_object().__dict__.get("_flask_babel")
    except RuntimeError:
        return {}
    return held.__dict__ if held is not None else {}


@pass_eval_context
def gettext(eval_context: EvalContext, string: str, /, **variables: Any) -> str:
    """As Jinja's new-style ``gettext``, which fills in variables and marks the string as safe where a template escapes."""
    translations = get_translations()
    if variables or not eval_context.autoescape:
        return _filled(translations.ugettext(string), eval_context.autoescape, variables)
    said: dict[str, str] = translations.__dict__.setdefault(_SAID, {})
    if (known := said.get(string)) is not None:
        return known
    text = _filled(translations.ugettext(string), True, {})
    if len(said) < MOST:
        said[string] = text
    return text


def _filled(text: str, is_escaped: bool, variables: dict[str, Any]) -> str:
    return (Markup(text) if is_escaped else text) % variables
