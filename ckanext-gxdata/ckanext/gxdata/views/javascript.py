"""Where CKAN's scripts ask for their translations.

They make the address from `<html lang>` and turn only its first hyphen, so Chinese pages ask for `zh_Hans-CN`, which CKAN
answers with 400; then none of its modules starts (autocomplete, address preview, "are you sure?").
"""

from __future__ import annotations

from typing import Any

import ckan.views.api as api
from flask import Blueprint

blueprint = Blueprint("gxdata_javascript", __name__)


@blueprint.route("/api/i18n/<language>")
def translations(language: str) -> Any:
    """As CKAN's own route, for a locale of three parts too."""
    return api.i18n_js_translations(language.replace("-", "_"))
