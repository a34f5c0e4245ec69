"""Pages about the portal itself, beside CKAN's ``/about``: policies, help, accessibility. Text only, all in the templates."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.gxdata import config

blueprint = Blueprint("gxdata_information", __name__)


@blueprint.route("/policies", strict_slashes=False)
def policies() -> str:
    known = config.rulebook().codelists["license"]
    licences = [code.id for code in known.codes if code.id != "notspecified"]
    return str(tk.render("gxdata/info/policies.html", {"licences": licences}))


@blueprint.route("/help", strict_slashes=False)
def help_page() -> str:
    return str(tk.render("gxdata/info/help.html", {}))


@blueprint.route("/accessibility", strict_slashes=False)
def accessibility() -> str:
    return str(tk.render("gxdata/info/accessibility.html", {}))
