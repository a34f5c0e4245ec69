"""Routes of our own, and the pure functions behind templates. Blueprints listed here are registered by the plugin."""

from __future__ import annotations

from ckanext.gxdata.views.access import blueprint as access_rule
from ckanext.gxdata.views.data_json import blueprint as data_json
from ckanext.gxdata.views.data_request import blueprint as data_request
from ckanext.gxdata.views.forgery import blueprint as forgery
from ckanext.gxdata.views.harvest import blueprint as harvest_pages
from ckanext.gxdata.views.high_value import blueprint as high_value
from ckanext.gxdata.views.javascript import blueprint as javascript
from ckanext.gxdata.views.languages import blueprint as languages
from ckanext.gxdata.views.outage import blueprint as outage
from ckanext.gxdata.views.register import blueprint as register
from ckanext.gxdata.views.review import blueprint as review
from ckanext.gxdata.views.review import queue_blueprint as review_queue
from ckanext.gxdata.views.search import blueprint as search_page
from ckanext.gxdata.views.search_files import blueprint as search_files
from ckanext.gxdata.views.zone import blueprint as zone

__all__ = [
    "access_rule",
    "data_json",
    "data_request",
    "forgery",
    "harvest_pages",
    "high_value",
    "javascript",
    "languages",
    "outage",
    "register",
    "review",
    "review_queue",
    "search_files",
    "search_page",
    "zone",
]
