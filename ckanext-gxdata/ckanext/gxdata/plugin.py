"""Table of contents: what the plugin consists of. No logic lives here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.plugins import DefaultTranslation

from ckanext.gxdata import config as settings
from ckanext.gxdata import licences
from ckanext.gxdata.index import datasets, replacement
from ckanext.gxdata.logic import registered
from ckanext.gxdata.logic.files import FileHooks
from ckanext.gxdata.logic.hooks import DatasetHooks
from ckanext.gxdata.logic.labels import LabelHooks
from ckanext.gxdata.page_cache import changes, version
from ckanext.gxdata.page_cache.middleware import PageCache
from ckanext.gxdata.page_cache.shelf import Shelf
from ckanext.gxdata.views import kept_pages, page_style, wording
from ckanext.gxdata.views.facets import FacetHooks
from ckanext.gxdata.views.notices import NoticeHooks


@tk.blanket.actions(registered.actions)
@tk.blanket.auth_functions(registered.auth_functions)
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators
class GxdataPlugin(
    DatasetHooks, LabelHooks, FileHooks, FacetHooks, NoticeHooks, DefaultTranslation, p.SingletonPlugin
):
    p.implements(p.IConfigurable)
    p.implements(p.IConfigurer)
    p.implements(p.ITranslation)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IPermissionLabels)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.ISignal)
    p.implements(p.IFiles, inherit=True)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "gxdata")
        # Raw records are parameters of our statements: an error of the database must not write them into a log.
        config["sqlalchemy.hide_parameters"] = True

    def configure(self, config: Any) -> None:
        licences.install(settings.rulebook().codelists["license"])
        replacement.install()

    def i18n_directory(self) -> str:
        """The product of `scripts/compile_translations`: what CKAN lacks, and our own strings over it."""
        return str(Path(__file__).parent / "i18n_merged")

    def make_middleware(self, app: Any, config: Any) -> Any:
        datasets.belong_to(app)
        wording.install(app)
        page_style.install()
        if settings.keeps_pages():
            changes.watch()
            app.wsgi_app = PageCache(app.wsgi_app, kept_pages.rules(), version.current, Shelf())
        return app
